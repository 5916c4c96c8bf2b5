import type { AlarmCause, Limit } from '../../plan/plan.ts';
import type { Database } from '../connection/database.ts';
import { baselineRun, withBaselineNotes } from '../notes/baseline-notes.ts';

/** A file whose points have not been judged in this version. */
export interface PendingFile {
  readonly id: number;
  readonly datasetId: number;
  readonly version: string;
}

/** A trend to judge, with what its config says about it. */
export interface PendingTrend {
  readonly id: number;
  readonly configId: number;
  readonly datasetId: number;
  readonly primaryDataset: string;
  readonly limits: readonly Limit[];
  /** Empty if the config is no longer active. */
  readonly alarms: readonly AlarmCause[];
  readonly minEntries: number | null;
  /** The run from which it is judged; null: from its first one. */
  readonly baselineRun: number | null;
  /** Identifies what the config and notes say. */
  readonly version: string;
}

/** What is to be judged, and from which run on findings are news. */
export interface PendingJudgements {
  readonly files: readonly PendingFile[];
  readonly trends: readonly PendingTrend[];
  /** The first run of the last 30 days with data; null if the start of runs is unknown. */
  readonly recentRun: number | null;
  /** Whether no file was judged before. */
  readonly isFirst: boolean;
}

/** Findings that began earlier before the newest run are no news. */
const recentDays = 30;

/**
 * Finds the files and trends to judge: all trends of datasets with new or changed files, or with runs whose significance changed, and those
 * whose config or notes judge differently now. `OFFSET 0` makes PostgreSQL look up the notes of a trend once, not wherever the run is used.
 */
export async function findPendingJudgements({ dataSource }: Database): Promise<PendingJudgements> {
  const files = await dataSource.query<PendingFile[]>(
    `SELECT * FROM (
       SELECT file.id, file.dataset_id AS "datasetId", concat_ws(' ', file.xmin, run.significant IS NOT FALSE) AS version
       FROM file JOIN run ON run.number = file.run_number WHERE file.state = 'extracted'
     ) AS current
     WHERE NOT EXISTS (SELECT FROM judged_file WHERE file_id = current.id AND judged_file.version = current.version)`,
  );
  const datasets = [...new Set(files.map(({ datasetId }) => datasetId))];
  const trends = await dataSource.query<PendingTrend[]>(
    `${withBaselineNotes}
     SELECT trend.id, config_id AS "configId", dataset_id AS "datasetId", primary_dataset AS "primaryDataset", limits,
       CASE WHEN active THEN alarms ELSE '{}' END AS alarms, min_entries AS "minEntries",
       baseline.run AS "baselineRun", current.version
     FROM trend JOIN config ON config.id = trend.config_id JOIN dataset ON dataset.id = dataset_id
     LEFT JOIN judged_trend ON judged_trend.trend_id = trend.id
     CROSS JOIN LATERAL (SELECT ${baselineRun} AS run OFFSET 0) AS baseline
     CROSS JOIN LATERAL (
       SELECT md5(concat_ws(' ', limits, array_to_string(alarms, ','), min_entries, active, baseline.run)) AS version
     ) AS current
     WHERE has_data AND (judged_trend.version IS DISTINCT FROM current.version OR (active AND dataset_id = ANY ($1)))
     ORDER BY dataset_id, trend.id`,
    [datasets],
  );
  const [row] = await dataSource.query<{ recentRun: number | null; isFirst: boolean }[]>(
    `SELECT NOT EXISTS (SELECT FROM judged_file) AS "isFirst", (
       SELECT min(number) FROM run WHERE start_time >= (
         SELECT max(start_time) FROM run WHERE EXISTS (SELECT FROM file WHERE run_number = number AND state = 'extracted')
       ) - make_interval(days => $1)
     ) AS "recentRun"`,
    [recentDays],
  );
  return { files, trends, recentRun: row?.recentRun ?? null, isFirst: row?.isFirst ?? true };
}

/** Marks files as judged, in the versions that were read. */
export async function markJudged({ dataSource }: Database, files: readonly PendingFile[]): Promise<void> {
  await dataSource.query(
    `INSERT INTO judged_file (file_id, version) SELECT * FROM unnest($1::int[], $2::text[])
     ON CONFLICT (file_id) DO UPDATE SET version = excluded.version`,
    [files.map(({ id }) => id), files.map(({ version }) => version)],
  );
}
