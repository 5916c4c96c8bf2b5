import type { Database } from './connection/database.ts';
import type { KnownFile } from './files.ts';

/** A file to read again, and the configs whose points it is to give. */
export interface ReprocessTarget extends KnownFile {
  readonly configIds: readonly number[];
}

/** Which points a recomputation is about; what is not given does not narrow. */
export interface ReprocessSelection {
  readonly configIds: readonly number[];
  readonly primaryDataset?: string | undefined;
  readonly processing?: string | undefined;
  /** Ranges of runs, ends included. */
  readonly runs?: readonly { readonly from: number; readonly to: number }[] | undefined;
  /** Only the latest runs of each dataset. */
  readonly latest?: number | undefined;
  /** Also points that are there (of whatever revision, values and failures), and MEs noted as missing by the current revision. */
  readonly replace: boolean;
  /** Take an ME that was noted as missing for a point that is there. */
  readonly missingIsThere: boolean;
}

/** The extracted files that can give the selection's points, latest runs first, each with its configs. */
export async function findReprocessTargets(
  { dataSource }: Database,
  selection: ReprocessSelection,
): Promise<ReprocessTarget[]> {
  const { configIds, primaryDataset, processing, runs, latest, replace, missingIsThere } = selection;
  if (configIds.length === 0) return [];
  return dataSource.query(
    `WITH chosen AS (
       SELECT file.*, rank() OVER (PARTITION BY dataset_id ORDER BY run_number DESC) AS place
       FROM file JOIN dataset ON dataset.id = file.dataset_id
       WHERE state = 'extracted' AND ($2::text IS NULL OR primary_dataset = $2) AND ($3::text IS NULL OR processing = $3)
         AND ($4::int4multirange IS NULL OR run_number <@ $4::int4multirange)
     )
     SELECT chosen.id, chosen.path, chosen.dataset_id AS "datasetId", chosen.run_number AS run, chosen.state, chosen.size,
       chosen.modified_at AS "modifiedAt", chosen.attempts, chosen.next_attempt_at AS "nextAttemptAt", cardinality(chosen.unfinished_attempts) AS crashes,
       wanted.ids AS "configIds"
     FROM chosen CROSS JOIN LATERAL (
       SELECT array_agg(c.id ORDER BY c.id) AS ids FROM unnest($1::int[]) AS c (id)
       WHERE $6 OR (
         NOT EXISTS (
           SELECT FROM trend JOIN point ON point.trend_id = trend.id AND point.run_number = chosen.run_number
           WHERE trend.config_id = c.id AND trend.dataset_id = chosen.dataset_id
         ) AND NOT ($7 AND c.id = ANY (chosen.missing))
       )
     ) AS wanted
     WHERE ($5::int IS NULL OR place <= $5) AND wanted.ids IS NOT NULL
     ORDER BY chosen.run_number DESC, chosen.id`,
    [
      configIds,
      primaryDataset ?? null,
      processing ?? null,
      runs ? `{${runs.map(({ from, to }) => `[${from},${to}]`).join(',')}}` : null,
      latest ?? null,
      replace,
      missingIsThere,
    ],
  );
}
