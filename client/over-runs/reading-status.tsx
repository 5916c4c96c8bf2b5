import { Button, Group, Progress, Text } from '@mantine/core';
import { Failure } from '../ui/message.tsx';
import type { RunStream, StreamedRun } from './use-run-stream.ts';
import styles from './reading-status.module.css';

/** How far the reading is, with a button to stop it or to read again. */
export function ReadingStatus({ stream: { runs, total, state, stop, start } }: { stream: RunStream<StreamedRun> }) {
  if (state instanceof Error) return <Failure what="The runs could not be read." error={state} retry={start} />;
  if (state === 'reading')
    return (
      <Group gap="sm" wrap="nowrap">
        <Progress aria-label="Runs read" value={total ? (100 * runs.length) / total : 0} className={styles.progress} />
        <Text size="xs" className={styles.count}>
          {runs.length}
          {total === undefined ? '' : ` of ${total}`} runs
        </Text>
        <Button onClick={stop}>Stop</Button>
      </Group>
    );
  return (
    <Group gap="sm">
      <Text size="xs" c="dimmed" role="status">
        {state === 'stopped' ? `Stopped after ${runs.length} of ${total ?? '?'} runs.` : `${runs.length} runs.`}
      </Text>
      {state === 'stopped' ? <Button onClick={start}>Read again</Button> : null}
    </Group>
  );
}
