import type { AlarmCause, Limit } from '../../plan/plan.ts';
import type { Database } from '../connection/database.ts';

/** A trend that has data, with its point in a run and what that is judged by. */
export interface RunPoint {
  readonly trendId: number;
  readonly configId: number;
  readonly datasetId: number;
  /** Null where there is a failure. */
  readonly value: number | null;
  readonly errorLow: number | null;
  readonly errorHigh: number | null;
  readonly entries: number | null;
  readonly failure: string | null;
  readonly reason: string | null;
  /** First and last run of the segment that the run is in; null if it is in none, as all that follows. */
  readonly firstRun: number | null;
  readonly lastRun: number | null;
  readonly firstLevel: number | null;
  readonly lastLevel: number | null;
  /** Also null if the segment was found before noise was stored. */
  readonly noise: number | null;
  /** The level that the segment is compared with instead of its own; null: its own. */
  readonly baseline: number | null;
  /** Distance from that level in standard deviations of this run, if it is large. */
  readonly farDistance: number | null;
  /** Whether the value is an anomaly. */
  readonly isAnomalous: boolean | null;
}

/** What the points of a run are judged by, besides their segments: the config of a trend. */
export interface RunConfig {
  readonly id: number;
  readonly subsystem: string;
  readonly name: string;
  readonly limits: readonly Limit[];
  readonly alarms: readonly AlarmCause[];
  readonly minEntries: number | null;
}

/** A dataset with an extracted file of a run. */
export interface RunDataset {
  readonly id: number;
  readonly primaryDataset: string;
  readonly processing: string;
  /** Era of the file. */
  readonly era: string;
  /** Class of the run in Run Registry. */
  readonly runClass: string | null;
  readonly significant: boolean | null;
  /** Whether the points of the file have been judged. */
  readonly isJudged: boolean;
}

/** Which points of a run; null or undefined: all. */
export interface RunPointFilter {
  readonly primaryDataset?: string | null | undefined;
  readonly processing?: string | null | undefined;
}

/** The datasets with an extracted file of a run, by name. */
export async function findRunDatasets(
  { dataSource }: Database,
  run: number,
  { primaryDataset, processing }: RunPointFilter,
): Promise<RunDataset[]> {
  return dataSource.query(
    `SELECT dataset.id, primary_dataset AS "primaryDataset", processing, file.era, run.class AS "runClass", run.significant,
       EXISTS (
         SELECT FROM judged_file
         WHERE file_id = file.id AND version = concat_ws(' ', file.xmin, run.significant IS NOT FALSE)
       ) AS "isJudged"
     FROM file JOIN dataset ON dataset.id = file.dataset_id JOIN run ON run.number = file.run_number
     WHERE file.run_number = $1 AND file.state = 'extracted'
       AND ($2::text IS NULL OR primary_dataset = $2) AND ($3::text IS NULL OR processing = $3)
     ORDER BY primary_dataset, processing`,
    [run, primaryDataset ?? null, processing ?? null],
  );
}

/** The active configs, in the order of the config files. */
export async function findRunConfigs({ dataSource }: Database): Promise<RunConfig[]> {
  return dataSource.query(
    `SELECT id, subsystem, name, limits, alarms, min_entries AS "minEntries" FROM config WHERE active
     ORDER BY subsystem, file, line, id`,
  );
}

/**
 * The points of a run in some datasets: those of active configs whose trend has data. A trend whose ME the file does not contain has a failure; one
 * that the file was not read for is left out.
 */
export async function findRunPoints(
  { dataSource }: Database,
  run: number,
  datasetIds: readonly number[],
): Promise<RunPoint[]> {
  return dataSource.transaction(async (manager) => {
    // Ten thousand points lie together by run: they are read as a range, and joined in memory.
    await manager.query("SET LOCAL work_mem = '64MB'; SET LOCAL jit = off");
    return manager.query<RunPoint[]>(
      `WITH missing AS MATERIALIZED (
         SELECT file.dataset_id, config_id FROM file CROSS JOIN LATERAL unnest(missing) AS m (config_id)
         WHERE run_number = $1 AND state = 'extracted' AND dataset_id = ANY ($2)
       )
       SELECT trend.id AS "trendId", trend.config_id AS "configId", trend.dataset_id AS "datasetId", value,
         error_low AS "errorLow", error_high AS "errorHigh", entries,
         CASE WHEN point.trend_id IS NULL THEN 'MISSING_HISTOGRAM' ELSE failure END AS failure,
         CASE WHEN point.trend_id IS NULL THEN 'ME not found in the file' ELSE reason END AS reason,
         first_run AS "firstRun", last_run AS "lastRun", first_level AS "firstLevel", last_level AS "lastLevel", noise, baseline,
         far_distances[array_position(far_runs, $1::int)] AS "farDistance", $1 = ANY (anomalous_runs) AS "isAnomalous"
       FROM trend JOIN config ON config.id = trend.config_id AND config.active
       LEFT JOIN point ON point.run_number = $1 AND point.trend_id = trend.id
       LEFT JOIN missing ON missing.dataset_id = trend.dataset_id AND missing.config_id = trend.config_id
       LEFT JOIN segment ON segment.trend_id = trend.id AND first_run <= $1 AND last_run >= $1
       WHERE trend.dataset_id = ANY ($2) AND trend.has_data AND (point.trend_id IS NOT NULL OR missing.config_id IS NOT NULL)`,
      [run, datasetIds],
    );
  });
}
