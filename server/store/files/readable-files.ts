/** Files that viewers read: those that were extracted, one of each dataset and run. */
import { chainProcessing, filesOf } from '../chains/chain-source.ts';
import type { Database } from '../connection/database.ts';
import { findDatasetId } from '../datasets.ts';

/** A file by its path, or by dataset and run. */
export interface FileSelection {
  readonly path?: string | null | undefined;
  readonly primaryDataset?: string | null | undefined;
  readonly processing?: string | null | undefined;
  /** Default: the latest. */
  readonly run?: number | null | undefined;
}

/** The ID of the selected file, or of the newest of several; undefined where there is none. */
export async function findReadableFile(
  database: Database,
  { path = null, primaryDataset = null, processing = null, run = null }: FileSelection,
): Promise<number | undefined> {
  const { dataSource } = database;
  if (path === null && primaryDataset !== null && processing === chainProcessing) {
    const chain = await findDatasetId(database, primaryDataset, processing);
    const [latest] = await dataSource.query<{ id: number }[]>(
      `SELECT id FROM chain_file WHERE dataset_id = $1 AND NOT imported AND ($2::int IS NULL OR run_number = $2)
       ORDER BY run_number DESC LIMIT 1`,
      [chain ?? null, run],
    );
    return latest?.id;
  }
  const [file] = await dataSource.query<{ id: number }[]>(
    `SELECT file.id FROM file JOIN dataset ON dataset.id = file.dataset_id
     WHERE state = 'extracted' AND NOT imported AND ($1::text IS NULL OR path = $1) AND ($2::text IS NULL OR primary_dataset = $2)
       AND ($3::text IS NULL OR processing = $3) AND ($4::int IS NULL OR run_number = $4)
     ORDER BY run_number DESC, file.id DESC LIMIT 1`,
    [path, primaryDataset, processing, run],
  );
  return file?.id;
}

/** A file of a run, and its version when it was extracted. */
export interface FileOfRun {
  readonly path: string;
  readonly run: number;
  readonly size: number | null;
  readonly modifiedAt: Date | null;
}

/** The files of the latest runs of a dataset, or of the latest of some runs; latest first. */
export async function latestFilesOf(
  { dataSource }: Database,
  datasetId: number,
  limit: number,
  runs: readonly number[] | null = null,
): Promise<FileOfRun[]> {
  return dataSource.query(
    `SELECT path, run_number AS run, size, modified_at AS "modifiedAt" FROM (
       SELECT DISTINCT ON (run_number) * FROM ${filesOf(datasetId)}
       WHERE dataset_id = $1 AND state = 'extracted' AND NOT imported AND ($3::int[] IS NULL OR run_number = ANY ($3))
       ORDER BY run_number DESC, id DESC
     ) AS file ORDER BY run_number DESC LIMIT $2`,
    [datasetId, limit, runs],
  );
}

/** The nearest run before or after a run of which the dataset has a file; null where there is none. */
export async function neighbouringRun(
  { dataSource }: Database,
  datasetId: number,
  run: number,
  side: 'previous' | 'next',
): Promise<number | null> {
  const nearest = { previous: 'max(run_number)', next: 'min(run_number)' }[side];
  const [row] = await dataSource.query<[{ run: number | null }]>(
    `SELECT ${nearest} AS run FROM ${filesOf(datasetId)}
     WHERE dataset_id = $1 AND run_number ${side === 'next' ? '>' : '<'} $2 AND state = 'extracted' AND NOT imported`,
    [datasetId, run],
  );
  return row.run;
}
