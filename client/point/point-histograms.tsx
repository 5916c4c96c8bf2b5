import { SimpleGrid, Skeleton, Text } from '@mantine/core';
import { useMemo } from 'react';
import { Failure } from '../ui/message.tsx';
import { fields } from '../url/codec.ts';
import { useUrlState } from '../url/use-url-state.ts';
import { histogramCodec, type HistogramOptions, overlaidRuns } from './histogram/histogram-options.ts';
import { HistogramToolbar } from './histogram/histogram-toolbar.tsx';
import { InputHistogram } from './histogram/input-histogram.tsx';
import { useMonitorElements } from './monitor-elements.ts';
import { useComparisons, useReference } from './use-reference.ts';
import { type AxisName, projectionAxes } from './histogram/projection.ts';
import type { PointTrend } from './provenance.tsx';

const codec = fields<{ histogram: HistogramOptions }>({ histogram: histogramCodec });

/** The histograms behind a point, with a toolbar; its options are in the URL. */
export function PointHistograms({
  trend: { id, points },
  run,
  runs,
}: {
  trend: PointTrend;
  run: number;
  runs: readonly number[];
}) {
  const [{ histogram: options }, update] = useUrlState(codec);
  const reference = useReference(id, run, options);
  const compared = reference.run === run ? null : reference.run;
  const comparisons = useComparisons(id, run, compared);
  const others = useMemo(() => overlaidRuns(options, run, runs, compared ?? null), [options, run, runs, compared]);
  const shownRuns = useMemo(() => [run, ...others], [run, others]);
  const elements = useMonitorElements(id, shownRuns);
  const inputs = elements.of(run);
  const shown = options.inputs ? inputs : inputs?.slice(0, 1);
  const projections = inputs?.map(({ className }) => projectionAxes(className)) ?? [];
  const axes = projections.reduce<readonly AxisName[]>((max, each) => (each.length > max.length ? each : max), []);
  return (
    <section aria-label="Histograms">
      {inputs === null ? null : (
        <HistogramToolbar
          options={options}
          change={(part) => update({ histogram: { ...options, ...part } }, { replace: true })}
          axes={axes}
          hasSeveralInputs={(inputs?.length ?? 0) > 1}
        />
      )}
      {reference.problem === undefined ? null : (
        <Text size="xs" c="dimmed" role="status" mt={4}>
          {reference.problem}
        </Text>
      )}
      {elements.error ? (
        <Failure what="The histograms could not be loaded." error={elements.error} retry={elements.retry} />
      ) : null}
      {inputs === undefined && !elements.error ? <Skeleton height={300} mt="xs" /> : null}
      {inputs === null ? (
        <Text size="sm">
          {points[0]?.revision === 0
            ? 'There is no histogram: the point was imported from CentralHDQM, which stored values only.'
            : 'No file of this run was read for the trend.'}
        </Text>
      ) : null}
      {shown ? (
        <SimpleGrid cols={{ base: 1, sm: shown.length > 1 ? 2 : 1 }} spacing="sm" mt="xs">
          {shown.map((element) => (
            <InputHistogram
              key={element.input}
              element={element}
              run={run}
              others={others}
              elements={elements}
              point={points[0]}
              options={options}
              comparison={comparisons.get(element.input)}
            />
          ))}
        </SimpleGrid>
      ) : null}
      {inputs === null ? null : (
        <Text size="xs" c="dimmed" mt={4} visibleFrom="xs">
          Drag over an axis or the frame to zoom, double-click to zoom out. ← and → open the previous and the next run.
        </Text>
      )}
    </section>
  );
}
