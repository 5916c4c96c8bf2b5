import type { Paths } from '../plan/plan.ts';
import type { Database } from './connection/database.ts';
import { Config } from './entities/index.ts';
import { searchCondition, searchWords } from './trends.ts';

/** A config that is computed: active, and nothing wrong with it. */
export interface ComputedConfig {
  readonly id: number;
  readonly subsystem: string;
  readonly name: string;
  readonly revision: number;
  /** The expression as the config writes it. */
  readonly metric: string;
  readonly paths: Paths;
  readonly threshold: number | null;
  readonly referenceRun: number | null;
  /** Whether its points of the latest runs are still to be filled in. */
  readonly backfill: boolean;
}

/** The configs that are computed, at their current revision. */
export async function computedConfigs({ dataSource }: Database): Promise<ComputedConfig[]> {
  return dataSource.query(
    `SELECT id, subsystem, name, revision, metric, paths, threshold, reference_run AS "referenceRun", backfill
     FROM config WHERE active AND problem IS NULL ORDER BY id`,
  );
}

/** Notes that the points of these configs are filled in. */
export async function clearBackfill({ dataSource }: Database, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await dataSource.query('UPDATE config SET backfill = false WHERE id = ANY ($1)', [ids]);
}

/** Which configs; what is not given does not narrow. */
export interface ConfigFilter {
  readonly subsystem?: string | null | undefined;
  readonly search?: string | null | undefined;
  readonly active?: boolean | null | undefined;
  /** Only those whose section has a problem (true) or has none (false). */
  readonly problem?: boolean | null | undefined;
}

/** Configs in the order of the files. */
export async function findConfigs(
  { dataSource }: Database,
  { subsystem, search, active, problem }: ConfigFilter,
): Promise<Config[]> {
  const words = searchWords(search);
  return dataSource
    .getRepository(Config)
    .createQueryBuilder('config')
    .where(subsystem ? 'config.subsystem = :subsystem' : 'true', { subsystem })
    .andWhere(typeof active === 'boolean' ? 'config.active = :active' : 'true', { active })
    .andWhere(typeof problem === 'boolean' ? '(config.problem IS NOT NULL) = :problem' : 'true', { problem })
    .andWhere(words ? searchCondition(':words') : 'true', { words })
    .orderBy('config.subsystem')
    .addOrderBy('config.file')
    .addOrderBy('config.line')
    .addOrderBy('config.id')
    .getMany();
}

/** Points with a value of each config, over all datasets. */
export async function countPoints(
  { dataSource }: Database,
  configIds: readonly number[],
): Promise<Map<number, number>> {
  const rows = await dataSource.query<{ configId: number; count: number }[]>(
    // By way of the datasets' runs: points are found by run and trend.
    `SELECT trend.config_id AS "configId", count(*)::int AS count
     FROM trend JOIN (SELECT DISTINCT dataset_id, run_number FROM file) AS file ON file.dataset_id = trend.dataset_id
       JOIN point ON point.run_number = file.run_number AND point.trend_id = trend.id
     WHERE trend.config_id = ANY ($1) AND point.value IS NOT NULL GROUP BY trend.config_id`,
    [configIds],
  );
  return new Map(rows.map(({ configId, count }) => [configId, count]));
}

/** Runs of a config without a value, by dataset and reason; the latest first. */
export interface ConfigFailure {
  readonly configId: number;
  readonly primaryDataset: string;
  readonly processing: string;
  readonly failure: string;
  readonly reason: string;
  /** Runs that failed so, and the latest of them. */
  readonly runs: number;
  readonly lastRun: number;
}

/**
 * The failures of configs among the latest `runs` runs of each dataset, most recent first. A file without the ME counts where other runs of
 * the dataset gave values: elsewhere the ME is simply not made.
 */
export async function findFailures(
  { dataSource }: Database,
  configIds: readonly number[],
  runs = 100,
): Promise<ConfigFailure[]> {
  return dataSource.query(
    `SELECT trend.config_id AS "configId", dataset.primary_dataset AS "primaryDataset", dataset.processing, why.failure, why.reason,
       count(*)::int AS runs, max(latest.run_number) AS "lastRun"
     FROM trend JOIN dataset ON dataset.id = trend.dataset_id
     CROSS JOIN LATERAL (
       SELECT file.run_number, file.missing FROM file WHERE file.dataset_id = trend.dataset_id AND state = 'extracted'
       ORDER BY run_number DESC LIMIT $2
     ) AS latest
     LEFT JOIN point p ON p.run_number = latest.run_number AND p.trend_id = trend.id
     CROSS JOIN LATERAL (
       SELECT p.failure, p.reason WHERE p.failure IS NOT NULL
       UNION ALL
       SELECT 'MISSING_HISTOGRAM', 'ME not found in the file'
       WHERE p.trend_id IS NULL AND trend.has_data AND trend.config_id = ANY (latest.missing)
     ) AS why
     WHERE trend.config_id = ANY ($1)
     GROUP BY trend.config_id, dataset.id, why.failure, why.reason ORDER BY max(latest.run_number) DESC, count(*) DESC`,
    [configIds, runs],
  );
}

/** The trends of configs that have data, by dataset. */
export async function trendsOfConfigs(
  { dataSource }: Database,
  configIds: readonly number[],
): Promise<{ id: number; configId: number; datasetId: number }[]> {
  return dataSource.query(
    `SELECT trend.id, trend.config_id AS "configId", trend.dataset_id AS "datasetId"
     FROM trend JOIN dataset ON dataset.id = trend.dataset_id
     WHERE trend.config_id = ANY ($1) AND trend.has_data ORDER BY primary_dataset, processing`,
    [configIds],
  );
}
