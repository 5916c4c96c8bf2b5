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
    .where(state ? 'file.state = :state' : 'true', { state })
    .andWhere(patterns ? searchCondition(':patterns', 'file.path') : 'true', { patterns })
    .andWhere(runs ? 'file.runNumber = ANY (:runs)' : 'true', { runs })
    .orderBy('file.runNumber', 'DESC')
    .addOrderBy('file.id', 'DESC')
    .skip(offset)
    .take(limit)
    .getManyAndCount();
  return { total, items };
}
