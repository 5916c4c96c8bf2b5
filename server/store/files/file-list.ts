import type { Database } from '../connection/database.ts';
import { searchCondition, searchPatterns } from '../search.ts';
import { File } from '../entities/index.ts';

/** Which files; what is absent does not narrow the selection. */
export interface FileFilter {
  readonly state?: string | null | undefined;
  /** Words that the path contains, all of them. */
  readonly search?: string | null | undefined;
  readonly runs?: readonly number[] | null | undefined;
}

/** A page of files, latest runs first, and the total number. */
export async function findFiles(
  { dataSource }: Database,
  { state, search, runs }: FileFilter,
  { offset, limit }: { offset: number; limit: number },
): Promise<{ total: number; items: File[] }> {
  const patterns = searchPatterns(search);
  const [items, total] = await dataSource
    .getRepository(File)
    .createQueryBuilder('file')
    .where('NOT file.imported')
    .andWhere(state ? 'file.state = :state' : 'true', { state })
    .andWhere(patterns ? searchCondition(':patterns', 'file.path') : 'true', { patterns })
    .andWhere(runs ? 'file.runNumber = ANY (:runs)' : 'true', { runs })
    .orderBy('file.runNumber', 'DESC')
    .addOrderBy('file.id', 'DESC')
    .skip(offset)
    .take(limit)
    .getManyAndCount();
  return { total, items };
}

/** Counts the trends of active configs that have data, but whose ME an extracted file does not contain; by the ID of the file. */
export async function countMissing({ dataSource }: Database, fileIds: readonly number[]): Promise<Map<number, number>> {
  const rows = await dataSource.query<{ id: number; count: number }[]>(
    `SELECT file.id, count(*)::int AS count
     FROM file CROSS JOIN LATERAL unnest(missing) AS m (config_id)
       JOIN trend ON trend.dataset_id = file.dataset_id AND trend.config_id = m.config_id AND has_data
       JOIN config ON config.id = m.config_id AND active AND formula IS NULL
     WHERE file.id = ANY ($1) AND file.state = 'extracted'
       AND NOT EXISTS (SELECT FROM point WHERE point.run_number = file.run_number AND point.trend_id = trend.id)
     GROUP BY file.id`,
    [fileIds],
  );
  return new Map(rows.map(({ id, count }) => [id, count]));
}
