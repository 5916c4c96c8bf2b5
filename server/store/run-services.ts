/** What OMS and Run Registry said of runs, and whom to ask when. */
import type { EntityManager } from 'typeorm';
import { failedRunAttempts, recentRunDays, recentRunRefreshHours, unknownRunDays } from '../retry/policy.ts';
import type { Database } from './connection/database.ts';
import { type RunService, type RunServiceName, runServices } from './entities/index.ts';

/** What OMS knows of a run. Luminosities in 1/pb, duration in s, field in T, energy in GeV, rates in Hz. */
export interface OmsColumns {
  readonly fill: number | null;
  readonly era: string | null;
  readonly injectionScheme: string | null;
  readonly fillType: string | null;
  readonly stableBeam: boolean | null;
  readonly startTime: Date | null;
  readonly endTime: Date | null;
  readonly durationSeconds: number | null;
  readonly deliveredLumi: number | null;
  readonly recordedLumi: number | null;
  readonly endLumi: number | null;
  readonly bField: number | null;
  readonly energy: number | null;
  readonly l1Key: string | null;
  readonly hltKey: string | null;
  readonly l1Rate: number | null;
  readonly hltPhysicsRate: number | null;
  readonly raw: object;
}

/** What Run Registry knows of a run. */
export interface RegistryColumns {
  readonly class: string | null;
  readonly state: string | null;
  readonly significant: boolean;
  readonly significantReason: string;
  readonly raw: object;
}

/** Which runs to ask a service for. */
export type Wanted =
  /** All whose time has come, and the pending ones at once: what a scan asks. */
  | 'scan'
  /** All whose time has come. */
  | 'due'
  /** These, whatever is known of them; ends included. */
  | readonly { readonly from: number; readonly to: number }[];

/** The runs that a service is to be asked for, latest first. */
export async function runsToQuery(
  { dataSource }: Database,
  service: RunServiceName,
  wanted: Wanted,
): Promise<number[]> {
  const byHand = typeof wanted === 'string' ? null : `{${wanted.map(({ from, to }) => `[${from},${to}]`).join(',')}}`;
  const rows = await dataSource.query<{ number: number }[]>(
    `SELECT run.number FROM run LEFT JOIN run_service s ON s.run_number = run.number AND s.service = $1
     WHERE CASE WHEN $2::int4multirange IS NOT NULL THEN run.number <@ $2::int4multirange
       ELSE s.run_number IS NULL OR s.next_attempt_at <= now() OR ($3 AND s.state IN ('pending', 'failed')) END
     ORDER BY run.number DESC`,
    [service, byHand, wanted === 'scan'],
  );
  return rows.map(({ number }) => number);
}

/** Keeps OMS's answer: what it said, and that it has not the others that it was asked for. */
export async function storeOms(
  { dataSource }: Database,
  asked: readonly number[],
  answer: ReadonlyMap<number, OmsColumns>,
): Promise<void> {
  const runs = asked.filter((run) => answer.has(run));
  const column = <T>(of: (known: OmsColumns) => T): T[] =>
    runs.flatMap((run) => {
      const known = answer.get(run);
      return known ? [of(known)] : [];
    });
  await dataSource.transaction(async (manager) => {
    await manager.query(
      `UPDATE run SET fill = o.fill, era = coalesce(o.era, run.era), injection_scheme = o.injection_scheme, fill_type = o.fill_type,
         stable_beam = o.stable_beam, start_time = o.start_time, end_time = o.end_time, duration_seconds = o.duration_seconds,
         delivered_lumi = o.delivered_lumi, recorded_lumi = o.recorded_lumi, end_lumi = o.end_lumi, b_field = o.b_field,
         energy = o.energy, l1_key = o.l1_key, hlt_key = o.hlt_key, l1_rate = o.l1_rate, hlt_physics_rate = o.hlt_physics_rate,
         oms = o.raw::jsonb
       FROM unnest($1::int[], $2::int[], $3::text[], $4::text[], $5::text[], $6::boolean[], $7::timestamptz[], $8::timestamptz[],
         $9::float8[], $10::float8[], $11::float8[], $12::float8[], $13::float8[], $14::float8[], $15::text[], $16::text[],
         $17::float8[], $18::float8[], $19::text[])
         AS o (number, fill, era, injection_scheme, fill_type, stable_beam, start_time, end_time, duration_seconds, delivered_lumi,
           recorded_lumi, end_lumi, b_field, energy, l1_key, hlt_key, l1_rate, hlt_physics_rate, raw)
       WHERE run.number = o.number`,
      [
        runs,
        column(({ fill }) => fill),
        column(({ era }) => era),
        column(({ injectionScheme }) => injectionScheme),
        column(({ fillType }) => fillType),
        column(({ stableBeam }) => stableBeam),
        column(({ startTime }) => startTime),
        column(({ endTime }) => endTime),
        column(({ durationSeconds }) => durationSeconds),
        column(({ deliveredLumi }) => deliveredLumi),
        column(({ recordedLumi }) => recordedLumi),
        column(({ endLumi }) => endLumi),
        column(({ bField }) => bField),
        column(({ energy }) => energy),
        column(({ l1Key }) => l1Key),
        column(({ hltKey }) => hltKey),
        column(({ l1Rate }) => l1Rate),
        column(({ hltPhysicsRate }) => hltPhysicsRate),
        column(({ raw }) => JSON.stringify(raw)),
      ],
    );
    await keepStates(manager, 'oms', asked, answer);
  });
}

/** Keeps Run Registry's answer likewise. */
export async function storeRegistry(
  { dataSource }: Database,
  asked: readonly number[],
  answer: ReadonlyMap<number, RegistryColumns>,
): Promise<void> {
  const known = asked.flatMap((run) => {
    const columns = answer.get(run);
    return columns ? [{ run, ...columns }] : [];
  });
  await dataSource.transaction(async (manager) => {
    await manager.query(
      `UPDATE run SET class = r.class, rr_state = r.state, significant = r.significant, significant_reason = r.reason, rr = r.raw::jsonb
       FROM unnest($1::int[], $2::text[], $3::text[], $4::boolean[], $5::text[], $6::text[])
         AS r (number, class, state, significant, reason, raw)
       WHERE run.number = r.number`,
      [
        known.map(({ run }) => run),
        known.map((row) => row.class),
        known.map(({ state }) => state),
        known.map(({ significant }) => significant),
        known.map(({ significantReason }) => significantReason),
        known.map(({ raw }) => JSON.stringify(raw)),
      ],
    );
    await keepStates(manager, 'rr', asked, answer);
  });
}

/** Known runs are asked again while they are recent, unknown ones for some days with growing delays. */
async function keepStates(
  manager: EntityManager,
  service: RunServiceName,
  asked: readonly number[],
  answer: ReadonlyMap<number, unknown>,
): Promise<void> {
  await manager.query(
    `INSERT INTO run_service (run_number, service, state, attempts, next_attempt_at)
     SELECT run.number, $1, 'known', 0,
       CASE WHEN coalesce(run.start_time, s.first_queried_at, now()) > now() - make_interval(days => $3)
         THEN now() + make_interval(hours => $4) END
     FROM run LEFT JOIN run_service s ON s.run_number = run.number AND s.service = $1 WHERE run.number = ANY ($2)
     ON CONFLICT (run_number, service) DO UPDATE SET
       state = 'known', reason = NULL, attempts = 0, queried_at = now(), next_attempt_at = excluded.next_attempt_at`,
    [service, asked.filter((run) => answer.has(run)), recentRunDays, recentRunRefreshHours],
  );
  await manager.query(
    `INSERT INTO run_service AS s (run_number, service, state, reason, attempts, next_attempt_at)
     SELECT number, $1, 'unknown', $3, 1, now() + interval '1 hour' FROM unnest($2::int[]) AS r (number)
     ON CONFLICT (run_number, service) DO UPDATE SET state = 'unknown', reason = excluded.reason, queried_at = now(),
       attempts = CASE WHEN s.state = 'unknown' THEN s.attempts + 1 ELSE 1 END,
       next_attempt_at = CASE WHEN s.first_queried_at > now() - make_interval(days => $4)
         THEN now() + least(interval '1 day', interval '1 hour' * 2 ^ least(CASE WHEN s.state = 'unknown' THEN s.attempts ELSE 0 END, 10)) END
     WHERE s.state <> 'known'`,
    [service, asked.filter((run) => !answer.has(run)), 'the service has not this run', unknownRunDays],
  );
}

/**
 * Keeps that a service gave no answer for these runs. What is known stays known; the others stay pending and are asked again after
 * `delaySeconds`, doubled at each try, up to a day, and not before the time that the service itself names.
 */
export async function storeQueryFailure(
  { dataSource }: Database,
  service: RunServiceName,
  asked: readonly number[],
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
       next_attempt_at = greatest($4::timestamptz, now() + least(interval '1 day', make_interval(secs => $6) * 2 ^ least(s.attempts, 16)))`,
    [service, asked, reason, retryAfter ?? null, failedRunAttempts, delaySeconds],
  );
}

/** How many runs a service has not answered for, by service. */
export async function countPending({
  dataSource,
}: Database): Promise<{ runs: number } & Record<RunServiceName, number>> {
  const [row] = await dataSource.query<[{ runs: number; oms: number; rr: number }]>(
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

/** When the first of the runs that a service gave no answer for is to be asked for again; undefined where none waits. */
export async function nextAttemptDate({ dataSource }: Database): Promise<Date | undefined> {
  const [row] = await dataSource.query<{ at: Date | null }[]>(
    `SELECT min(next_attempt_at) AS at FROM run_service WHERE state IN ('pending', 'failed')`,
  );
  return row?.at ?? undefined;
}

/** How a service stands: its runs by state, why it gave no answers, and when it is asked again. */
export interface ServiceStanding {
  readonly service: RunServiceName;
  readonly known: number;
  /** Runs that it answered for that it has not. */
  readonly unknown: number;
  /** Runs that it has not answered for; of these `failed` so often that somebody should look. */
  readonly pending: number;
  readonly failed: number;
  readonly queriedAt: Date | null;
  /** When the first of the pending runs is asked for again; null where none was asked for yet. */
  readonly nextAttemptAt: Date | null;
  /** Reasons of the pending runs, the most frequent first, with how many have it. */
  readonly reasons: readonly { readonly reason: string; readonly runs: number }[];
}

/** Reasons told of a service. */
const mostReasons = 5;

/** How the services stand, in the order of `runServices`. */
export async function serviceStandings({ dataSource }: Database): Promise<ServiceStanding[]> {
  const rows = await dataSource.query<ServiceStanding[]>(
    `WITH state AS (
       SELECT one.service, coalesce(s.state, 'pending') AS state, s.queried_at, s.next_attempt_at,
         -- one reason, whichever runs were asked for together
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
    [runServices, mostReasons],
  );
  const nothing = { known: 0, unknown: 0, pending: 0, failed: 0, queriedAt: null, nextAttemptAt: null, reasons: [] };
  return runServices.map((service) => rows.find((row) => row.service === service) ?? { service, ...nothing });
}

/** What runs are to the services, in the order of `runServices`; a run that was never asked for is pending. */
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
