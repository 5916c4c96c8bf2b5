import { Group, NativeSelect, NumberInput, SegmentedControl } from '@mantine/core';
import { Toggle } from '../../ui/toggle.tsx';
import { useDraft } from '../../ui/use-draft.ts';
import { type HistogramOptions, type ReferenceRule, referenceRules } from './histogram-options.ts';
import type { AxisName } from './projection.ts';

/** The options of histograms; those of other runs where there can be some. */
export function HistogramToolbar({
  options,
  change,
  axes,
  hasSeveralInputs = false,
  hasOtherRuns = true,
  hasPads = false,
}: {
  options: HistogramOptions;
  change: (part: Partial<HistogramOptions>) => void;
  /** That an input can be projected onto. */
  axes: readonly AxisName[];
  hasSeveralInputs?: boolean;
  hasOtherRuns?: boolean;
  /** Whether there are pads without another run. */
  hasPads?: boolean;
}) {
  const checkbox = (
    name: 'log' | 'statistics' | 'normalised' | 'neighbours' | 'inputs' | 'ratio' | 'pulls',
    label: string,
  ) => <Toggle label={label} checked={options[name]} onChange={(checked) => change({ [name]: checked })} />;
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
      {hasPads || (hasOtherRuns && options.reference !== null) ? (
        <>
          {checkbox('ratio', 'ratio')}
          {checkbox('pulls', 'pulls')}
        </>
      ) : null}
    </Group>
  );
}

/** The reference: the number of a run, committed on Enter or when the input loses focus, or a rule. */
function ReferenceInput({
  value,
  change,
}: {
  value: HistogramOptions['reference'];
  change: (reference: HistogramOptions['reference']) => void;
}) {
  const run = typeof value === 'number' ? value : '';
  const [text, setText] = useDraft<number | string>(run);
  const commit = (): void => {
    const run = Number(text);
    change(text === '' || !Number.isInteger(run) || run <= 0 ? null : run);
  };
  return (
    <Group gap={4} wrap="nowrap">
      <NativeSelect
        aria-label="Reference"
        value={typeof value === 'string' ? value : ''}
        onChange={({ currentTarget: { value: rule } }) =>
          change(Object.hasOwn(referenceRules, rule) ? (rule as ReferenceRule) : null)
        }
        data={[
          { value: '', label: 'reference: run …' },
          ...Object.entries(referenceRules).map(([value, label]) => ({ value, label: `reference: ${label}` })),
        ]}
      />
      {typeof value === 'string' ? null : (
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
      )}
    </Group>
  );
}
