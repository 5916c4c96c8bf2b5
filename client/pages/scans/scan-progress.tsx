import { Group, Paper, Progress, Text } from '@mantine/core';
import type { ScanProgressSubscription } from '../../generated/operations.ts';
import { useNow } from '../../ui/use-now.ts';
import { formatDuration } from '../../format/numbers.ts';
import { since } from '../../format/time.ts';

const phases: Readonly<Record<string, string>> = {
  configs: 'reading the configs',
  walk: 'listing files',
  extract: 'extracting files',
  judge: 'judging trends',
};

/** The progress of the running scan and the time left. */
export function RunningScan({ progress }: { progress: ScanProgressSubscription['scanProgress'] }) {
  const { scanId, phase, filesTotal, filesDone, filesFailed, points, currentFile, etaSeconds, startedAt } = progress;
  const counting = phase !== 'extract' || filesTotal === 0;
  const now = useNow();
  return (
    <Paper withBorder p="sm" mb="md" component="section" aria-label="Running scan">
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={600} aria-live="polite">
          {scanId === null ? 'Recomputing' : `Scan ${scanId}`}: {phases[phase] ?? phase}
        </Text>
        <Text size="sm" fw={600}>
          {etaSeconds === null ? `for ${since(startedAt, now)}` : `${formatDuration(etaSeconds)} left`}
        </Text>
      </Group>
      <Progress
        value={counting ? 100 : (100 * filesDone) / filesTotal}
        animated={counting}
        mt={6}
        aria-label="Progress of the scan"
      />
      {counting ? null : (
        <Text size="sm" c="dimmed" mt={6}>
          {filesDone.toLocaleString('en')} of {filesTotal.toLocaleString('en')} files extracted,{' '}
          {points.toLocaleString('en')} points stored, {filesFailed} failed
        </Text>
      )}
      <Text size="xs" c="dimmed" className="mono" truncate title={currentFile ?? undefined}>
        {currentFile}
      </Text>
    </Paper>
  );
}
