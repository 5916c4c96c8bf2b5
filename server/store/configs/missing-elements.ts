import type { Database } from '../connection/database.ts';

/** The extracted files of the latest runs, in which MEs are looked for. */
const latest = `latest AS MATERIALIZED (
  SELECT path, dataset_id, run_number, missing, extracted_at FROM file WHERE state = 'extracted' AND NOT imported
  ORDER BY run_number DESC, id DESC LIMIT 100
)`;

/**
 * Finds the configs whose main ME is in no file: of the given ones, or of all (null). Returns the number of latest files without it, by ID
 * of the config. Files that were read before the config's current revision do not count.
 */
export async function findMissingElements(
  { dataSource }: Database,
  configIds: readonly number[] | null,
): Promise<Map<number, number>> {
  const rows = await dataSource.query<{ configId: number; files: number }[]>(
    `WITH ${latest}, counted AS (
       SELECT config.id, config.revision, count(*)::int AS files
       FROM latest CROSS JOIN LATERAL unnest(latest.missing) AS m (config_id)
         JOIN config ON config.id = m.config_id
         JOIN config_revision r ON r.config_id = config.id AND r.revision = config.revision
       WHERE config.active AND config.problem IS NULL AND config.formula IS NULL AND latest.extracted_at >= r.created_at
         AND ($1::int[] IS NULL OR config.id = ANY ($1))
       GROUP BY config.id
     )
     SELECT id AS "configId", files FROM counted
     WHERE NOT EXISTS (
       SELECT FROM trend JOIN (SELECT DISTINCT dataset_id, run_number FROM file) AS file ON file.dataset_id = trend.dataset_id
         JOIN point ON point.run_number = file.run_number AND point.trend_id = trend.id
       WHERE trend.config_id = counted.id AND point.revision = counted.revision
     )`,
    [configIds],
  );
  return new Map(rows.map(({ configId, files }) => [configId, files]));
}

/** The latest extracted file of each dataset of the latest runs, latest first. */
export async function latestFiles({ dataSource }: Database): Promise<{ path: string; run: number }[]> {
  return dataSource.query(
    `WITH ${latest}
     SELECT path, run_number AS run FROM (SELECT DISTINCT ON (dataset_id) * FROM latest ORDER BY dataset_id, run_number DESC) AS file
     ORDER BY run_number DESC`,
  );
}
