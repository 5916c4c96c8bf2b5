/** Alarms and their events for tests, without trends that are judged. */
import type { Database } from '../../../server/store/connection/database.ts';
import type { AlarmEventKind, AlarmState } from '../../../server/store/entities/index.ts';

const query = <T>({ dataSource }: Database, text: string, values: unknown[] = []): Promise<T[]> =>
  dataSource.query<T[]>(text, values);

/** What an alarm is stored with; the default is one of its own trend that is open. */
export interface AlarmRow {
  readonly run?: number;
  readonly state?: AlarmState;
  readonly severity?: 'warning' | 'error';
  readonly subsystem?: string;
  readonly announced?: boolean;
}

/** Stores an alarm of a new trend with the event that opened it. Returns its id; the name of its config is `plot_` and a number. */
export async function openAlarm(
  database: Database,
  { run = 367123, state = 'new', severity = 'warning', subsystem = 'Tracker', announced = true }: AlarmRow = {},
): Promise<number> {
  await query(
    database,
    `INSERT INTO dataset (primary_dataset, processing) VALUES ('ZeroBias', 'PromptReco') ON CONFLICT DO NOTHING`,
  );
  await query(database, 'INSERT INTO run (number) VALUES ($1) ON CONFLICT DO NOTHING', [run]);
  const [row] = await query<{ id: number }>(
    database,
    `WITH config AS (
       INSERT INTO config (subsystem, name, title, y_title, revision, metric, paths, active, backfill, file, line)
       SELECT $1, 'plot_' || count(*), 'Plot ' || count(*), '', 1, 'basic.Mean()', '{}', true, false, 'a.ini', 1
       FROM config RETURNING id
     ), trend AS (
       INSERT INTO trend (config_id, dataset_id) SELECT config.id, dataset.id FROM config CROSS JOIN dataset RETURNING id
     )
     INSERT INTO alarm (trend_id, cause, severity, state, run, last_run, value, reference, significance, opened_at)
     SELECT id, 'steps', $2, $3, $4, $4, 14310, 15020, 12, now() FROM trend RETURNING id`,
    [subsystem, severity, state, run],
  );
  const id = row?.id ?? 0;
  await addEvent(database, id, 'opened', announced);
  return id;
}

/** Adds an event to an alarm; one that resolves or acknowledges it also changes its state. */
export async function addEvent(
  database: Database,
  alarmId: number,
  kind: AlarmEventKind,
  announced = true,
): Promise<void> {
  const states: Partial<Record<AlarmEventKind, AlarmState>> = {
    resolved: 'resolved',
    acknowledged: 'acknowledged',
    reopened: 'new',
  };
  await query(database, 'UPDATE alarm SET state = coalesce($2, state) WHERE id = $1', [alarmId, states[kind] ?? null]);
  await query(database, 'INSERT INTO alarm_event (alarm_id, kind, announced) VALUES ($1, $2, $3)', [
    alarmId,
    kind,
    announced,
  ]);
}
