import { Skeleton, Text } from '@mantine/core';
import type { RunEventsQuery, RunPageQuery } from '../../generated/operations.ts';
import { RunNotes } from '../../notes/run-notes.tsx';
import { RunAttributes } from '../../point/run-attributes.tsx';
import { RunChanges } from '../../point/run-changes.tsx';
import { Failure } from '../../ui/message.tsx';
import { Panel } from '../../ui/panel.tsx';
import { countAlarms } from '../incidents/alarm-text.ts';
import { RunAlarms } from './run-alarms.tsx';
import { RunFiles } from './run-files.tsx';
import { RunFlags } from './run-flags.tsx';
import { describeCounts, type Judgements } from './run-text.ts';
import type { RunView } from './run-view.ts';
import styles from './run.module.css';
import { StateCounts } from './state-counts.tsx';

/** A query whose result is shown. */
interface Loading<Data> {
  readonly data?: Data | undefined;
  readonly error?: Error | undefined;
  readonly refetch: () => Promise<unknown>;
}

/** What is known of a run, in boxes: its trends by state, files, alarms, notes, changes, attributes and flags. */
export function RunFacts({
  run,
  files,
  judgements,
  trends,
  events,
  view,
}: {
  run: NonNullable<RunPageQuery['run']>;
  files: RunPageQuery['files'];
  /** Undefined while they are loaded. */
  judgements: Judgements | undefined;
  trends: Loading<unknown>;
  events: Loading<RunEventsQuery>;
  view: RunView;
}) {
  const event = events.data?.run;
  return (
    <div className={styles.facts}>
      <Panel title="Trends by subsystem">
        {trends.error && !judgements ? (
          <Failure what="The trends could not be loaded." error={trends.error} retry={() => void trends.refetch()} />
        ) : null}
        {!judgements && !trends.error ? <Skeleton height={160} aria-label="Loading" aria-busy /> : null}
        {judgements?.counts.total === 0 ? <NoTrends files={files.items} /> : null}
        {judgements && judgements.counts.total > 0 ? (
          <>
            <Text size="sm" mb={4} aria-live="polite">
              {describeCounts(judgements.counts)}
            </Text>
            <StateCounts run={run.number} judgements={judgements} view={view} />
          </>
        ) : null}
      </Panel>
      {events.error && !event ? (
        <Failure
          what="Alarms and changes could not be loaded."
          error={events.error}
          retry={() => void events.refetch()}
        />
      ) : null}
      {event ? (
        <Panel title={event.alarms.total === 0 ? 'Alarms' : countAlarms(event.alarms.total)}>
          <RunAlarms run={run.number} alarms={event.alarms} />
        </Panel>
      ) : events.error ? null : (
        <Skeleton height={160} />
      )}
      <div className={styles.box}>
        <RunNotes run={run.number} />
      </div>
      {event?.changes ? (
        <div className={styles.box}>
          <RunChanges changes={event.changes} />
        </div>
      ) : null}
      <Panel title={`DQM files (${files.total.toLocaleString('en')})`}>
        <RunFiles run={run.number} files={files.items} />
      </Panel>
      {event ? (
        <Panel title="Run Registry's flags">
          <RunFlags flags={event.flags} subsystem={view.filter.subsystem} />
        </Panel>
      ) : null}
      <div className={styles.box}>
        <RunAttributes run={run} title="OMS and Run Registry" />
      </div>
    </div>
  );
}

/** The reason why a run has no trends. */
function NoTrends({ files }: { files: RunPageQuery['files']['items'] }) {
  const count = (wanted: string): number => files.filter(({ state }) => state === wanted).length;
  const [found, failed, extracted] = [count('found'), count('failed'), count('extracted')];
  const reasons = [
    ...(files.length === 0 ? ['no DQM file of it was found'] : []),
    ...(found > 0 ? [`${found === 1 ? '1 file waits' : `${found} files wait`} for extraction`] : []),
    ...(failed > 0 ? [`${failed === 1 ? '1 file' : `${failed} files`} failed`] : []),
    ...(extracted > 0 ? ['no config has data in the datasets of its files'] : []),
  ];
  return <Text size="sm">The run has no trends: {reasons.join(', ')}.</Text>;
}
