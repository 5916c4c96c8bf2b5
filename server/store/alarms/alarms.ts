import type { Database } from '../connection/database.ts';
import { type Alarm, AlarmEvent, type AlarmState } from '../entities/index.ts';
import type { LimitSeverity } from '../../plan/plan.ts';

/** Filters for alarms; null or undefined: no filter. */
export interface AlarmFilter {
  readonly subsystem?: string | null | undefined;
  readonly primaryDataset?: string | null | undefined;
  readonly processing?: string | null | undefined;
}

/** An alarm with what the lists show of its trend. */
export interface TrendAlarm extends Alarm {
  readonly configId: number;
  readonly datasetId: number;
  readonly subsystem: string;
  readonly config: string;
  readonly title: string;
  readonly primaryDataset: string;
  readonly processing: string;
}

/** The alarms that began at one run, by their number. */
export interface IncidentRow {
  readonly run: number;
  /** That of its most urgent alarm. */
  readonly state: AlarmState;
  readonly severity: LimitSeverity;
  readonly openedAt: Date;
  /** Null unless all are. */
  readonly resolvedAt: Date | null;
  readonly total: number;
  readonly new: number;
  readonly acknowledged: number;
  readonly resolved: number;
}

const joins = `JOIN trend ON trend.id = alarm.trend_id JOIN config ON config.id = trend.config_id
  JOIN dataset ON dataset.id = trend.dataset_id`;
const filtered = (first: number): string =>
  ['config.subsystem', 'dataset.primary_dataset', 'dataset.processing']
    .map((column, index) => `($${first + index}::text IS NULL OR ${column} = $${first + index})`)
    .join(' AND ');
const filterValues = ({ subsystem, primaryDataset, processing }: AlarmFilter): unknown[] => [
  subsystem ?? null,
  primaryDataset ?? null,
  processing ?? null,
];

/**
 * The incidents in a state: errors before warnings (by their names), then those with the most alarms; resolved ones by the time of their resolution, latest
 * first. With their total number.
 */
export async function findIncidents(
  { dataSource }: Database,
  state: AlarmState,
  filter: AlarmFilter,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<{ total: number; items: IncidentRow[] }> {
  const order =
    state === 'resolved'
      ? '"resolvedAt" DESC, run DESC'
      : `severity, ${state} DESC, significance DESC NULLS LAST, run DESC`;
  const incidents = `FROM (SELECT ${incidentColumns} FROM alarm ${joins} WHERE ${filtered(2)} GROUP BY run) AS incident WHERE state = $1`;
  const parameters = [state, ...filterValues(filter)];
  const [items, [counted]] = await Promise.all([
    dataSource.query<IncidentRow[]>(`SELECT * ${incidents} ORDER BY ${order} OFFSET $5 LIMIT $6`, [
      ...parameters,
      offset,
      limit,
    ]),
    dataSource.query<{ total: number }[]>(`SELECT count(*)::int AS total ${incidents}`, parameters),
  ]);
  return { total: counted?.total ?? 0, items };
}

/** The incident of a run; undefined if no alarm that passes the filter began at it. */
export async function findIncident(
  { dataSource }: Database,
  run: number,
  filter: AlarmFilter = {},
): Promise<IncidentRow | undefined> {
  const [row] = await dataSource.query<IncidentRow[]>(
    `SELECT ${incidentColumns} FROM alarm ${joins} WHERE run = $1 AND ${filtered(2)} GROUP BY run`,
    [run, ...filterValues(filter)],
  );
  return row;
}

const states: readonly AlarmState[] = ['new', 'acknowledged', 'resolved'];
const incidentColumns = `run, min(severity) AS severity, min(opened_at) AS "openedAt", count(*)::int AS total,
  max(abs(significance)) AS significance, CASE WHEN bool_and(state = 'resolved') THEN max(resolved_at) END AS "resolvedAt",
  CASE WHEN bool_or(state = 'new') THEN 'new' WHEN bool_or(state = 'acknowledged') THEN 'acknowledged' ELSE 'resolved' END AS state,
  ${states.map((state) => `count(*) FILTER (WHERE state = '${state}')::int AS ${state}`).join(', ')}`;

/** The alarms that began at these runs, the most urgent ones first. */
export async function alarmsOfRuns(
  { dataSource }: Database,
  runs: readonly number[],
  filter: AlarmFilter = {},
): Promise<TrendAlarm[]> {
  return dataSource.query(
    `SELECT ${alarmColumns} FROM alarm ${joins} WHERE alarm.run = ANY ($1) AND ${filtered(2)}
     ORDER BY array_position('{new,acknowledged,resolved}', state), severity, abs(significance) DESC NULLS LAST, alarm.id`,
    [runs, ...filterValues(filter)],
  );
}

/** The alarms of trends that are not resolved, the latest runs first. */
export async function openAlarmsOf({ dataSource }: Database, trendIds: readonly number[]): Promise<TrendAlarm[]> {
  return dataSource.query(
    `SELECT ${alarmColumns} FROM alarm ${joins} WHERE alarm.trend_id = ANY ($1) AND state <> 'resolved'
     ORDER BY run DESC, alarm.id`,
    [trendIds],
  );
}

/** The alarms that are not resolved and cover a run: it is from the run at which they began to the last one that was not normal. */
export async function alarmsCovering({ dataSource }: Database, run: number): Promise<TrendAlarm[]> {
  return dataSource.query(
    `SELECT ${alarmColumns} FROM alarm ${joins} WHERE state <> 'resolved' AND run <= $1 AND last_run >= $1
     ORDER BY severity, abs(significance) DESC NULLS LAST, alarm.id`,
    [run],
  );
}

/** The alarms that began at a run, or that cover it and are not resolved: those that began at it first, then the most urgent ones; with their total number. */
export async function alarmsAt(
  { dataSource }: Database,
  run: number,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<{ total: number; items: TrendAlarm[] }> {
  const found = `FROM alarm ${joins} WHERE run = $1 OR (state <> 'resolved' AND run <= $1 AND last_run >= $1)`;
  const [items, [counted]] = await Promise.all([
    dataSource.query<TrendAlarm[]>(
      `SELECT ${alarmColumns} ${found}
       ORDER BY run DESC, array_position('{new,acknowledged,resolved}', state), severity, abs(significance) DESC NULLS LAST, alarm.id
       OFFSET $2 LIMIT $3`,
      [run, offset, limit],
    ),
    dataSource.query<{ total: number }[]>(`SELECT count(*)::int AS total ${found}`, [run]),
  ]);
  return { total: counted?.total ?? 0, items };
}

/** The alarms with these ids, in no particular order. */
export async function alarmsById({ dataSource }: Database, ids: readonly number[]): Promise<TrendAlarm[]> {
  return dataSource.query(`SELECT ${alarmColumns} FROM alarm ${joins} WHERE alarm.id = ANY ($1)`, [ids]);
}

const alarmColumns = `alarm.id, alarm.trend_id AS "trendId", cause, severity, state, run, last_run AS "lastRun", end_run AS "endRun", value,
  reference, significance, opened_at AS "openedAt", resolved_at AS "resolvedAt", acknowledged_by AS "acknowledgedBy", comment, muted,
  until_run AS "untilRun", until_time AS "untilTime", trend.config_id AS "configId", trend.dataset_id AS "datasetId", config.subsystem,
  config.name AS config, config.title, dataset.primary_dataset AS "primaryDataset", dataset.processing`;

/** The events of alarms, oldest first. */
export async function eventsOf({ dataSource }: Database, alarmIds: readonly number[]): Promise<AlarmEvent[]> {
  return dataSource
    .getRepository(AlarmEvent)
    .createQueryBuilder('event')
    .where('event.alarmId = ANY (:alarmIds)', { alarmIds })
    .orderBy('event.id')
    .getMany();
}
