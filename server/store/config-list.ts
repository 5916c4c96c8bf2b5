import type { Database } from './database.ts';
import { Config } from './entities/index.ts';
import { searchCondition, searchWords } from './trends.ts';

/** Which configs; what is not given does not narrow. */
export interface ConfigFilter {
  readonly subsystem?: string | null | undefined;
  readonly search?: string | null | undefined;
  readonly active?: boolean | null | undefined;
}

/** Configs in the order of the files. */
export async function findConfigs(
  { dataSource }: Database,
  { subsystem, search, active }: ConfigFilter,
): Promise<Config[]> {
  const words = searchWords(search);
  return dataSource
    .getRepository(Config)
    .createQueryBuilder('config')
    .where(subsystem ? 'config.subsystem = :subsystem' : 'true', { subsystem })
    .andWhere(typeof active === 'boolean' ? 'config.active = :active' : 'true', { active })
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
