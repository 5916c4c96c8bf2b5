/** Answers of OMS and Run Registry for runs, and which runs to query when. */
import type { EntityManager } from 'typeorm';
import { runQueryRetry } from '../../retry/policy.ts';
import type { Database } from '../connection/database.ts';
import { toJsonb } from '../connection/storable.ts';
import type { Incomplete } from '../../enrich/answer.ts';
import { type RunRange, toMultirange } from '../point-selection.ts';
import type { OmsRun } from '../../enrich/oms.ts';
import type { RegistryRun } from '../../enrich/run-registry.ts';
import type { Significance } from '../../enrich/significance.ts';
import { Field, ObjectType } from '../entities/graphql-decorators.ts';
import { Run, type RunService, type RunServiceName, runServices, ServiceName } from '../entities/index.ts';

/** Which runs to query from a service. */
export type Wanted =
  /** Due and pending runs: the query of a scan. */
  | 'scan'
  /** Due runs. */
  | 'due'
  /** These runs, whatever their state; ends included. */
  | readonly RunRange[];

/** The runs to query from a service, latest first. */
export async function runsToQuery(
  { dataSource }: Database,
  service: RunServiceName,
  wanted: Wanted,
): Promise<number[]> {
  const ranges = toMultirange(typeof wanted === 'string' ? undefined : wanted);
  const rows = await dataSource.query<{ number: number }[]>(
    `SELECT run.number FROM run LEFT JOIN run_service s ON s.run_number = run.number AND s.service = $1
     WHERE CASE WHEN $2::int4multirange IS NOT NULL THEN run.number <@ $2::int4multirange
       ELSE s.run_number IS NULL OR s.next_attempt_at <= now() OR ($3 AND s.state IN ('pending', 'failed')) END
     ORDER BY run.number DESC`,
    [service, ranges, wanted === 'scan'],
  );
  return rows.map(({ number }) => number);
}

/**
 * Judges the significance of a run by Run Registry's unmodified answer and OMS's recorded luminosity (as in SignificanceFacts); undefined where
 * the answer does not allow it.
 */
export type JudgeRun = (registry: unknown, recordedLumi: number | null | undefined) => Significance | undefined;

/** Runs of an answer of which something is missing, and the first delay before they are queried again. */
export interface IncompleteRuns {
  readonly incomplete: ReadonlyMap<number, Incomplete>;
  readonly delaySeconds: number;
}

const complete: IncompleteRuns = { incomplete: new Map(), delaySeconds: 300 };

/** Stores the answer of OMS for the queried runs; those not in it are unknown to OMS. */
export async function storeOms(
  { dataSource }: Database,
  queried: readonly number[],
  answer: ReadonlyMap<number, OmsRun>,
  judge: JudgeRun,
  missing: IncompleteRuns = complete,
): Promise<void> {
  await dataSource.transaction(async (manager) => {
    const rows = [...answer].map(([number, { raw, ...columns }]) => ({ ...columns, number, oms: raw }));
    await lockRuns(manager, answer);
    // Without their fill, runs keep what is stored of it.
    await updateRuns(
      manager,
      rows.filter((row) => row.era !== undefined),
    );
    await updateRuns(
      manager,
      rows.filter((row) => row.era === undefined),
    );
    await judgeRuns(manager, answer, judge);
    await storeStates(manager, 'oms', queried, answer, missing);
  });
}

/** Stores the answer of Run Registry for the queried runs; those not in it are unknown to Run Registry. */
export async function storeRegistry(
  { dataSource }: Database,
  queried: readonly number[],
  answer: ReadonlyMap<number, RegistryRun>,
  judge: JudgeRun,
): Promise<void> {
  await dataSource.transaction(async (manager) => {
    const rows = [...answer].map(([number, { raw, state, ...columns }]) => ({
      ...columns,
      number,
      rrState: state,
      rr: raw,
    }));
    await lockRuns(manager, answer);
    await updateRuns(manager, rows);
    await judgeRuns(manager, answer, judge);
    await storeStates(manager, 'rr', queried, answer, complete);
  });
}

/** Locks runs, in one order: answers of both services for the same runs are stored at the same time. */
async function lockRuns(manager: EntityManager, runs: ReadonlyMap<number, unknown>): Promise<void> {
  await manager.query('SELECT FROM run WHERE number = ANY ($1::int[]) ORDER BY number FOR UPDATE', [[...runs.keys()]]);
}

/** Judges the significance of runs from the answers of both services; it is null until Run Registry has answered. */
async function judgeRuns(manager: EntityManager, runs: ReadonlyMap<number, unknown>, judge: JudgeRun): Promise<void> {
  const rows = await manager.query<{ number: number; rr: unknown; lumi: number | null; isLumiKnown: boolean }[]>(
    `SELECT number, rr, recorded_lumi AS lumi,
       oms IS NOT NULL AND (recorded_lumi IS NOT NULL OR oms #>> '{attributes,recorded_lumi}' IS NULL) AS "isLumiKnown"
     FROM run WHERE number = ANY ($1::int[]) AND rr IS NOT NULL`,
    [[...runs.keys()]],
  );
  const judged = rows.flatMap(({ number, rr, lumi, isLumiKnown }) => {
    const significance = judge(rr, isLumiKnown ? lumi : undefined);
    return significance ? [{ number, ...significance }] : [];
  });
  await manager.query(
    `UPDATE run SET significant = judged.significant, significant_reason = judged.reason
     FROM unnest($1::int[], $2::boolean[], $3::text[]) AS judged (number, significant, reason) WHERE run.number = judged.number`,
    [
      judged.map(({ number }) => number),
      judged.map(({ significant }) => significant),
      judged.map(({ reason }) => reason),
    ],
  );
}

/** Updates properties of runs, in one statement; the columns are those of the Run entity. An unknown era keeps that of the file names. */
async function updateRuns(
  manager: EntityManager,
  rows: readonly (object & { readonly number: number })[],
): Promise<void> {
  if (rows.length === 0) return;
  const { columns } = manager.connection.getMetadata(Run);
  const names = new Map(columns.map(({ propertyName, databaseName }) => [propertyName, databaseName]));
  const toColumns = (row: object): [string, unknown][] =>
    Object.entries(row).map(([property, value]) => {
      const name = names.get(property);
      if (name === undefined) throw new TypeError(`Run has no property ${property}`);
      return [name, value];
    });
  const updates = toColumns(rows[0] ?? {}).map(([name]) => {
    if (name === 'era') return 'era = coalesce(answer.era, run.era)';
    if (name === 'oms') return `oms = coalesce(run.oms, '{}') || answer.oms`; // keeps a fill that is not in the answer
    return `"${name}" = answer."${name}"`;
  });
  await manager.query(
    `UPDATE run SET ${updates.join(', ')} FROM jsonb_populate_recordset(NULL::run, $1::jsonb) AS answer WHERE run.number = answer.number`,
    [toJsonb(rows.map((row) => Object.fromEntries(toColumns(row))))],
  );
}

/**
 * Stores states: known runs are refreshed while they are recent, incomplete and unknown ones retried with back-off, unknown ones for some days.
 */
async function storeStates(
  manager: EntityManager,
  service: RunServiceName,
  queried: readonly number[],
  answer: ReadonlyMap<number, unknown>,
  { incomplete, delaySeconds }: IncompleteRuns,
): Promise<void> {
  const known = queried.filter((run) => answer.has(run));
  await manager.query(
    `INSERT INTO run_service (run_number, service, state, reason, attempts, next_attempt_at)
     SELECT run.number, $1, 'known', a.reason, CASE WHEN a.retry THEN before.attempts + 1 ELSE 0 END,
       CASE WHEN a.retry THEN now() + least(make_interval(secs => $7), make_interval(secs => $8) * 2 ^ least(before.attempts, 16))
         WHEN coalesce(run.start_time, s.first_queried_at, now()) > now() - make_interval(days => $3)
         THEN now() + make_interval(hours => $4) END
     FROM unnest($2::int[], $5::text[], $6::boolean[]) AS a (number, reason, retry) JOIN run USING (number)
       LEFT JOIN run_service s ON s.run_number = run.number AND s.service = $1
       CROSS JOIN LATERAL (SELECT CASE WHEN s.state = 'known' THEN s.attempts ELSE 0 END AS attempts) AS before
     ON CONFLICT (run_number, service) DO UPDATE SET state = 'known', reason = excluded.reason, attempts = excluded.attempts,
       queried_at = now(), next_attempt_at = excluded.next_attempt_at`,
    [
      service,
      known,
      runQueryRetry.recentDays,
      runQueryRetry.refreshHours,
      known.map((run) => incomplete.get(run)?.reason ?? null),
      known.map((run) => incomplete.get(run)?.retry ?? false),
      runQueryRetry.maxDelaySeconds,
      delaySeconds,
    ],
  );
  await manager.query(
    `INSERT INTO run_service AS s (run_number, service, state, reason, attempts, next_attempt_at)
     SELECT number, $1, 'unknown', $3, 1, now() + make_interval(secs => $5) FROM unnest($2::int[]) AS r (number)
     ON CONFLICT (run_number, service) DO UPDATE SET state = 'unknown', reason = excluded.reason, queried_at = now(),
       attempts = CASE WHEN s.state = 'unknown' THEN s.attempts + 1 ELSE 1 END,
       next_attempt_at = CASE WHEN s.first_queried_at > now() - make_interval(days => $4)
         THEN now() + least(make_interval(secs => $6), make_interval(secs => $5) * 2 ^ least(CASE WHEN s.state = 'unknown' THEN s.attempts ELSE 0 END, 10)) END
     WHERE s.state <> 'known'`,
    [
      service,
      queried.filter((run) => !answer.has(run)),
      'run not found in the service',
      runQueryRetry.unknownDays,
      runQueryRetry.unknownDelaySeconds,
      runQueryRetry.maxDelaySeconds,
    ],
  );
}

/**
 * Records that a query failed for runs. Known runs stay known; the others stay pending and are retried after `delaySeconds`, doubled at each
 * attempt up to a day, and not before `retryAfter`.
 */
export async function storeQueryFailure(
  { dataSource }: Database,
  service: RunServiceName,
  queried: readonly number[],
  {
    reason,
    retryAfter,
    delaySeconds = 300,
  }: { readonly reason: string; readonly retryAfter?: Date | undefined; readonly delaySeconds?: number },
): Promise<void> {
  await dataSource.query(
    `INSERT INTO run_service AS s (run_number, service, state, reason, attempts, next_attempt_at)
     SELECT number, $1, 'pending', $3, 1, greatest($4::timestamptz, now() + make_interval(secs => $6)) FROM unnest($2::int[]) AS r (number)
     ON CONFLICT (run_number, service) DO UPDATE SET reason = excluded.reason, attempts = s.attempts + 1, queried_at = now(),
       state = CASE WHEN s.state IN ('known', 'unknown') THEN s.state WHEN s.attempts + 1 >= $5 THEN 'failed' ELSE 'pending' END,
       next_attempt_at = greatest($4::timestamptz, now() + least(make_interval(secs => $7), make_interval(secs => $6) * 2 ^ least(s.attempts, 16)))`,
    [
      service,
      queried,
      reason,
      retryAfter ?? null,
      runQueryRetry.attemptsUntilFailed,
      delaySeconds,
      runQueryRetry.maxDelaySeconds,
    ],
  );
}

/** Numbers of pending runs, by service and in all. */
@ObjectType({ description: 'Number of runs that OMS or Run Registry has not answered for.' })
export class PendingRuns {
  @Field(({ Int }) => Int, { description: 'Runs that at least one of the services has not answered for.' })
  readonly runs!: number;

  @Field(({ Int }) => Int, { description: 'Runs that OMS has not answered for.' })
  readonly oms!: number;

  @Field(({ Int }) => Int, { description: 'Runs that Run Registry has not answered for.' })
  readonly rr!: number;
}

/** Counts the pending runs. */
export async function countPending({ dataSource }: Database): Promise<PendingRuns> {
  const [row] = await dataSource.query<[PendingRuns]>(
    `WITH state AS (
       SELECT run.number,
         coalesce(o.state, 'pending') IN ('pending', 'failed') AS oms,
         coalesce(r.state, 'pending') IN ('pending', 'failed') AS rr
       FROM run LEFT JOIN run_service o ON o.run_number = run.number AND o.service = 'oms'
         LEFT JOIN run_service r ON r.run_number = run.number AND r.service = 'rr'
     )
     SELECT count(*) FILTER (WHERE oms OR rr)::int AS runs, count(*) FILTER (WHERE oms)::int AS oms, count(*) FILTER (WHERE rr)::int AS rr
     FROM state`,
  );
  return row;
}

/** Time of the next attempt for a pending or incomplete run; undefined where there is none. */
export async function nextAttemptDate({ dataSource }: Database): Promise<Date | undefined> {
  const [row] = await dataSource.query<{ at: Date | null }[]>(
    `SELECT min(next_attempt_at) AS at FROM run_service WHERE state IN ('pending', 'failed') OR (state = 'known' AND attempts > 0)`,
  );
  return row?.at ?? undefined;
}

/** A reason of pending runs. */
@ObjectType({ description: 'Why a service has not answered, and for how many runs.' })
export class ServiceReason {
  @Field(() => String, { description: 'Error of the last attempt.' })
  readonly reason!: string;

  @Field(({ Int }) => Int, { description: 'Number of runs.' })
  readonly runs!: number;
}

/** Summary of a service: its runs by state, reasons of failures, and the next attempt. */
@ObjectType({ description: 'State of OMS or Run Registry, with the number of runs by state.' })
export class Service {
  @Field(() => ServiceName, { name: 'name', description: 'Name of the service.' })
  readonly service!: RunServiceName;

  @Field(({ Int }) => Int, { description: 'Number of runs that the service knows.' })
  readonly known!: number;

  @Field(({ Int }) => Int, { description: 'Number of runs that the service does not know.' })
  readonly unknown!: number;

  @Field(({ Int }) => Int, {
    description: 'Number of runs that the service has not answered for, failed ones included.',
  })
  readonly pending!: number;

  @Field(({ Int }) => Int, { description: 'Number of pending runs with repeated failures. Queries continue.' })
  readonly failed!: number;

  @Field(({ GraphQLISODateTime }) => GraphQLISODateTime, { nullable: true, description: 'Time of the last query.' })
  readonly queriedAt!: Date | null;

  @Field(({ GraphQLISODateTime }) => GraphQLISODateTime, {
    nullable: true,
    description: 'Time of the next query for pending runs.',
  })
  readonly nextAttemptAt!: Date | null;

  @Field(() => [ServiceReason], { description: 'Why runs are pending, most frequent reason first.' })
  readonly reasons!: readonly ServiceReason[];
}

/** Max. number of reasons per service. */
const maxReasons = 5;

/** Summarizes the services, in the order of `runServices`. */
export async function serviceStandings({ dataSource }: Database): Promise<Service[]> {
  const rows = await dataSource.query<Service[]>(
    `WITH state AS (
       SELECT one.service, coalesce(s.state, 'pending') AS state, s.queried_at, s.next_attempt_at,
         -- the same reason for all ranges of runs
         regexp_replace(s.reason, ' query for (run|fill)s? [0-9]+( to [0-9]+)? failed: ', ': ') AS reason
       FROM run CROSS JOIN unnest($1::text[]) AS one (service)
         LEFT JOIN run_service s ON s.run_number = run.number AND s.service = one.service
     ), reasons AS (
       SELECT service, reason, count(*)::int AS runs, row_number() OVER (PARTITION BY service ORDER BY count(*) DESC, reason) AS place
       FROM state WHERE state IN ('pending', 'failed') AND reason IS NOT NULL GROUP BY service, reason
     )
     SELECT service,
       count(*) FILTER (WHERE state = 'known')::int AS known,
       count(*) FILTER (WHERE state = 'unknown')::int AS unknown,
       count(*) FILTER (WHERE state IN ('pending', 'failed'))::int AS pending,
       count(*) FILTER (WHERE state = 'failed')::int AS failed,
       max(queried_at) AS "queriedAt",
       min(next_attempt_at) FILTER (WHERE state IN ('pending', 'failed')) AS "nextAttemptAt",
       (SELECT coalesce(jsonb_agg(jsonb_build_object('reason', r.reason, 'runs', r.runs) ORDER BY r.place), '[]')
        FROM reasons r WHERE r.service = state.service AND r.place <= $2) AS reasons
     FROM state GROUP BY service`,
    [runServices, maxReasons],
  );
  const nothing = { known: 0, unknown: 0, pending: 0, failed: 0, queriedAt: null, nextAttemptAt: null, reasons: [] };
  return runServices.map((service) => rows.find((row) => row.service === service) ?? { service, ...nothing });
}

/** States of runs at the services, in the order of `runServices`; a run that was never queried is pending. */
export async function serviceStates(
  { dataSource }: Database,
  runs: readonly number[],
): Promise<
  Map<number, Pick<RunService, 'service' | 'state' | 'reason' | 'attempts' | 'nextAttemptAt' | 'queriedAt'>[]>
> {
  const rows = await dataSource.query<RunService[]>(
    `SELECT run_number AS "runNumber", service, state, reason, attempts, next_attempt_at AS "nextAttemptAt", queried_at AS "queriedAt"
     FROM run_service WHERE run_number = ANY ($1)`,
    [runs],
  );
  const never = { state: 'pending', reason: null, attempts: 0, nextAttemptAt: null, queriedAt: null } as const;
  return new Map(
    runs.map((run) => [
      run,
      runServices.map(
        (service) => rows.find((row) => row.runNumber === run && row.service === service) ?? { service, ...never },
      ),
    ]),
  );
}
