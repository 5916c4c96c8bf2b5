import type { EntityManager } from 'typeorm';
import type { Database } from '../connection/database.ts';
import { toText } from '../connection/storable.ts';
import { Alarm, AlarmEvent, type AlarmEventKind } from '../entities/index.ts';

/** Who does something to alarms, and why. */
export interface Reason {
  readonly by: string;
  readonly comment: string;
}

/** For how long an acknowledgement holds: until the trend recovers, and at most until a run or a time. */
export interface Acknowledgement extends Reason {
  /** Whether it holds although the trend recovers. */
  readonly muted: boolean;
  readonly untilRun: number | null;
  readonly untilTime: Date | null;
}

/** Acknowledges alarms that are not resolved; returns their ids. */
export async function acknowledgeAlarms(
  database: Database,
  ids: readonly number[],
  { by, comment, muted, untilRun, untilTime }: Acknowledgement,
): Promise<number[]> {
  return change(database, ids, "state <> 'resolved'", async (manager, alarms) => {
    const columns = {
      state: 'acknowledged',
      acknowledgedBy: by,
      comment: toText(comment),
      muted,
      untilRun,
      untilTime,
    } as const;
    await manager.update(
      Alarm,
      alarms.map(({ id }) => id),
      columns,
    );
    await record(manager, alarms, {
      kind: muted ? 'muted' : 'acknowledged',
      by,
      comment,
      untilTime,
      runOf: () => untilRun,
    });
  });
}

/** Revokes the acknowledgement of alarms; returns the ids of those that had one. */
export async function reopenAlarms(
  database: Database,
  ids: readonly number[],
  { by, comment }: Reason,
): Promise<number[]> {
  return change(database, ids, "state = 'acknowledged'", async (manager, alarms) => {
    const columns = {
      state: 'new',
      acknowledgedBy: null,
      comment: null,
      muted: false,
      untilRun: null,
      untilTime: null,
    } as const;
    await manager.update(
      Alarm,
      alarms.map(({ id }) => id),
      columns,
    );
    await record(manager, alarms, { kind: 'reopened', by, comment, untilTime: null, runOf: () => null });
  });
}

/**
 * Makes the run at which each alarm began the beginning of its trend's baseline, and resolves the alarm; returns the ids of those that were
 * not resolved and have a baseline: limits have none.
 */
export async function setBaseline(
  database: Database,
  ids: readonly number[],
  { by, comment }: Reason,
): Promise<number[]> {
  return change(database, ids, "state <> 'resolved' AND cause <> 'limits'", async (manager, alarms) => {
    await record(manager, alarms, { kind: 'baseline', by, comment, untilTime: null, runOf: ({ run }) => run });
    await manager.query(
      `UPDATE alarm SET state = 'resolved', resolved_at = now(), end_run = run, acknowledged_by = $2, comment = $3, muted = false
       WHERE id = ANY ($1)`,
      [alarms.map(({ id }) => id), by, toText(comment)],
    );
    // The version of the judgement no longer fits: the next one starts from the baseline.
    await manager.query(
      `INSERT INTO judged_trend (trend_id, version, baseline_run, judged_at)
       SELECT trend_id, '', max(run), now() FROM alarm WHERE id = ANY ($1) GROUP BY trend_id
       ON CONFLICT (trend_id) DO UPDATE SET baseline_run = excluded.baseline_run`,
      [alarms.map(({ id }) => id)],
    );
  });
}

/** Locks the alarms that meet a condition and changes them, in one transaction; returns their ids. */
async function change(
  { dataSource }: Database,
  ids: readonly number[],
  condition: string,
  apply: (manager: EntityManager, alarms: readonly Pick<Alarm, 'id' | 'run'>[]) => Promise<void>,
): Promise<number[]> {
  return dataSource.transaction(async (manager) => {
    const alarms = await manager.query<{ id: number; run: number }[]>(
      `SELECT id, run FROM alarm WHERE id = ANY ($1) AND ${condition} ORDER BY id FOR UPDATE`,
      [ids],
    );
    if (alarms.length > 0) await apply(manager, alarms);
    return alarms.map(({ id }) => id);
  });
}

async function record(
  manager: EntityManager,
  alarms: readonly Pick<Alarm, 'id' | 'run'>[],
  {
    kind,
    by,
    comment,
    untilTime,
    runOf,
  }: Reason & { kind: AlarmEventKind; untilTime: Date | null; runOf: (alarm: Pick<Alarm, 'run'>) => number | null },
): Promise<void> {
  await manager.insert(
    AlarmEvent,
    alarms.map((alarm) => ({
      alarmId: alarm.id,
      kind,
      by: toText(by),
      comment: toText(comment),
      untilTime,
      run: runOf(alarm),
    })),
  );
}
