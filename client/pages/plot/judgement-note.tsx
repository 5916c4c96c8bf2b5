import { CloseButton, Group, Text } from '@mantine/core';
import { formatZ, type Judgement, judgedZ } from '../../chart/statistics/judgement.ts';
import type { Columns } from '../../chart/series.ts';
import { formatNumber } from '../../format/numbers.ts';
import { RunLink } from '../../ui/run-link.tsx';

/** The judgement of an anomalous point: its z and the numbers of the band in the plot. */
export function JudgementNote({
  judgement,
  columns,
  hide,
}: {
  judgement: Judgement;
  columns: Columns;
  hide: () => void;
}) {
  const { run, median, spread, threshold, baseline } = judgement;
  const z = judgedZ(judgement, columns);
  return (
    <Group gap={6} mt={6} wrap="nowrap" role="note" aria-label="Judgement">
      <Text size="sm">
        <RunLink run={run}>Run {run}</RunLink>: <b>{z === undefined ? 'no value' : `z = ${formatZ(z)}`}</b>. Baseline:
        runs {baseline[0]} to {baseline[1]}, median {formatNumber(median)}, spread {formatNumber(spread)}; the band is
        median ± {threshold} × spread.
      </Text>
      <CloseButton size="xs" aria-label="Hide the baseline" title="Hide the baseline" onClick={hide} />
    </Group>
  );
}
