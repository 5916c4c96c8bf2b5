import type { EntityManager } from 'typeorm';
import { type FileName, compareEras, compareFiles, datasetProcessing, eraProcessing } from '../../scan/file-name.ts';
import type { Database } from '../connection/database.ts';
import { toText } from '../connection/storable.ts';
import type { FileState } from '../entities/index.ts';

/** What the database knows of a file. */
export interface KnownFile {
  readonly id: number;
  /** Relative to EOS_ROOT. */
  readonly path: string;
  readonly datasetId: number;
  readonly run: number;
  readonly state: FileState;
  readonly size: number | null;
  readonly modifiedAt: Date | null;
  readonly attempts: number;
  readonly nextAttemptAt: Date | null;
  /** Processes that crashed while reading it. */
  readonly crashes: number;
}

const knownColumns =
  'id, path, dataset_id AS "datasetId", run_number AS run, state, size, modified_at AS "modifiedAt", attempts, next_attempt_at AS "nextAttemptAt", cardinality(unfinished_attempts) AS crashes';

/** A file that scans do not read any more: there may be 80,000 of these. */
export interface SettledFile {
  readonly state: 'extracted' | 'superseded';
}

/** All files that scans found, by path. */
export async function knownFiles({ dataSource }: Database): Promise<Map<string, KnownFile | SettledFile>> {
  const known = new Map<string, KnownFile | SettledFile>();
  const open = await dataSource.query<KnownFile[]>(
    `SELECT ${knownColumns} FROM file WHERE state NOT IN ('extracted', 'superseded') AND NOT imported`,
  );
  for (const file of open) known.set(file.path, file);
  // As one JSON text: a row each takes many times as long. Second, so that a file that was extracted meanwhile counts as extracted.
  const settled = await dataSource.query<(SettledFile & { readonly paths: string[] })[]>(
    `SELECT state, json_agg(path) AS paths FROM file WHERE state IN ('extracted', 'superseded') AND NOT imported GROUP BY state`,
  );
  for (const { state, paths } of settled) {
    const file = { state };
    for (const path of paths) known.set(path, file);
  }
  return known;
}

/** Size and time of the files read last, latest first. */
export async function latestExtracted(
  { dataSource }: Database,
  limit: number,
): Promise<Pick<KnownFile, 'path' | 'size' | 'modifiedAt'>[]> {
  return dataSource.query(
    `SELECT path, size, modified_at AS "modifiedAt" FROM file WHERE state = 'extracted' AND NOT imported ORDER BY extracted_at DESC, id DESC LIMIT $1`,
    [limit],
  );
}

/** Files per statement. */
const batch = 5_000;

/**
 * Inserts files of the tree, with their datasets and runs, and returns them. One that is stored already stays as it is. A dataset has one
 * processing of a run: that of another era gets a dataset of its own.
 */
export async function recordFound(
  { dataSource }: Database,
  files: readonly (FileName & { readonly path: string })[],
): Promise<KnownFile[]> {
  const known: KnownFile[] = [];
  for (let start = 0; start < files.length; start += batch) {
    const part = files.slice(start, start + batch);
    await dataSource.transaction(async (manager) => {
      const columns = [
        part.map(({ primaryDataset }) => primaryDataset),
        await datasetProcessings(manager, part),
        part.map(({ run }) => run),
        part.map(({ path }) => path),
        part.map(({ era }) => era),
        part.map(({ processingVersion }) => processingVersion),
        part.map(({ tier }) => tier),
        part.map(({ version }) => version),
      ];
      // Sorted, so that processes that insert the same names cannot deadlock.
      await manager.query(
        `INSERT INTO dataset (primary_dataset, processing)
         SELECT DISTINCT * FROM unnest($1::text[], $2::text[]) ORDER BY 1, 2 ON CONFLICT DO NOTHING`,
        columns.slice(0, 2),
      );
      await manager.query(
        'INSERT INTO run (number) SELECT DISTINCT * FROM unnest($1::int[]) ORDER BY 1 ON CONFLICT DO NOTHING',
        columns.slice(2, 3),
      );
      await manager.query(
        `INSERT INTO file (path, dataset_id, run_number, era, processing_version, tier, version, state)
         SELECT f.path, dataset.id, f.run, f.era, f.processing_version, f.tier, f.version, 'found'
         FROM unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::text[], $6::int[], $7::text[], $8::int[])
           AS f (primary_dataset, processing, run, path, era, processing_version, tier, version)
         JOIN dataset USING (primary_dataset, processing)
         ORDER BY f.path
         ON CONFLICT (path) DO NOTHING`,
        columns,
      );
      known.push(
        ...(await manager.query<KnownFile[]>(`SELECT ${knownColumns} FROM file WHERE path = ANY ($1)`, [columns[3]])),
      );
    });
  }
  return known;
}

/** The processing of the dataset of each file: with its era where the dataset across eras has another era of the run. */
async function datasetProcessings(manager: EntityManager, files: readonly FileName[]): Promise<string[]> {
  const stored = await manager.query<{ key: string; era: string }[]>(
    `SELECT DISTINCT ON (key) dataset.primary_dataset || '/' || dataset.processing || '/' || run_number AS key, era
     FROM unnest($1::text[], $2::text[], $3::int[]) AS f (primary_dataset, processing, run)
     JOIN dataset USING (primary_dataset, processing) JOIN file ON file.dataset_id = dataset.id AND file.run_number = f.run
     ORDER BY key, file.id`,
    [files.map(({ primaryDataset }) => primaryDataset), files.map(datasetProcessing), files.map(({ run }) => run)],
  );
  const eras = new Map(stored.map(({ key, era }) => [key, era]));
  const keyOf = (file: FileName): string => `${file.primaryDataset}/${datasetProcessing(file)}/${file.run}`;
  for (const file of files.toSorted((a, b) => compareEras(a.era, b.era)))
    if (!eras.has(keyOf(file))) eras.set(keyOf(file), file.era);
  return files.map((file) => (eras.get(keyOf(file)) === file.era ? datasetProcessing(file) : eraProcessing(file)));
}

/** Marks files as superseded by an extracted one of the same dataset and run: they are not read. */
export async function markSuperseded({ dataSource }: Database, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await dataSource.query(
    `UPDATE file SET state = 'superseded', reason = NULL, next_attempt_at = NULL WHERE id = ANY ($1) AND state <> 'extracted'`,
    [ids],
  );
}

/** A file that could not be read. */
export interface FileFailure {
  readonly reason: string;
  readonly size: number;
  readonly modifiedAt: Date;
  /** When to read it again; null: when it changes. */
  readonly nextAttemptAt: Date | null;
}

/** Stores why a file could not be read. Its earlier points, if any, stay. */
export async function recordFailure({ dataSource }: Database, id: number, failure: FileFailure): Promise<void> {
  await dataSource.query(
    `UPDATE file SET state = 'failed', reason = $2, size = $3, modified_at = $4, next_attempt_at = $5, attempts = attempts + 1,
       unfinished_attempts = '{}'
     WHERE id = $1`,
    [id, toText(failure.reason), failure.size, failure.modifiedAt, failure.nextAttemptAt],
  );
}

/** Records that a process starts to read a file. */
export async function recordAttemptStart({ dataSource }: Database, id: number, process: string): Promise<void> {
  await dataSource.query(
    'UPDATE file SET unfinished_attempts = array_append(array_remove(unfinished_attempts, $2::uuid), $2::uuid) WHERE id = $1',
    [id, process],
  );
}

/** Removes the unfinished attempt of one process; without `process` those of all, since the file was read. */
export async function recordAttemptEnd({ dataSource }: Database, id: number, process?: string): Promise<void> {
  await dataSource.query(
    `UPDATE file SET unfinished_attempts = CASE WHEN $2::uuid IS NULL THEN '{}' ELSE array_remove(unfinished_attempts, $2::uuid) END WHERE id = $1`,
    [id, process ?? null],
  );
}

/** Makes all failed files due for the next scan, and returns their number. */
export async function requeueFailed({ dataSource }: Database): Promise<number> {
  const [, count] = await dataSource.query<[unknown, number]>(
    `UPDATE file SET next_attempt_at = now() WHERE state = 'failed'`,
  );
  return count;
}

/** Deletes a missing file that was never extracted; one that has points stays. */
export async function deleteMissingFiles({ dataSource }: Database, id: number): Promise<void> {
  await dataSource.query(`DELETE FROM file WHERE id = $1 AND state <> 'extracted' AND extracted_at IS NULL`, [id]);
}

/** The extracted files of a dataset's runs. */
export async function referenceFiles(
  { dataSource }: Database,
  datasetId: number,
  runs: readonly number[],
): Promise<{ run: number; path: string }[]> {
  return dataSource.query(
    `SELECT run_number AS run, path FROM file WHERE dataset_id = $1 AND run_number = ANY ($2) AND state = 'extracted' AND NOT imported`,
    [datasetId, runs],
  );
}

/** What `compareFiles` compares. */
export type Rank = Pick<FileName, 'tier' | 'processingVersion' | 'version'>;

/** Whether `a` supersedes `b`, a file of the same dataset and run. */
export function isBetter(a: Rank, b: Rank): boolean {
  return compareFiles(a, b) > 0;
}

/** The file with this id; undefined where there is none. */
export async function findFile({ dataSource }: Database, id: number): Promise<KnownFile | undefined> {
  const [file] = await dataSource.query<KnownFile[]>(
    `SELECT ${knownColumns} FROM file WHERE id = $1 AND NOT imported`,
    [id],
  );
  return file;
}
