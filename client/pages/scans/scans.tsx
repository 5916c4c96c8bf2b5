import { useQuery, useSubscription } from '@apollo/client/react';
import { Alert, Button, SimpleGrid, Skeleton } from '@mantine/core';
import { Lock } from 'lucide-react';
import { useEffect } from 'react';
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
  ServiceDeskDocument,
  StatusDocument,
  ViewerDocument,
} from '../../generated/operations.ts';

/** Scans that are listed at first and added by a click, and at most. */
const [step, maxLimit] = [20, 1000];
/** How often it is looked who works on what: while a scan runs, and else, in ms. */
const [busyMs, idleMs] = [2_000, 10_000];

const urlState = fields({
  limit: parameter('show', step, integer(step, maxLimit)),
  /** Id of the scan whose log is open. */
  scan: parameter('scan', null, optional(text)),
});

/** The service desk: what scans did and do, what runs by itself, how the services stand, and the files that failed. */
export function ScansPage() {
  const [{ limit, scan: open }, update] = useUrlState(urlState);
  const { data, previousData, error, refetch } = useQuery(ScansDocument, {
    variables: { limit },
    fetchPolicy: 'cache-and-network',
  });
  const { data: status, refetch: refetchStatus } = useQuery(StatusDocument, { fetchPolicy: 'cache-and-network' });
  const { data: live } = useSubscription(ScanProgressDocument, {
    onData: ({ data: { data: next } }) => {
      const progress = next?.scanProgress;
      // A scan that begins is a new line of the table; one that ends changed everything.
      if (progress && (progress.finishedAt || progress.phase === 'configs'))
        void Promise.all([refetch(), refetchStatus()]);
    },
  });
  const running = live?.scanProgress.finishedAt === null ? live.scanProgress : undefined;
  const { data: desk } = useQuery(ServiceDeskDocument, {
    fetchPolicy: 'cache-and-network',
    pollInterval: running ? busyMs : idleMs,
  });
  useEffect(() => {
    document.title = 'Scans · HDQM';
  }, []);
  if (error) return <Failure what="The scans could not be loaded." error={error} retry={() => void refetch()} />;
  const { scans, files } = data ?? previousData ?? {};
  const queriedAt = desk?.services.flatMap(({ queriedAt: at }) => at ?? []).sort();
  return (
    <div className="page">
      <PageHead
        title="Scans"
        about={
          status
            ? `${status.status.filesExtracted.toLocaleString('en')} files read, ${status.status.points.toLocaleString('en')} points, from ${status.status.eosRoot}.`
            : 'Loading…'
        }
      />
      <WhyNot />
      {running ? <RunningScan progress={running} /> : null}
      <SimpleGrid cols={{ base: 1, sm: 2, md: 3 }} spacing="sm" mb="md">
        {desk ? (
          <>
            <SchedulePanel
              schedule={desk.schedule}
              last={{ scan: scans?.[0]?.startedAt ?? null, enrich: queriedAt?.at(-1) ?? null }}
              running={running !== undefined}
            />
            <ServicesPanel services={desk.services} />
            <WorkersPanel workers={desk.workers} />
          </>
        ) : (
          ['schedule', 'services', 'workers'].map((part) => <Skeleton key={part} h={220} />)
        )}
      </SimpleGrid>
      {scans?.length === 0 ? (
        <Empty title="No scan yet">A scan looks for new DQM files and stores their points.</Empty>
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

/** Why the buttons of the page are not for whoever looks at it. */
function WhyNot() {
  const { data } = useQuery(ViewerDocument);
  const { canOperate = true, denialReason } = data?.viewer ?? {};
  if (canOperate) return null;
  return (
    <Alert color="gray" icon={<Lock size={16} />} mb="md" py="xs" role="note">
      You can look at everything here, but change nothing: {denialReason}.
    </Alert>
  );
}
