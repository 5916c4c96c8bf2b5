import { Button, Divider, Popover, SegmentedControl, Select, Stack, Switch, Text } from '@mantine/core';
import { SlidersHorizontal } from 'lucide-react';
import { type Drawing, type DrawingSwitch, type XAxis, xAxes } from './chart-options.ts';

const axisNames: Readonly<Record<XAxis, string>> = {
  even: 'Runs, evenly spaced',
  run: 'Run number',
  time: 'Time',
  duration: 'Runs, as wide as they lasted',
  lumi: 'Integrated luminosity',
};

const behind: readonly (readonly [DrawingSwitch, string])[] = [
  ['errors', 'Error bars'],
  ['durations', 'Run durations behind the points'],
  ['fills', 'Bands by fill'],
  ['marks', 'Changes of era and config'],
  ['regression', 'Straight line through the points'],
];
const range: readonly (readonly [DrawingSwitch, string])[] = [
  ['bulk', 'Leave out what is far off (arrows show it)'],
  ['zero', 'With zero'],
  ['log', 'Logarithmic'],
];

/** How the plots are drawn, and how many are in a row. */
export function DrawingMenu({
  drawing,
  perRow,
  change,
}: {
  drawing: Drawing;
  /** Undefined where there is only one plot. */
  perRow?: number;
  change: (part: { drawing?: Drawing; perRow?: number }) => void;
}) {
  const switches = (list: typeof behind) =>
    list.map(([name, label]) => (
      <Switch
        key={name}
        size="xs"
        label={label}
        checked={drawing[name]}
        onChange={({ currentTarget: { checked } }) => change({ drawing: { ...drawing, [name]: checked } })}
      />
    ));
  return (
    <Popover position="bottom-end" shadow="md" width={290} trapFocus>
      <Popover.Target>
        <Button variant="default" size="xs" leftSection={<SlidersHorizontal size={13} />}>
          View
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="How the plots are drawn">
        <Stack gap={8}>
          {perRow === undefined ? null : (
            <div>
              <Text size="xs" fw={500} mb={2}>
                Plots a row
              </Text>
              <SegmentedControl
                size="xs"
                fullWidth
                aria-label="Plots a row"
                data={[{ value: '0', label: 'fit' }, '1', '2', '3', '4']}
                value={String(perRow)}
                onChange={(value) => change({ perRow: Number(value) })}
              />
            </div>
          )}
          <Select
            label="x axis"
            size="xs"
            data={xAxes.map((value) => ({ value, label: axisNames[value] }))}
            value={drawing.x}
            onChange={(x) => x !== null && change({ drawing: { ...drawing, x: x as XAxis } })}
            allowDeselect={false}
            comboboxProps={{ withinPortal: false }}
          />
          <Divider label="drawn" labelPosition="left" />
          {switches(behind)}
          <Divider label="y axis" labelPosition="left" />
          {switches(range)}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
