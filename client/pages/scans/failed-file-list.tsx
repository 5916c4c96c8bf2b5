import { Group, Text, Title } from '@mantine/core';
import { RetryFailedFilesDocument, RetryFileDocument, type ScansQuery } from '../../generated/operations.ts';
import { formatTime } from '../../format/time.ts';
import { MutationButton } from '../../ui/mutation-button.tsx';
import styles from './failed-file-list.module.css';

/** The files that could not be read: why, when they are tried again, and a button to do it now. */
export function FailedFileList({ files: { items, total } }: { files: ScansQuery['files'] }) {
  return (
    <section aria-label="Failed files">
      <Group justify="space-between" mt="lg" mb={4} gap="xs">
        <Title order={3} size="h6">
          {total === 1 ? 'A file could not be read' : `${total.toLocaleString('en')} files could not be read`}
        </Title>
        {total > 1 ? (
          <MutationButton
            label="Read all again"
            title="Starts a scan that reads them again, too"
            mutation={RetryFailedFilesDocument}
            variables={{}}
            say={({ retryFailedFiles }) => `scan ${retryFailedFiles} reads them`}
          />
        ) : null}
      </Group>
      {items.map(({ id, path, reason, attempts, nextAttemptAt }) => (
        <Group key={id} justify="space-between" gap="xs" py={6} className={styles.file}>
          <div>
            <div className="mono">{path}</div>
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              {reason}
            </Text>
            <Text size="xs" c="dimmed">
              tried {attempts} {attempts === 1 ? 'time' : 'times'};{' '}
              {nextAttemptAt ? `again after ${formatTime(nextAttemptAt)}` : 'again when it changes'}
            </Text>
          </div>
          <MutationButton
            label="Read again"
            mutation={RetryFileDocument}
            variables={{ id }}
            say={({ retryFile }) => (retryFile.failure ? 'failed again' : 'read')}
          />
        </Group>
      ))}
      {total > items.length ? (
        <Text size="sm" c="dimmed" mt="xs">
          And {(total - items.length).toLocaleString('en')} more: <code>hdqm status</code>, or the query files.
        </Text>
      ) : null}
    </section>
  );
}
