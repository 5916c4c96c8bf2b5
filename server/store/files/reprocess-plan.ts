import type { Database } from '../connection/database.ts';
import { type PointSelection, toMultirange } from '../point-selection.ts';
import type { KnownFile } from './files.ts';

/** A file to read again, and the configs whose points it is to give. */
export interface ReprocessTarget extends KnownFile {
  readonly configIds: readonly number[];
}

/** Which points to compute. */
export interface ReprocessSelection extends Omit<PointSelection, 'subsystem'> {
  readonly configIds: readonly number[];
  /** Only the latest runs of each dataset. */
  readonly latest?: number | undefined;
  /** Also stored points (of any revision, values and failures), and MEs recorded as missing. */
  readonly replace: boolean;
  /** Skip MEs that are recorded as missing. */
  readonly skipMissing: boolean;
}

/** The extracted files that can give the selected points, latest runs first, each with its configs. */
export async function findReprocessTargets(
  { dataSource }: Database,
  selection: ReprocessSelection,
): Promise<ReprocessTarget[]> {
  const { configIds, primaryDataset, processing, runs, latest, replace, skipMissing } = selection;
  if (configIds.length === 0) return [];
  return dataSource.query(
    `WITH selected AS (
       SELECT file.*, rank() OVER (PARTITION BY dataset_id ORDER BY run_number DESC) AS run_rank
       FROM file JOIN dataset ON dataset.id = file.dataset_id
       WHERE state = 'extracted' AND NOT imported AND ($2::text IS NULL OR primary_dataset = $2) AND ($3::text IS NULL OR processing = $3)
         AND ($4::int4multirange IS NULL OR run_number <@ $4::int4multirange)
     )
     SELECT selected.id, selected.path, selected.dataset_id AS "datasetId", selected.run_number AS run, selected.state, selected.size,
       selected.modified_at AS "modifiedAt", selected.attempts, selected.next_attempt_at AS "nextAttemptAt", cardinality(selected.unfinished_attempts) AS crashes,
       wanted.ids AS "configIds"
     FROM selected CROSS JOIN LATERAL (
       SELECT array_agg(c.id ORDER BY c.id) AS ids FROM unnest($1::int[]) AS c (id)
       WHERE $6 OR (
         NOT EXISTS (
           SELECT FROM trend JOIN point ON point.trend_id = trend.id AND point.run_number = selected.run_number
           WHERE trend.config_id = c.id AND trend.dataset_id = selected.dataset_id
         ) AND NOT ($7 AND c.id = ANY (selected.missing))
       )
     ) AS wanted
     WHERE ($5::int IS NULL OR run_rank <= $5) AND wanted.ids IS NOT NULL
     ORDER BY selected.run_number DESC, selected.id`,
    [configIds, primaryDataset ?? null, processing ?? null, toMultirange(runs), latest ?? null, replace, skipMissing],
  );
}
