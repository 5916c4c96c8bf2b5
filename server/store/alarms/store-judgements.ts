import type { EntityManager } from 'typeorm';
import type { Database } from '../connection/database.ts';
import { toJsonb } from '../connection/storable.ts';
import { Alarm, AlarmEvent, type Segment } from '../entities/index.ts';

/** An alarm to store: a new one has no id. */
export type StoredAlarm = Omit<Alarm, 'id' | 'trend'> & { readonly id: number | undefined };

/** A changed alarm, with the events that changed it, in order. */
export interface AlarmChange {
  readonly alarm: StoredAlarm;
  readonly events: readonly Pick<AlarmEvent, 'kind' | 'run' | 'comment'>[];
}

/** What is stored of the judgement of a trend. */
export interface Judgement {
  readonly trendId: number;
  /** The version of its config that was judged. */
  readonly version: string;
  readonly segments: readonly Omit<Segment, 'trendId'>[];
  /** The changes of the trend's alarms, given all of them. */
  readonly changesOf: (alarms: readonly Alarm[]) => readonly AlarmChange[];
}

const alarmLock = 0x48_44_51_4b;

/** How often alarms changed. */
export interface AlarmCounts {
  readonly opened: number;
  readonly resolved: number;
}

/**
 * Stores judgements of trends in one transaction: their segments replace the former ones, alarms change by events. With `announced` the
 * receivers are notified of these events.
 */
export async function storeJudgements(
  { dataSource }: Database,
  judgements: readonly Judgement[],
  announced: boolean,
): Promise<AlarmCounts> {
  const trends = judgements.map(({ trendId }) => trendId);
  return dataSource.transaction(async (manager) => {
    // The lock of a process that lost its connection may be held by another one already: neither may miss alarms that the other one opens.
    await manager.query('SELECT pg_advisory_xact_lock($1)', [alarmLock]);
    await replaceSegments(manager, judgements, trends);
    await manager.query(
      `INSERT INTO judged_trend (trend_id, version, judged_at) SELECT *, now() FROM unnest($1::int[], $2::text[])
       ON CONFLICT (trend_id) DO UPDATE SET version = excluded.version, judged_at = excluded.judged_at`,
      [trends, judgements.map(({ version }) => version)],
    );
    const alarms = await manager
      .getRepository(Alarm)
      .createQueryBuilder('alarm')
      .where('alarm.trendId = ANY (:trends)', { trends })
      .orderBy('alarm.id')
      .setLock('pessimistic_write')
      .getMany();
    const changes = judgements.flatMap(({ trendId, changesOf }) =>
      changesOf(alarms.filter((alarm) => alarm.trendId === trendId)),
    );
    await storeChanges(manager, changes, announced);
    const count = (kind: AlarmEvent['kind']): number =>
      changes.filter(({ events }) => events.some((event) => event.kind === kind)).length;
    return { opened: count('opened'), resolved: count('resolved') };
  });
}

async function replaceSegments(
  manager: EntityManager,
  judgements: readonly Judgement[],
  trends: readonly number[],
): Promise<void> {
  await manager.query('DELETE FROM segment WHERE trend_id = ANY ($1)', [trends]);
  const rows = judgements.flatMap(({ trendId, segments }) =>
    segments.map((segment) => ({
      trend_id: trendId,
      first_run: segment.firstRun,
      last_run: segment.lastRun,
      runs: segment.runs,
      first_level: segment.firstLevel,
      last_level: segment.lastLevel,
      level_before: segment.levelBefore,
      level_after: segment.levelAfter,
      significance: segment.significance,
      noise: segment.noise,
      baseline: segment.baseline,
      far_runs: segment.farRuns,
      far_distances: segment.farDistances,
      anomalous_runs: segment.anomalousRuns,
    })),
  );
  await manager.query('INSERT INTO segment SELECT * FROM jsonb_populate_recordset(NULL::segment, $1)', [toJsonb(rows)]);
}

/** Stores alarms that changed and their events. */
async function storeChanges(
  manager: EntityManager,
  changes: readonly AlarmChange[],
  announced: boolean,
): Promise<void> {
  // An alarm that is resolved makes room for the next one of its trend and cause.
  const ordered = changes.toSorted(
    (a, b) => Number(b.alarm.state === 'resolved') - Number(a.alarm.state === 'resolved'),
  );
  for (const { alarm, events } of ordered) {
    const { id, ...columns } = alarm;
    const stored = await manager.getRepository(Alarm).save(id === undefined ? columns : { id, ...columns });
    await manager.insert(
      AlarmEvent,
      events.map((event) => ({ ...event, alarmId: stored.id, announced })),
    );
  }
}
