/** Answers of OMS and Run Registry for runs, and which runs to query when. */
import type { EntityManager } from 'typeorm';
import { runQueryRetry } from '../../retry/policy.ts';
import type { Execute } from '../columns/point-block.ts';
import type { Database } from '../connection/database.ts';
import { derivePoints, lockDerivedRuns } from '../derived/derive-points.ts';
import { toJsonb } from '../connection/storable.ts';
import type { Incomplete } from '../../enrich/answer.ts';
import { type RunRange, toMultirange } from '../point-selection.ts';
import type { OmsRun } from '../../enrich/oms.ts';
import type { RegistryRun } from '../../enrich/run-registry.ts';
import type { Significance } from '../../enrich/significance.ts';
import { Run, type RunServiceName } from '../entities/index.ts';
import { storeFlags } from './certification/flags.ts';
import { deriveQuantities } from './quantities/derive-quantities.ts';

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
  database: Database,
  queried: readonly number[],
  answer: ReadonlyMap<number, OmsRun>,
  judge: JudgeRun,
  missing: IncompleteRuns = complete,
): Promise<void> {
  const rows = [...answer].map(([number, { raw, ...columns }]) => ({ ...columns, number, oms: raw }));
  // Without their fill, runs keep what is stored of it.
  const updates = [rows.filter(({ era }) => era !== undefined), rows.filter(({ era }) => era === undefined)];
  await storeAnswer(database, 'oms', queried, updates, judge, missing);
}

/** Stores the answer of Run Registry for the queried runs; those not in it are unknown to Run Registry. */
export async function storeRegistry(
  database: Database,
  queried: readonly number[],
  answer: ReadonlyMap<number, RegistryRun>,
  judge: JudgeRun,
  missing: IncompleteRuns = complete,
): Promise<void> {
  const rows = [...answer].map(([number, { raw, state, flags: _flags, ...columns }]) => ({
    ...columns,
    number,
    rrState: state,
    rr: raw,
  }));
  const flags = new Map([...answer].map(([run, { flags }]) => [run, flags]));
  await storeAnswer(database, 'rr', queried, [rows], judge, missing, (manager) => storeFlags(manager, flags));
}

type RunUpdate = object & { readonly number: number };

/** Stores what a service answered. The rows of one list of updates have the same columns. */
async function storeAnswer(
  { dataSource }: Database,
  service: RunServiceName,
  queried: readonly number[],
  updates: readonly (readonly RunUpdate[])[],
  judge: JudgeRun,
  missing: IncompleteRuns,
  storeMore?: (manager: EntityManager) => Promise<void>,
): Promise<void> {
  const known = new Set(updates.flat().map(({ number }) => number));
  await dataSource.transaction(async (manager) => {
    const execute: Execute = (...statement) => manager.query(...statement);
    await lockDerivedRuns(execute, [...known]);
    await lockRuns(manager, known);
    for (const rows of updates) await updateRuns(manager, rows);
    await deriveQuantities(manager, known);
    await derivePoints(execute, [...known], { quantities: true });
    await storeMore?.(manager);
    await judgeRuns(manager, known, judge);
    await storeStates(manager, service, queried, known, missing);
  });
}

/** Locks runs, in one order: answers of both services for the same runs are stored at the same time. */
async function lockRuns(manager: EntityManager, runs: ReadonlySet<number>): Promise<void> {
  await manager.query('SELECT FROM run WHERE number = ANY ($1::int[]) ORDER BY number FOR UPDATE', [[...runs]]);
}

/** Judges the significance of runs from the answers of both services; it is null until Run Registry has answered. */
export async function judgeRuns(manager: EntityManager, runs: ReadonlySet<number>, judge: JudgeRun): Promise<void> {
  const rows = await manager.query<{ number: number; rr: unknown; lumi: number | null; isLumiKnown: boolean }[]>(
    `SELECT number, rr, recorded_lumi AS lumi,
       oms IS NOT NULL AND (recorded_lumi IS NOT NULL OR oms #>> '{attributes,recorded_lumi}' IS NULL) AS "isLumiKnown"
     FROM run WHERE number = ANY ($1::int[]) AND rr IS NOT NULL`,
    [[...runs]],
  );
  const judged = rows.flatMap(({ number, rr, lumi, isLumiKnown }) => {
    const significance = judge(rr, isLumiKnown ? lumi : undefined);
    return significance ? [{ number, ...significance }] : [];
  });
  await manager.query(
    `UPDATE run SET significant = judged.significant, significant_reason = judged.reason
     FROM unnest($1::int[], $2::boolean[], $3::text[]) AS judged (number, significant, reason) WHERE run.number = judged.number
       AND (run.significant, run.significant_reason) IS DISTINCT FROM (judged.significant, judged.reason)`,
    [
      judged.map(({ number }) => number),
      judged.map(({ significant }) => significant),
      judged.map(({ reason }) => reason),
    ],
  );
}

/** Updates properties of runs, in one statement; the columns are those of the Run entity. An unknown era keeps that of the file names. */
async function updateRuns(manager: EntityManager, rows: readonly RunUpdate[]): Promise<void> {
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
    if (name === 'lumisections') return `lumisections = ${lumisectionsOf(rows[0] ?? {})}`;
    if (name === 'oms') return `oms = coalesce(run.oms, '{}') || answer.oms`; // keeps a fill that is not in the answer
    return `"${name}" = answer."${name}"`;
  });
  await manager.query(
    `UPDATE run SET ${updates.join(', ')} FROM jsonb_populate_recordset(NULL::run, $1::jsonb) AS answer WHERE run.number = answer.number`,
    [toJsonb(rows.map((row) => Object.fromEntries(toColumns(row))))],
  );
}

/** SQL of the number of lumisections after an answer: OMS's, which an answer of Run Registry does not replace. */
function lumisectionsOf(answer: object): string {
  const answered = 'coalesce(answer.lumisections, run.lumisections)';
  if ('oms' in answer) return answered;
  const isFromOms = `jsonb_typeof(run.oms #> '{attributes,last_lumisection_number}') = 'number'`;
  return `CASE WHEN ${isFromOms} THEN coalesce(run.lumisections, answer.lumisections) ELSE ${answered} END`;
}

/**
 * Stores states: known runs are refreshed while they are recent, incomplete and unknown ones retried with back-off, unknown ones for some days.
 */
async function storeStates(
  manager: EntityManager,
  service: RunServiceName,
  queried: readonly number[],
  answered: ReadonlySet<number>,
  { incomplete, delaySeconds }: IncompleteRuns,
): Promise<void> {
  const known = queried.filter((run) => answered.has(run));
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
      queried.filter((run) => !answered.has(run)),
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

/** Time of the next attempt for a pending or incomplete run; undefined where there is none. */
export async function nextAttemptDate({ dataSource }: Database): Promise<Date | undefined> {
  const [row] = await dataSource.query<{ at: Date | null }[]>(
    `SELECT min(next_attempt_at) AS at FROM run_service WHERE state IN ('pending', 'failed') OR (state = 'known' AND attempts > 0)`,
  );
  return row?.at ?? undefined;
}
