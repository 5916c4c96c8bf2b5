import { Group, Text, Title } from '@mantine/core';
import { RetryFailedFilesDocument, RetryFileDocument, type ScansQuery } from '../../generated/operations.ts';
import { formatTime } from '../../format/time.ts';
import { RunLink } from '../../ui/run-link.tsx';
import { MutationButton } from '../../ui/mutation-button.tsx';
import styles from './failed-file-list.module.css';

/** The failed files with their errors and next attempts, and buttons to retry them. */
export function FailedFileList({ files: { items, total } }: { files: ScansQuery['files'] }) {
  return (
    <section aria-label="Failed files">
      <Group justify="space-between" mt="lg" mb={4} gap="xs">
        <Title order={3} size="h6">
          {total === 1 ? '1 failed file' : `${total.toLocaleString('en')} failed files`}
        </Title>
        {total > 1 ? (
          <MutationButton
            label="Retry all"
            title="Starts a scan that includes them"
            mutation={RetryFailedFilesDocument}
            variables={{}}
            describe={({ retryFailedFiles }) => `scan ${retryFailedFiles} started`}
          />
        ) : null}
      </Group>
      {items.map(({ id, path, run, reason, attempts, nextAttemptAt }) => (
        <Group key={id} justify="space-between" gap="xs" py={6} className={styles.file}>
          <div>
            <div className="mono">{path}</div>
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              {reason}
            </Text>
            <Text size="xs" c="dimmed">
              <RunLink run={run}>Run {run}</RunLink> · {attempts} {attempts === 1 ? 'attempt' : 'attempts'}, next{' '}
              {nextAttemptAt ? `after ${formatTime(nextAttemptAt)}` : 'when the file changes'}
            </Text>
          </div>
          <MutationButton
            label="Retry"
            mutation={RetryFileDocument}
            variables={{ id }}
            describe={({ retryFile }) => (retryFile.failure ? 'failed again' : 'extracted')}
          />
        </Group>
      ))}
      {total > items.length ? (
        <Text size="sm" c="dimmed" mt="xs">
          {(total - items.length).toLocaleString('en')} more: see <code>hdqm status</code> or the query{' '}
          <code>files</code>.
        </Text>
      ) : null}
    </section>
  );
}
