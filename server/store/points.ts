import type { EntityManager } from 'typeorm';
import { isFailure, type Result } from '../../metrics/metric.ts';
import type { Software } from '../read/software.ts';
import type { Database } from './connection/database.ts';
import { toText } from './connection/storable.ts';
import { derivePoints, lockDerivedRuns } from './derived/derive-points.ts';
import { isBetter, type Rank } from './files/files.ts';
import { updateHasData } from './has-data.ts';

/** A config's point for a file. */
export interface NewPoint {
  readonly configId: number;
  readonly revision: number;
  readonly result: Result;
  /** GetEntries of the main ME; null where it has none. */
  readonly entries: number | null;
}

/** The result of reading and reducing a file. */
export interface Extraction {
  readonly fileId: number;
  readonly size: number;
  readonly modifiedAt: Date;
  readonly software: Software;
  /** The configs that were computed: only their points change. */
  readonly computed: readonly number[];
  readonly points: readonly NewPoint[];
  /** Those of `computed` whose main ME is not in the file. */
  readonly missing: readonly number[];
}

/** The result of storing an extraction. */
export interface Stored {
  /** A better file of the same dataset and run is extracted: nothing was stored. */
  readonly superseded: boolean;
}

interface FileRow extends Rank {
  readonly id: number;
  readonly datasetId: number;
  readonly run: number;
  readonly state: string;
}

/**
 * Stores the points and the state of a file in one transaction, and marks worse files of its dataset and run as superseded. Points of the
 * computed configs are replaced, or deleted where the ME is not in this file; points of other configs, and imported ones that none replaces,
 * stay. Those of derived trends follow, also of other datasets. Idempotent.
 */
export async function storeExtraction({ dataSource }: Database, extraction: Extraction): Promise<Stored> {
  return dataSource.transaction(async (manager) => {
    const file = await lockFile(manager, extraction.fileId);
    const others = await manager.query<FileRow[]>(
      `SELECT id, state, tier, processing_version AS "processingVersion", version FROM file
       WHERE dataset_id = $1 AND run_number = $2 AND id <> $3`,
      [file.datasetId, file.run, file.id],
    );
    if (others.some((other) => other.state === 'extracted' && isBetter(other, file))) {
      await manager.query(
        `UPDATE file SET state = 'superseded', reason = NULL, next_attempt_at = NULL, unfinished_attempts = '{}' WHERE id = $1`,
        [file.id],
      );
      return { superseded: true };
    }
    const worse = others.filter(
      (other) => isBetter(file, other) && (other.state === 'extracted' || other.state === 'found'),
    );
    if (worse.length > 0) {
      await manager.query(
        `UPDATE file SET state = 'superseded', reason = NULL, next_attempt_at = NULL WHERE id = ANY ($1)`,
        [worse.map(({ id }) => id)],
      );
    }
    await manager.query(
      `UPDATE file SET state = 'superseded' WHERE dataset_id = $1 AND run_number = $2 AND imported AND state = 'extracted'`,
      [file.datasetId, file.run],
    );
    const [, updated] = await manager.query<[unknown[], number]>(
      `UPDATE file SET state = 'extracted', reason = NULL, next_attempt_at = NULL, attempts = 0, unfinished_attempts = '{}', size = $2, modified_at = $3,
         release = $6, global_tag = $7, extracted_at = now(),
         missing = ARRAY(SELECT unnest(missing) EXCEPT SELECT unnest($4::int[]) UNION SELECT unnest($5::int[]) ORDER BY 1)
       WHERE id = $1`,
      [
        file.id,
        extraction.size,
        extraction.modifiedAt,
        arrayOf(extraction.computed),
        arrayOf(extraction.missing),
        extraction.software.release,
        extraction.software.globalTag,
      ],
    );
    // From here on the row is locked: it cannot be deleted before its points are stored.
    if (updated === 0) throw new Error(`file ${file.id} was deleted while it was stored`);
    await replacePoints(manager, file, extraction);
    await derivePoints((...statement) => manager.query(...statement), [file.run]);
    return { superseded: false };
  });
}

/** Returns the file's row, and locks its dataset and run against other processes until the transaction ends. */
async function lockFile(manager: EntityManager, id: number): Promise<FileRow> {
  const [file] = await manager.query<FileRow[]>(
    `SELECT id, dataset_id AS "datasetId", run_number AS run, state, tier, processing_version AS "processingVersion", version
     FROM file WHERE id = $1`,
    [id],
  );
  if (file === undefined) throw new Error(`file ${id} is not in the database`);
  await lockDerivedRuns((...statement) => manager.query(...statement), [file.run]);
  await manager.query('SELECT pg_advisory_xact_lock($1, $2)', [file.datasetId, file.run]);
  return file;
}

async function replacePoints(manager: EntityManager, file: FileRow, { computed, points }: Extraction): Promise<void> {
  const before = await manager.query<{ configId: number; trendId: number; valued: boolean; imported: boolean }[]>(
    `SELECT trend.config_id AS "configId", trend.id AS "trendId", point.value IS NOT NULL AS valued, point.revision = 0 AS imported
     FROM point JOIN trend ON trend.id = point.trend_id
     WHERE point.run_number = $2 AND trend.dataset_id = $1 AND trend.config_id = ANY ($3)`,
    [file.datasetId, file.run, arrayOf(computed)],
  );
  const configs = points.map(({ configId }) => configId);
  const present = new Set(configs);
  // An imported point stays where there is none in its place.
  const removed = before.filter(({ configId, imported }) => !present.has(configId) && !imported);
  if (removed.length > 0) {
    await manager.query('DELETE FROM point WHERE run_number = $1 AND trend_id = ANY ($2)', [
      file.run,
      arrayOf(removed.map(({ trendId }) => trendId)),
    ]);
  }
  if (configs.length > 0) {
    // Sorted, so that processes that insert the same trends cannot deadlock.
    await manager.query(
      `INSERT INTO trend (config_id, dataset_id) SELECT config_id, $2 FROM unnest($1::int[]) AS c (config_id)
       WHERE NOT EXISTS (SELECT FROM trend t WHERE t.dataset_id = $2 AND t.config_id = c.config_id)
       ORDER BY 1 ON CONFLICT DO NOTHING`,
      [arrayOf(configs), file.datasetId],
    );
    await manager.query(
      `INSERT INTO point (trend_id, run_number, value, error_low, error_high, entries, failure, reason, revision, file_id)
       SELECT trend.id, $2, p.value, p.error_low, p.error_high, p.entries, p.failure, p.reason, p.revision, $3
       FROM unnest($4::int[], $5::float8[], $6::float8[], $7::float8[], $8::float8[], $9::text[], $10::text[], $11::int[])
         AS p (config_id, value, error_low, error_high, entries, failure, reason, revision)
       JOIN trend ON trend.config_id = p.config_id AND trend.dataset_id = $1
       ORDER BY trend.id
       ON CONFLICT (run_number, trend_id) DO UPDATE SET
         value = excluded.value, error_low = excluded.error_low, error_high = excluded.error_high, entries = excluded.entries,
         failure = excluded.failure, reason = excluded.reason, revision = excluded.revision, file_id = excluded.file_id`,
      [
        file.datasetId,
        file.run,
        file.id,
        arrayOf(configs),
        ...resultColumns(points),
        arrayOf(points.map(({ revision }) => revision)),
      ],
    );
  }
  const valued = points.filter(({ result }) => !isFailure(result)).map(({ configId }) => configId);
  const stillValued = new Set(valued);
  const lost = before.filter(
    ({ valued, imported, configId }) => valued && !stillValued.has(configId) && !(imported && !present.has(configId)),
  );
  await manager.query(
    'UPDATE trend SET has_data = true WHERE dataset_id = $1 AND config_id = ANY ($2) AND NOT has_data',
    [file.datasetId, arrayOf(valued)],
  );
  await updateHasData(
    (...statement) => manager.query(...statement),
    lost.map(({ trendId }) => trendId),
  );
}

/** The columns value, lower and upper error, entries, failure and reason. */
function resultColumns(points: readonly NewPoint[]): unknown[] {
  const value = ({ result }: NewPoint, get: (value: Exclude<Result, { failure: unknown }>) => number): number | null =>
    isFailure(result) ? null : get(result);
  return [
    arrayOf(points.map((point) => value(point, ({ value }) => value))),
    arrayOf(points.map((point) => value(point, ({ errorLow }) => errorLow))),
    arrayOf(points.map((point) => value(point, ({ errorHigh }) => errorHigh))),
    // A file may say NaN or infinity, which no answer in JSON can.
    arrayOf(points.map(({ entries }) => (Number.isFinite(entries) ? entries : null))),
    points.map(({ result }) => (isFailure(result) ? result.failure : null)),
    points.map(({ result }) => (isFailure(result) ? toText(result.reason) : null)),
  ];
}

/** Numbers as a PostgreSQL array literal: several times faster than quoting each. */
function arrayOf(numbers: readonly (number | null)[]): string {
  return `{${numbers.map((number) => number ?? 'NULL').join(',')}}`;
}
