import { useQuery } from '@apollo/client/react';
import { Anchor, Button, Skeleton, Text } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import {
  AnomaliesDocument,
  type AnomaliesQuery,
  DataStatusDocument,
  type DataStatusQuery,
  ScanStatusDocument,
} from '../../generated/operations.ts';
import { Empty, Failure } from '../../ui/message.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { pageLink } from '../../url/links.ts';
import { useUrlState } from '../../url/use-url-state.ts';
import { AnomalyCard } from './anomaly-card.tsx';
import { CriteriaForm } from './criteria-form.tsx';
import { type Criteria, criteriaCodec, defaultCriteria } from './criteria.ts';
import { lastScanText, OutdatedData } from '../incidents/scan-status.tsx';
import { FailedFiles, NewestRuns, PendingRuns } from './data-status.tsx';
import styles from './anomalies.module.css';

/** Anomalies that are listed at first and added by a click. */
const step = 24;

/** Anomalies of the newest runs, with failed files and runs without information beside them. */
export function AnomaliesPage() {
  const [criteria, update] = useUrlState(criteriaCodec);
  const [limit, setLimit] = useState(step);
  const { data, previousData, error, refetch } = useQuery(AnomaliesDocument, {
    variables: { ...criteria, subsystem: criteria.subsystem || null, limit },
    fetchPolicy: 'cache-and-network',
  });
  const status = useQuery(DataStatusDocument, { fetchPolicy: 'cache-and-network' });
  const { data: scans } = useQuery(ScanStatusDocument, { fetchPolicy: 'cache-and-network' });
  const onChange = (part: Partial<Criteria>): void => update(part, { replace: true });
  const anomalies = (data ?? previousData)?.anomalies;
  return (
    <div className="page">
      <PageHead title="Anomalies" about={scans ? lastScanText(scans.status) : 'Loading…'} />
      {scans ? <OutdatedData {...scans} /> : null}
      <CriteriaForm criteria={criteria} onChange={onChange} />
      <div className={styles.columns}>
        <div>
          <Text size="sm" mb="xs" aria-live="polite">
            {anomalies ? (
              <>
                <b>
                  {anomalies.total} of {anomalies.judgedTrends.toLocaleString('en')} trends
                </b>{' '}
                with an anomaly in the {anomalies.judgedRuns} newest runs, sorted by abs(z).{' '}
                <Anchor component={Link} to={`${pageLink('/help')}#anomalies`} size="sm">
                  Definition
                </Anchor>
              </>
            ) : (
              'Loading…'
            )}
          </Text>
          {anomalies && anomalies.unjudged.length > 0 ? <Unjudged trends={anomalies.unjudged} /> : null}
          {status.data ? (
            <Text size="sm" mb="xs" hiddenFrom="sm">
              <Anchor href="#data-status" size="sm">
                {statusSummary(status.data)}
              </Anchor>
            </Text>
          ) : null}
          {error ? (
            <Failure what="The anomalies could not be loaded." error={error} retry={() => void refetch()} />
          ) : null}
          {!anomalies && !error ? <Loading /> : null}
          {anomalies?.total === 0 ? (
            <NoAnomalies judgedTrends={anomalies.judgedTrends} criteria={criteria} onChange={onChange} />
          ) : null}
          <div className={styles.grid}>
            {anomalies?.items.map((anomaly) => (
              <AnomalyCard key={anomaly.trend.id} anomaly={anomaly} criteria={criteria} />
            ))}
          </div>
          {anomalies && anomalies.total > anomalies.items.length ? (
            <Button size="sm" mt="sm" onClick={() => setLimit(limit + step)}>
              Show more ({anomalies.total - anomalies.items.length} not shown)
            </Button>
          ) : null}
        </div>
        <aside className={styles.status} id="data-status" aria-label="Data status">
          {status.error ? (
            <Failure
              what="Runs and files could not be loaded."
              error={status.error}
              retry={() => void status.refetch()}
            />
          ) : null}
          {status.data ? (
            <>
              <FailedFiles files={status.data.files} />
              <PendingRuns pending={status.data.pending} />
              <NewestRuns runs={status.data.runs} />
            </>
          ) : status.error ? null : (
            <Skeleton height={420} />
          )}
        </aside>
      </div>
    </div>
  );
}

/** A link's text on a phone, where the status is below the anomalies. */
function statusSummary({ files, pending }: DataStatusQuery): string {
  return [
    ...(files.total > 0 ? [`${files.total} failed ${files.total === 1 ? 'file' : 'files'}`] : []),
    ...(pending.total > 0
      ? [`${pending.total} ${pending.total === 1 ? 'run' : 'runs'} without OMS / Run Registry information`]
      : []),
    'newest runs',
  ]
    .join(', ')
    .replace(/^n/, 'N');
}

function Unjudged({ trends }: { trends: AnomaliesQuery['anomalies']['unjudged'] }) {
  return (
    <details className={styles.unjudged}>
      <summary>{trends.length === 1 ? '1 trend' : `${trends.length} trends`} could not be judged</summary>
      <ul>
        {trends.map(({ trendId, subsystem, name, primaryDataset, processing, reason }) => (
          <li key={trendId}>
            {subsystem}/{name} in {primaryDataset} {processing}: {reason}
          </li>
        ))}
      </ul>
    </details>
  );
}

function NoAnomalies({
  judgedTrends,
  criteria: { threshold, lookBackDays },
  onChange,
}: {
  judgedTrends: number;
  criteria: Criteria;
  onChange: (part: Partial<Criteria>) => void;
}) {
  if (judgedTrends === 0)
    return (
      <Empty title="No trend to judge">
        A trend is judged if at least eight runs before the newest have a value and its newest runs started at most{' '}
        {lookBackDays} days before the newest run of all. Points are added by <Link to={pageLink('/scans')}>scans</Link>
        .
      </Empty>
    );
  const other = threshold > 3 ? 3 : defaultCriteria.threshold;
  return (
    <Empty title="No anomalies">
      No trend differs from its baseline by {threshold} σ or more.{' '}
      {other === threshold ? null : (
        <Button size="compact-xs" onClick={() => onChange({ threshold: other })}>
          Set threshold to {other} σ
        </Button>
      )}
    </Empty>
  );
}

function Loading() {
  return (
    <div className={styles.grid} aria-label="Loading" aria-busy>
      {Array.from({ length: 8 }, (_, index) => (
        <Skeleton key={index} height={186} />
      ))}
    </div>
  );
}
