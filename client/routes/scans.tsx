import { useMutation, useQuery, useSubscription } from '@apollo/client/react';
import { Badge, Button, Group, Paper, Progress, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { Empty, Failure } from '../components/message.tsx';
import { PageHead } from '../components/page-head.tsx';
import {
  RetryFileDocument,
  ScanProgressDocument,
  type ScanProgressSubscription,
  ScansDocument,
  StartScanDocument,
  StatusDocument,
  ViewerDocument,
} from '../generated/operations.ts';
import { formatDuration } from '../state/numbers.ts';

/** What scans did and do, and the files that failed. */
export function ScansPage() {
  const { data, error, refetch } = useQuery(ScansDocument, { fetchPolicy: 'cache-and-network' });
  const { data: status, refetch: refetchStatus } = useQuery(StatusDocument, { fetchPolicy: 'cache-and-network' });
  const { data: viewer } = useQuery(ViewerDocument);
  const [start, starting] = useMutation(StartScanDocument);
  const { data: live } = useSubscription(ScanProgressDocument, {
    onData: ({ data: { data: next } }) => {
      if (next?.scanProgress.finishedAt) void Promise.all([refetch(), refetchStatus()]);
    },
  });
  if (error) return <Failure what="The scans could not be loaded." error={error} retry={() => void refetch()} />;
  const running = live?.scanProgress && live.scanProgress.finishedAt === null ? live.scanProgress : undefined;
  const mayChange = viewer?.viewer.mayChange === true;
  return (
    <main className="page">
      <PageHead
        title="Scans"
        about={
          status
            ? `${status.status.filesExtracted} files read, ${status.status.points.toLocaleString('en')} points, from ${status.status.eosRoot}.`
            : 'Loading…'
        }
      >
        {mayChange || viewer?.viewer.login ? (
          <Button
            size="xs"
            loading={starting.loading}
            disabled={running !== undefined || !mayChange}
            title={viewer?.viewer.whyNot ?? undefined}
            // What went wrong is shown below the button's row.
            onClick={() => void start().catch(() => undefined)}
          >
            Scan now
          </Button>
        ) : null}
      </PageHead>
      {starting.error ? <Failure what="The scan could not be started." error={starting.error} /> : null}
      {running ? <Running progress={running} /> : null}
      {data?.scans.length === 0 ? (
        <Empty title="No scan yet">A scan looks for new DQM files and stores their points.</Empty>
      ) : null}
      {data && data.scans.length > 0 ? (
        <Table.ScrollContainer minWidth={720}>
          <Table verticalSpacing={4} fz="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Scan</Table.Th>
                <Table.Th>Start (UTC)</Table.Th>
                <Table.Th>Took</Table.Th>
                <Table.Th>State</Table.Th>
                <Table.Th>Files found</Table.Th>
                <Table.Th>New</Table.Th>
                <Table.Th>Read</Table.Th>
                <Table.Th>Failed</Table.Th>
                <Table.Th>Points</Table.Th>
                <Table.Th>Unknown names</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.scans.map((scan) => (
                <Table.Tr key={scan.id}>
                  <Table.Td fw={600}>{scan.id}</Table.Td>
                  <Table.Td>{new Date(scan.startedAt).toISOString().slice(0, 19).replace('T', ' ')}</Table.Td>
                  <Table.Td>
                    {scan.finishedAt
                      ? formatDuration((Date.parse(scan.finishedAt) - Date.parse(scan.startedAt)) / 1000)
                      : '–'}
                  </Table.Td>
                  <Table.Td>
                    <State state={scan.state} reason={scan.reason} />
                  </Table.Td>
                  <Table.Td>{scan.filesFound}</Table.Td>
                  <Table.Td>{scan.filesNew}</Table.Td>
                  <Table.Td>{scan.filesExtracted}</Table.Td>
                  <Table.Td>{scan.filesFailed}</Table.Td>
                  <Table.Td>{scan.points.toLocaleString('en')}</Table.Td>
                  <Table.Td title={scan.unknownExamples.join('\n')}>{scan.unknownNames}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      ) : null}
      {data && data.files.total > 0 ? (
        <FailedFiles files={data.files.items} total={data.files.total} mayChange={mayChange} />
      ) : null}
    </main>
  );
}

function State({ state, reason }: { state: string; reason: string | null }) {
  const color = { finished: 'teal.9', failed: 'red.9', running: 'blue.9' }[state] ?? 'gray.9';
  return (
    <>
      <Badge color={color} variant="filled" tt="none" size="sm">
        {state}
      </Badge>
      {reason ? (
        <Text size="xs" c="dimmed" maw={420}>
          {reason}
        </Text>
      ) : null}
    </>
  );
}

function Running({ progress }: { progress: ScanProgressSubscription['scanProgress'] }) {
  const { phase, filesTotal, filesDone, filesFailed, points, currentFile, etaSeconds } = progress;
  return (
    <Paper withBorder p="sm" mb="md" aria-live="polite">
      <Group justify="space-between">
        <Text size="sm" fw={600}>
          Scanning: {phase}
        </Text>
        <Text size="sm" c="dimmed">
          {filesDone} of {filesTotal} files, {points.toLocaleString('en')} points, {filesFailed} failed
          {etaSeconds === null ? '' : `, ${formatDuration(etaSeconds)} left`}
        </Text>
      </Group>
      <Progress
        value={filesTotal === 0 ? 0 : (100 * filesDone) / filesTotal}
        mt={6}
        aria-label="Progress of the scan"
      />
      <Text size="xs" c="dimmed" mt={4} className="mono">
        {currentFile}
      </Text>
    </Paper>
  );
}

function FailedFiles({
  files,
  total,
  mayChange,
}: {
  files: readonly {
    id: string;
    path: string;
    run: number;
    reason: string | null;
    tries: number;
    nextTry: string | null;
  }[];
  total: number;
  mayChange: boolean;
}) {
  return (
    <section>
      <Text fw={700} mt="lg" mb={4}>
        {total === 1 ? 'A file could not be read' : `${total} files could not be read`}
      </Text>
      {files.map((file) => (
        <Group
          key={file.id}
          justify="space-between"
          wrap="nowrap"
          gap="md"
          py={6}
          style={{ borderTop: '1px solid var(--mantine-color-default-border)' }}
        >
          <div style={{ minWidth: 0 }}>
            <div className="mono">{file.path}</div>
            <Text size="sm">{file.reason}</Text>
            <Text size="xs" c="dimmed">
              tried {file.tries} {file.tries === 1 ? 'time' : 'times'};{' '}
              {file.nextTry
                ? `again after ${new Date(file.nextTry).toISOString().slice(0, 16).replace('T', ' ')} UTC`
                : 'again when it changes'}
            </Text>
          </div>
          {mayChange ? <RetryButton id={file.id} /> : null}
        </Group>
      ))}
    </section>
  );
}

function RetryButton({ id }: { id: string }) {
  const [retry, { loading }] = useMutation(RetryFileDocument, {
    variables: { id },
    refetchQueries: [ScansDocument, StatusDocument],
  });
  const [outcome, setOutcome] = useState('');
  const run = async (): Promise<void> => {
    try {
      const { data } = await retry();
      setOutcome(data?.retryFile.failure ? 'failed again' : 'read');
    } catch (error) {
      setOutcome(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <Group gap="xs" wrap="nowrap">
      <Text size="xs" c="dimmed" aria-live="polite">
        {outcome}
      </Text>
      <Button size="xs" variant="default" loading={loading} onClick={() => void run()}>
        Read again
      </Button>
    </Group>
  );
}
