import { SegmentedControl, Slider, Switch, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { type PlotOrder, plotOrders } from './plot-order.ts';
import type { TrendsView } from './trends-view.ts';

/** The options of the grid: how many plots are in a row, their height, their order, and whether constant ones are hidden. */
export function GridOptions({
  view: { perRow, plotHeight, order, hidesConstant },
  onChange,
}: {
  view: TrendsView;
  onChange: (part: Partial<TrendsView>) => void;
}) {
  const [height, setHeight] = useState(plotHeight || 262);
  return (
    <>
      <Labeled label="Plots per row">
        <SegmentedControl
          fullWidth
          aria-label="Plots per row"
          data={[{ value: '0', label: 'fit' }, '1', '2', '3', '4']}
          value={String(perRow)}
          onChange={(value) => onChange({ perRow: Number(value) })}
        />
      </Labeled>
      <Labeled label="Height of a plot">
        <Slider
          size="sm"
          min={180}
          max={600}
          step={10}
          thumbLabel="Height of a plot"
          label={(value) => `${value} px`}
          value={height}
          onChange={setHeight}
          onChangeEnd={(value) => onChange({ plotHeight: value })}
        />
      </Labeled>
      <Labeled label="Order of plots">
        <SegmentedControl
          fullWidth
          aria-label="Order of plots"
          data={[...plotOrders]}
          value={order}
          onChange={(value) => onChange({ order: value as PlotOrder, at: '' })}
        />
      </Labeled>
      <Switch
        label="Hide constant plots"
        title="Plots whose points all have the same value in the selected runs"
        checked={hidesConstant}
        onChange={({ currentTarget: { checked } }) => onChange({ hidesConstant: checked, at: '' })}
      />
    </>
  );
}

function Labeled({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <Text size="xs" fw={600} mb={2}>
        {label}
      </Text>
      {children}
    </div>
  );
}
