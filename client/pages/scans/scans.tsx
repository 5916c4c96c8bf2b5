import { useQuery, useSubscription } from '@apollo/client/react';
import { Alert, Button, SimpleGrid, Skeleton } from '@mantine/core';
import { Lock } from 'lucide-react';
import { FailedFileList } from './failed-file-list.tsx';
import { Empty, Failure } from '../../ui/message.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { RunningScan } from './scan-progress.tsx';
import { ScanTable } from './scan-table.tsx';
import { SchedulePanel } from './schedule-panel.tsx';
import { ServicesPanel } from './services-panel.tsx';
import { WorkersPanel } from './workers-panel.tsx';
import { fields, integer, optional, parameter, text } from '../../url/codec.ts';
import { useUrlState } from '../../url/use-url-state.ts';
import {
  ScanProgressDocument,
  ScansDocument,
  OperationsDocument,
  StatusDocument,
  ViewerDocument,
} from '../../generated/operations.ts';

/** Scans that are listed at first and added by a click, and at most. */
const [step, maxLimit] = [20, 1000];
/** Poll interval of schedule, services and workers in ms: while a scan runs, and otherwise. */
const [scanningPollMs, idlePollMs] = [2_000, 10_000];

const urlState = fields({
  limit: parameter('show', step, integer(step, maxLimit)),
  /** Id of the scan whose log is open. */
  scan: parameter('scan', null, optional(text)),
});

/** Scans, their schedule, the services, the workers and the failed files. */
export function ScansPage() {
  const [{ limit, scan: open }, update] = useUrlState(urlState);
  const { data, previousData, error, refetch } = useQuery(ScansDocument, {
    variables: { limit },
    fetchPolicy: 'cache-and-network',
    // A scan that fails immediately is reported while the request of its start is pending: that one would show it as running.
    context: { queryDeduplication: false },
  });
  const { data: status, refetch: refetchStatus } = useQuery(StatusDocument, { fetchPolicy: 'cache-and-network' });
  const { data: live } = useSubscription(ScanProgressDocument, {
    onData: ({ data: { data: next } }) => {
      const progress = next?.scanProgress;
      // A new scan is a new row of the table; a finished one changes the counts.
      if (!progress || !(progress.finishedAt || progress.phase === 'configs')) return;
      // Their failure is in `error`. A promise that combines them would reject unhandled when the page is left meanwhile.
      void refetch();
      void refetchStatus();
    },
  });
  const running = live?.scanProgress.finishedAt === null ? live.scanProgress : undefined;
  const { data: operations } = useQuery(OperationsDocument, {
    fetchPolicy: 'cache-and-network',
    pollInterval: running ? scanningPollMs : idlePollMs,
  });
  const { scans, files } = data ?? previousData ?? {};
  const queriedAt = operations?.services.flatMap(({ queriedAt: at }) => at ?? []).sort();
  return (
    <div className="page">
      <PageHead
        title="Scans"
        about={
          status
            ? `${status.status.filesExtracted.toLocaleString('en')} files extracted from ${status.status.eosRoot}, ${status.status.points.toLocaleString('en')} points`
            : 'Loading…'
        }
      />
      <DenialReason />
      {running ? <RunningScan progress={running} /> : null}
      <SimpleGrid cols={{ base: 1, sm: 2, md: 3 }} spacing="sm" mb="md">
        {operations ? (
          <>
            <SchedulePanel
              schedule={operations.schedule}
              last={{ scan: scans?.[0]?.startedAt ?? null, enrich: queriedAt?.at(-1) ?? null }}
              running={running !== undefined}
            />
            <ServicesPanel services={operations.services} />
            <WorkersPanel workers={operations.workers} />
          </>
        ) : (
          ['schedule', 'services', 'workers'].map((part) => <Skeleton key={part} h={220} />)
        )}
      </SimpleGrid>
      {error ? <Failure what="The scans could not be loaded." error={error} retry={() => void refetch()} /> : null}
      {scans?.length === 0 ? (
        <Empty title="No scan yet">A scan finds new DQM files and extracts their points.</Empty>
      ) : null}
      {scans && scans.length > 0 ? (
        <ScanTable scans={scans} open={open} toggle={(id) => update({ scan: open === id ? null : id })} />
      ) : null}
      {scans && scans.length >= limit && limit < maxLimit ? (
        <Button
          variant="subtle"
          size="compact-sm"
          mt="xs"
          onClick={() => update({ limit: Math.min(maxLimit, limit + step) })}
        >
          Earlier scans
        </Button>
      ) : null}
      {files && files.total > 0 ? <FailedFileList files={files} /> : null}
    </div>
  );
}

/** Why the viewer may not operate the page; nothing for an operator. */
function DenialReason() {
  const { data } = useQuery(ViewerDocument);
  const { canOperate = true, denialReason } = data?.viewer ?? {};
  if (canOperate) return null;
  return (
    <Alert color="gray" icon={<Lock size={16} />} mb="md" py="xs" role="note">
      Read-only: {denialReason}.
    </Alert>
  );
}
