import { Group, NumberInput, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { Toggle } from '../../ui/toggle.tsx';
import type { HistogramOptions } from './histogram-options.ts';
import type { AxisName } from './projection.ts';

/** The options of histograms; those of other runs where there can be some. */
export function HistogramToolbar({
  options,
  change,
  axes,
  hasSeveralInputs = false,
  hasOtherRuns = true,
}: {
  options: HistogramOptions;
  change: (part: Partial<HistogramOptions>) => void;
  /** That an input can be projected onto. */
  axes: readonly AxisName[];
  hasSeveralInputs?: boolean;
  hasOtherRuns?: boolean;
}) {
  const checkbox = (name: 'log' | 'statistics' | 'normalised' | 'neighbours' | 'inputs', label: string) => (
    <Toggle label={label} checked={options[name]} onChange={(checked) => change({ [name]: checked })} />
  );
  return (
    <Group gap="sm" role="toolbar" aria-label="Histogram options">
      {checkbox('log', 'log')}
      {checkbox('normalised', 'normalised')}
      {checkbox('statistics', 'statistics')}
      {hasOtherRuns ? checkbox('neighbours', 'neighbouring runs') : null}
      {hasSeveralInputs ? checkbox('inputs', 'all inputs') : null}
      {axes.length > 0 ? (
        <SegmentedControl
          aria-label="Projection"
          data={[
            { value: '', label: `${axes.length}D` },
            ...axes.map((axis) => ({ value: axis, label: `onto ${axis}` })),
          ]}
          value={options.projection !== null && axes.includes(options.projection) ? options.projection : ''}
          onChange={(value) => change({ projection: axes.find((axis) => axis === value) ?? null })}
        />
      ) : null}
      {hasOtherRuns ? <ReferenceInput value={options.reference} change={(reference) => change({ reference })} /> : null}
    </Group>
  );
}

/** The number of the reference run, committed on Enter or when the input loses focus. */
function ReferenceInput({ value, change }: { value: number | null; change: (run: number | null) => void }) {
  const [text, setText] = useState<number | string>(value ?? '');
  const commit = (): void => {
    const run = Number(text);
    change(text === '' || !Number.isInteger(run) || run <= 0 ? null : run);
  };
  return (
    <NumberInput
      w={130}
      hideControls
      allowDecimal={false}
      allowNegative={false}
      placeholder="reference run"
      aria-label="Reference run"
      value={text}
      onChange={setText}
      onBlur={commit}
      onKeyDown={({ key }) => key === 'Enter' && commit()}
    />
  );
}
