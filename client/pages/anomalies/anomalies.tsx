import { useQuery } from '@apollo/client/react';
import { Anchor, Button, Group, NumberInput, Select, Skeleton, Text } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { AnomalyCard } from './anomaly-card.tsx';
import { Empty, Failure } from '../../ui/message.tsx';
import { FailedFiles, MissingServices, NewRuns } from './data-status.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { AnomaliesDocument, NightDocument, type NightQuery, SubsystemsDocument } from '../../generated/operations.ts';
import { type Criteria, criteriaCodec, defaultCriteria } from './criteria.ts';
import { useUrlState } from '../../url/use-url-state.ts';
import { formatTime } from '../../format/time.ts';
import styles from './anomalies.module.css';

/** Changes that are shown at first, and with each wish for more. */
const step = 24;

/** What changed last night: trends that left their usual band, beside new runs, failed files and missing services. */
export function AnomaliesPage() {
  const [view, update] = useUrlState(criteriaCodec);
  const [first, setFirst] = useState(step);
  const { data, previousData, error, refetch } = useQuery(AnomaliesDocument, {
    variables: {
      newest: view.newest,
      baselineRuns: view.before,
      threshold: view.limit,
      lookBackDays: view.days,
      subsystem: view.subsystem || null,
      limit: first,
    },
    fetchPolicy: 'cache-and-network',
  });
  const night = useQuery(NightDocument, { fetchPolicy: 'cache-and-network' });
  const change = (part: Partial<Criteria>): void => update(part, { replace: true });
  useEffect(() => {
    document.title = 'What changed · HDQM';
  }, []);
  const changes = (data ?? previousData)?.anomalies;
  return (
    <div className="page">
      <PageHead title="What changed last night" about={night.data ? aboutScan(night.data.status) : 'Loading…'} />
      <Criteria view={view} change={change} />
      <div className={styles.columns}>
        <div>
          <Text size="sm" mb="xs" aria-live="polite">
            {changes ? (
              <>
                <b>
                  {changes.total} of {changes.judgedTrends.toLocaleString('en')} trends
                </b>{' '}
                changed in the {changes.judgedRuns} newest runs, the worst first.{' '}
                <Anchor component={Link} to="/help#changes" size="sm">
                  How this is judged
                </Anchor>
              </>
            ) : (
              'Looking…'
            )}
          </Text>
          {night.data ? (
            <Text size="sm" mb="xs" hiddenFrom="sm">
              <Anchor href="#night" size="sm">
                {aboutNight(night.data)}
              </Anchor>
            </Text>
          ) : null}
          {error ? (
            <Failure what="The changes could not be loaded." error={error} retry={() => void refetch()} />
          ) : null}
          {!changes && !error ? <Waiting /> : null}
          {changes?.total === 0 ? <Quiet judged={changes.judgedTrends} view={view} change={change} /> : null}
          <div className={styles.grid}>
            {changes?.items.map((each) => (
              <AnomalyCard key={each.trend.id} change={each} limit={view.limit} />
            ))}
          </div>
          {changes && changes.total > changes.items.length ? (
            <Button variant="default" mt="sm" onClick={() => setFirst(first + step)}>
              Show more: {changes.total - changes.items.length} are left
            </Button>
          ) : null}
        </div>
        <aside className={styles.status} id="night" aria-label="The night">
          {night.error ? (
            <Failure
              what="Runs and files could not be loaded."
              error={night.error}
              retry={() => void night.refetch()}
            />
          ) : null}
          {night.data ? (
            <>
              <FailedFiles files={night.data.files} />
              <MissingServices pending={night.data.pending} />
              <NewRuns runs={night.data.runs} />
            </>
          ) : night.error ? null : (
            <Skeleton height={420} />
          )}
        </aside>
      </div>
    </div>
  );
}

function aboutScan({ lastScan, scanning }: NightQuery['status']): string {
  if (scanning) return 'A scan is under way: more may change.';
  if (!lastScan) return 'There was no scan yet.';
  const { startedAt, state, reason, filesNew, filesFailed, points } = lastScan;
  const when = `The last scan, ${formatTime(startedAt)}, `;
  if (state === 'failed') return `${when}failed: ${reason ?? 'its log says why'}`;
  return `${when}found ${filesNew.toLocaleString('en')} new files and gave ${points.toLocaleString('en')} points${
    filesFailed > 0 ? `; ${filesFailed} could not be read` : ''
  }.`;
}

/** What stands further below on a phone. */
function aboutNight({ files, pending }: NightQuery): string {
  const parts = [
    files.total > 0 ? `${files.total} ${files.total === 1 ? 'file' : 'files'} not read` : '',
    pending.total > 0 ? `${pending.total} ${pending.total === 1 ? 'run' : 'runs'} without its services` : '',
    'the newest runs',
  ];
  const [first = '', ...others] = parts.filter((part) => part !== '');
  return [first[0]?.toUpperCase() + first.slice(1), ...others].join(', ');
}

function Criteria({ view, change }: { view: Criteria; change: (part: Partial<Criteria>) => void }) {
  const { data } = useQuery(SubsystemsDocument);
  return (
    <Group gap="sm" align="end" mb="sm" role="search" aria-label="What counts as a change">
      <Select
        label="Subsystem"
        placeholder="All"
        size="xs"
        w={140}
        clearable
        data={data?.subsystems.filter(({ trendCount }) => trendCount > 0).map(({ name }) => name) ?? []}
        value={view.subsystem || null}
        onChange={(subsystem) => change({ subsystem: subsystem ?? '' })}
      />
      <Count label="Newest runs" name="newest" least={1} most={100} view={view} change={change} />
      <Count label="against the" name="before" least={8} most={1000} view={view} change={change} />
      <Count label="From |z| of" name="limit" least={0.5} most={1000} view={view} change={change} />
      <Count label="Within days" name="days" least={0} most={10_000} view={view} change={change} />
    </Group>
  );
}

function Count({
  label,
  name,
  least,
  most,
  view,
  change,
}: {
  label: string;
  name: 'newest' | 'before' | 'limit' | 'days';
  least: number;
  most: number;
  view: Criteria;
  change: (part: Partial<Criteria>) => void;
}) {
  const [draft, setDraft] = useState<{ from: number; text: number | string }>();
  const commit = useDebouncedCallback((value: number | string) => {
    const number = Number(value);
    if (value !== '' && number >= least && number <= most) change({ [name]: number });
  }, 400);
  return (
    <NumberInput
      label={label}
      size="xs"
      w={104}
      min={least}
      max={most}
      step={name === 'limit' ? 0.5 : 1}
      allowDecimal={name === 'limit'}
      suffix={name === 'before' ? ' before' : ''}
      value={draft?.from === view[name] ? draft.text : view[name]}
      onChange={(text) => {
        setDraft({ from: view[name], text });
        commit(text);
      }}
    />
  );
}

function Quiet({
  judged,
  view,
  change,
}: {
  judged: number;
  view: Criteria;
  change: (part: Partial<Criteria>) => void;
}) {
  if (judged === 0)
    return (
      <Empty title="There is nothing to judge">
        A trend is judged once eight runs before the newest have a value; only runs that started within {view.days} days
        before the newest of all count. A scan brings points: <Link to="/scans">Scans</Link>.
      </Empty>
    );
  return (
    <Empty title="All is as usual">
      No trend is {view.limit} σ or more from the runs before.{' '}
      {view.limit > 3 ? (
        <Button size="compact-xs" variant="default" onClick={() => change({ limit: 3 })}>
          Look from 3 σ on
        </Button>
      ) : view.limit === defaultCriteria.limit ? null : (
        <Button size="compact-xs" variant="default" onClick={() => change({ limit: defaultCriteria.limit })}>
          Back to {defaultCriteria.limit} σ
        </Button>
      )}
    </Empty>
  );
}

function Waiting() {
  return (
    <div className={styles.grid} aria-label="Loading" aria-busy>
      {Array.from({ length: 8 }, (_, index) => (
        <Skeleton key={index} height={186} />
      ))}
    </div>
  );
}
