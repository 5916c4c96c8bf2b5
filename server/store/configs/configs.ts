import type { Paths } from '../../plan/plan.ts';
import type { Database } from '../connection/database.ts';
import { Config } from '../entities/index.ts';
import { Field, ObjectType } from '../entities/graphql-decorators.ts';
import { searchPatterns } from '../search.ts';
import { configSearch } from '../trends.ts';

/** An active config with a metric, without problems. */
export interface ComputedConfig {
  readonly id: number;
  readonly subsystem: string;
  readonly name: string;
  readonly revision: number;
  /** The metric expression as in the config. */
  readonly metric: string;
  readonly paths: Paths;
  readonly threshold: number | null;
  readonly referenceRun: number | null;
  /** Whether its backfill is pending. */
  readonly backfill: boolean;
}

/** Names of the active configs of a subsystem. */
export async function configNames({ dataSource }: Database, subsystem: string): Promise<string[]> {
  const rows = await dataSource.query<{ name: string }[]>(
    'SELECT name FROM config WHERE subsystem = $1 AND active ORDER BY id',
    [subsystem],
  );
  return rows.map(({ name }) => name);
}

/** All configs to compute from files, at their current revision. */
export async function computedConfigs({ dataSource }: Database): Promise<ComputedConfig[]> {
  return dataSource.query(
    `SELECT id, subsystem, name, revision, metric, paths, threshold, reference_run AS "referenceRun", backfill
     FROM config WHERE active AND problem IS NULL AND formula IS NULL ORDER BY id`,
  );
}

/** Marks the backfill of configs as done. */
export async function clearBackfill({ dataSource }: Database, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await dataSource.query('UPDATE config SET backfill = false WHERE id = ANY ($1)', [ids]);
}

/** Filters for configs; null or undefined: no filter. */
export interface ConfigFilter {
  readonly subsystem?: string | null | undefined;
  readonly search?: string | null | undefined;
  readonly active?: boolean | null | undefined;
  /** Only configs with (true) or without (false) a problem in their section. */
  readonly problem?: boolean | null | undefined;
  /** Path of an ME: only configs of which it is an input. */
  readonly element?: string | null | undefined;
}

/** Finds configs, in the order of the files. */
export async function findConfigs(
  { dataSource }: Database,
  { subsystem, search, active, problem, element }: ConfigFilter,
): Promise<Config[]> {
  const patterns = searchPatterns(search);
  return dataSource
    .getRepository(Config)
    .createQueryBuilder('config')
    .where(subsystem ? 'config.subsystem = :subsystem' : 'true', { subsystem })
    .andWhere(typeof active === 'boolean' ? 'config.active = :active' : 'true', { active })
    .andWhere(typeof problem === 'boolean' ? '(config.problem IS NOT NULL) = :problem' : 'true', { problem })
    .andWhere(patterns ? configSearch(':patterns') : 'true', { patterns })
    .andWhere(
      element
        ? `EXISTS (SELECT FROM jsonb_each(config.paths) AS input, jsonb_array_elements_text(input.value) AS path
             WHERE ltrim(path, '/') = ltrim(:element, '/'))`
        : 'true',
      { element },
    )
    .orderBy('config.subsystem')
    .addOrderBy('config.file')
    .addOrderBy('config.line')
    .addOrderBy('config.id')
    .getMany();
}

/** Counts the points with a value of each config, over all datasets. */
export async function countPoints(
  { dataSource }: Database,
  configIds: readonly number[],
): Promise<Map<number, number>> {
  const rows = await dataSource.query<{ configId: number; count: number }[]>(
    // Through the runs of the datasets, since points are indexed by run and trend.
    `SELECT trend.config_id AS "configId", count(*)::int AS count
     FROM trend JOIN (SELECT DISTINCT dataset_id, run_number FROM file) AS file ON file.dataset_id = trend.dataset_id
       JOIN point ON point.run_number = file.run_number AND point.trend_id = trend.id
     WHERE trend.config_id = ANY ($1) AND point.value IS NOT NULL GROUP BY trend.config_id`,
    [configIds],
  );
  return new Map(rows.map(({ configId, count }) => [configId, count]));
}

/** Runs of a config without a value, by dataset and reason. */
@ObjectType({ description: 'Recent runs of a dataset in which a config failed for the same reason.' })
export class ConfigFailure {
  readonly configId!: number;

  @Field(() => String, { description: 'Primary dataset, e.g. ZeroBias.' })
  readonly primaryDataset!: string;

  @Field(() => String, { description: 'Processing, e.g. PromptReco.' })
  readonly processing!: string;

  @Field(() => String, { description: 'Failure code, e.g. FIT_FAILED.' })
  readonly failure!: string;

  @Field(() => String, { description: 'Message of the failure.' })
  readonly reason!: string;

  @Field(({ Int }) => Int, { description: 'Number of failed runs among the latest 100 runs of the dataset.' })
  readonly runs!: number;

  @Field(({ Int }) => Int, { description: 'The latest failed run.' })
  readonly lastRun!: number;
}

/**
 * Finds the failures of configs in the latest `runs` runs of each dataset, most recent first. A missing ME counts only where other runs of
 * the dataset have values: elsewhere the ME is not produced.
 */
export async function findFailures(
  { dataSource }: Database,
  configIds: readonly number[],
  runs = 100,
): Promise<ConfigFailure[]> {
  return dataSource.query(
    `SELECT trend.config_id AS "configId", dataset.primary_dataset AS "primaryDataset", dataset.processing, gap.failure, gap.reason,
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
     ) AS gap
     WHERE trend.config_id = ANY ($1)
     GROUP BY trend.config_id, dataset.id, gap.failure, gap.reason ORDER BY max(latest.run_number) DESC, count(*) DESC`,
    [configIds, runs],
  );
}

/** Finds the trends with data of configs, by dataset. */
export async function trendsOfConfigs(
  { dataSource }: Database,
  configIds: readonly number[],
): Promise<{ id: number; configId: number; datasetId: number; subsystem: string }[]> {
  return dataSource.query(
    `SELECT trend.id, trend.config_id AS "configId", trend.dataset_id AS "datasetId", config.subsystem
     FROM trend JOIN dataset ON dataset.id = trend.dataset_id JOIN config ON config.id = trend.config_id
     WHERE trend.config_id = ANY ($1) AND trend.has_data ORDER BY primary_dataset, processing`,
    [configIds],
  );
}
