import { Group, SimpleGrid, Stack, Table, Text } from '@mantine/core';
import { useMemo } from 'react';
import type { RunInterval } from '../../../chart/axis/run-interval.ts';
import { formatNumber, formatValue } from '../../../format/numbers.ts';
import type { PlotNoteFragment } from '../../../generated/operations.ts';
import type { HistogramOptions } from '../../../point/histogram/histogram-options.ts';
import { HistogramToolbar } from '../../../point/histogram/histogram-toolbar.tsx';
import { type AxisName, projectionAxes } from '../../../point/histogram/projection.ts';
import { parseRunList } from '../../../run-selection/run-list.ts';
import { type SelectedRuns, toRunSelection } from '../../../run-selection/run-selection.ts';
import type { RunTable } from '../../../run-selection/run-table.ts';
import { useStable } from '../../../ui/use-stable.ts';
import { ReadingStatus } from '../../../over-runs/reading-status.tsx';
import { RunReasons } from '../../../over-runs/run-reasons.tsx';
import { expressionOf } from '../expression/expression.ts';
import type { LoadedSeries } from '../data/plot-lines.ts';
import type { PlotView } from '../plot-view.ts';
import { quickPicks } from './quick-picks.ts';
import { RunSetInput } from './run-set-input.tsx';
import { SummedHistogram } from './summed-histogram.tsx';
import { type TrendSums, useSums } from './use-sums.ts';

/** Which set of runs the next drag over the plot selects. */
export interface SetDrag {
  readonly expected: 'a' | 'b' | null;
  /** Undefined where a drag over the plot selects no runs. */
  readonly expect: ((set: 'a' | 'b' | null) => void) | undefined;
}

/** The MEs of the trends summed over two sets of runs, and compared. */
export function CompareRuns({
  view: { a, b, runs, zoom, histogram },
  series,
  table,
  notes,
  drag,
  update,
}: {
  view: Pick<PlotView, 'a' | 'b' | 'runs' | 'zoom' | 'histogram'>;
  series: readonly LoadedSeries[];
  /** The runs of the page. */
  table: RunTable;
  notes: readonly PlotNoteFragment[];
  drag: SetDrag;
  update: (part: Partial<PlotView>, options?: { replace: boolean }) => void;
}) {
  const picks = useMemo(() => quickPicks(table, zoom as RunInterval | null, notes), [table, zoom, notes]);
  const isReady = [a, b].every((list) => list !== '' && parseRunList(list).problem === undefined);
  const [first] = series.filter(({ of }) => expressionOf(of) === undefined);
  const together = first ? series.filter((each) => isTogether(each, first)) : [];
  const others = series.filter((each) => !together.includes(each));
  const input = (set: 'a' | 'b', name: 'A' | 'B') => (
    <RunSetInput
      name={name}
      list={set === 'a' ? a : b}
      picks={picks}
      isDragExpected={drag.expected === set}
      change={(list) => update({ [set]: list })}
      expectDrag={drag.expect && ((isExpected) => drag.expect?.(isExpected ? set : null))}
    />
  );
  return (
    <Stack gap="sm" component="section" aria-label="Compare runs">
      <Group gap="md" align="flex-end">
        {input('a', 'A')}
        {input('b', 'B')}
      </Group>
      {drag.expected && drag.expect ? (
        <Text size="sm" role="status">
          Drag over the runs of {drag.expected.toUpperCase()} in the plot above.
        </Text>
      ) : null}
      {isReady && first ? (
        <ComparedSums
          series={together}
          a={a}
          b={b}
          runs={runs}
          options={histogram}
          change={(part) => update({ histogram: { ...histogram, ...part } }, { replace: true })}
        />
      ) : (
        <Text size="sm" c="dimmed">
          The histograms of the runs of A are added, and those of B, and the sums compared: select runs for both. Of a
          range, the runs that the filters of the page exclude are left out.
        </Text>
      )}
      {others.length > 0 && isReady ? (
        <Text size="xs" c="dimmed">
          Only the trends of {first?.of.subsystem} in {first?.of.primaryDataset} {first?.of.processing} are compared,
          not {others.map(({ name }) => name).join(', ')}.
        </Text>
      ) : null}
    </Stack>
  );
}

function isTogether({ of: one }: LoadedSeries, { of: other }: LoadedSeries): boolean {
  const parts = ['subsystem', 'primaryDataset', 'processing'] as const;
  return expressionOf(one) === undefined && parts.every((part) => one[part] === other[part]);
}

function ComparedSums({
  series,
  a,
  b,
  runs,
  options,
  change,
}: {
  series: readonly LoadedSeries[];
  a: string;
  b: string;
  runs: SelectedRuns;
  options: HistogramOptions;
  change: (part: Partial<HistogramOptions>) => void;
}) {
  const { subsystem = '', primaryDataset = '', processing = '' } = series[0]?.of ?? {};
  const listed = (list: string) => toRunSelection({ ...runs, by: 'list', list });
  const variables = useStable({
    subsystem,
    primaryDataset,
    processing,
    names: series.map(({ of }) => of.config),
    a: listed(a),
    b: listed(b),
  });
  const stream = useSums(variables);
  const sums = stream.runs.find((run) => run.sums)?.sums;
  const axes = sums?.map(({ a }) => projectionAxes(a.className)) ?? [];
  const projectable = axes.reduce<readonly AxisName[]>((max, each) => (each.length > max.length ? each : max), []);
  return (
    <>
      <ReadingStatus stream={stream} />
      {sums ? (
        <>
          <SumsTable sums={sums} />
          <HistogramToolbar options={options} change={change} axes={projectable} hasOtherRuns={false} hasPads />
          <SimpleGrid cols={{ base: 1, md: sums.length > 1 ? 2 : 1 }} spacing="md">
            {sums.map((each) => (
              <SummedHistogram key={each.name} sums={each} options={options} />
            ))}
          </SimpleGrid>
          <RunReasons runs={leftOut(sums)} />
        </>
      ) : null}
    </>
  );
}

/** The runs that are not in sums, with the reason. */
function leftOut(sums: readonly TrendSums[]): { run: number; reason: string }[] {
  return sums.flatMap(({ name, leftOut }) =>
    leftOut.flatMap(({ reason, runs }) =>
      runs.map((run) => ({ run, reason: `Not in the sum${sums.length > 1 ? ` of ${name}` : ''}: ${reason}` })),
    ),
  );
}

/** The values of the metric of both sums, and how much they differ. */
function SumsTable({ sums }: { sums: readonly TrendSums[] }) {
  return (
    <Table.ScrollContainer minWidth={560} type="native">
      <Table fz="sm" verticalSpacing={4} aria-label="Values of the sums">
        <Table.Thead>
          <Table.Tr>
            {['Trend', 'Value of A', 'Value of B', 'A − B [σ]', 'χ² / ndf', 'p (χ²)', 'p (Kolmogorov)'].map((title) => (
              <Table.Th key={title}>{title}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {sums.map(({ name, a, b, comparison }) => {
            const { chi2, ndf, chi2Probability, kolmogorovProbability } = comparison;
            const cells = [
              valueOf(a),
              valueOf(b),
              numberOf(differenceOf(a, b)),
              chi2 === null ? '' : `${formatNumber(chi2)} / ${ndf ?? 0}`,
              numberOf(chi2Probability),
              numberOf(kolmogorovProbability),
            ];
            return (
              <Table.Tr key={name}>
                <Table.Th scope="row">{name}</Table.Th>
                {cells.map((cell, index) => (
                  // oxlint-disable-next-line react/no-array-index-key -- columns have no other key
                  <Table.Td key={index}>{cell}</Table.Td>
                ))}
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

const numberOf = (value: number | null): string => (value === null ? '' : formatNumber(value));

function valueOf({ value, errorLow, errorHigh, failure, runs }: TrendSums['a']): string {
  if (runs.length === 0) return 'no runs';
  return value === null ? (failure ?? 'no value') : formatValue(value, errorLow ?? 0, errorHigh ?? 0);
}

/** In units of its error, A and B being independent; null without error. */
export function differenceOf(a: TrendSums['a'], b: TrendSums['b']): number | null {
  if (a.value === null || b.value === null) return null;
  const isAbove = a.value >= b.value;
  const [own, other] = isAbove ? [a.errorLow, b.errorHigh] : [a.errorHigh, b.errorLow];
  const error = Math.hypot(own ?? 0, other ?? 0);
  return error > 0 ? (a.value - b.value) / error : null;
}
