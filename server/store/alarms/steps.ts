import type { Database } from '../connection/database.ts';
import { Segment } from '../entities/index.ts';

/** Filters for steps; null or undefined: no filter. */
export interface StepFilter {
  /** The first run. */
  readonly since?: number | null | undefined;
  readonly subsystem?: string | null | undefined;
  readonly primaryDataset?: string | null | undefined;
  readonly processing?: string | null | undefined;
}

/** A segment that begins with a step, with its trend. */
export interface StepRow {
  readonly trendId: number;
  readonly configId: number;
  readonly datasetId: number;
  readonly run: number;
  readonly before: number;
  readonly after: number;
  readonly significance: number;
}

/** The segments of trends, in ascending order of runs. */
export async function segmentsOf({ dataSource }: Database, trendIds: readonly number[]): Promise<Segment[]> {
  return dataSource
    .getRepository(Segment)
    .createQueryBuilder('segment')
    .where('segment.trendId = ANY (:trendIds)', { trendIds })
    .orderBy('segment.firstRun')
    .getMany();
}

/** Finds steps, the latest runs first and the most significant ones of a run first, with their total number. */
export async function findSteps(
  { dataSource }: Database,
  { since, subsystem, primaryDataset, processing }: StepFilter,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<{ total: number; items: StepRow[] }> {
  const found = `FROM segment JOIN trend ON trend.id = trend_id JOIN config ON config.id = config_id JOIN dataset ON dataset.id = dataset_id
    WHERE significance IS NOT NULL AND config.active AND first_run >= $1 AND ($2::text IS NULL OR subsystem = $2)
      AND ($3::text IS NULL OR primary_dataset = $3) AND ($4::text IS NULL OR processing = $4)`;
  const parameters = [since ?? 0, subsystem ?? null, primaryDataset ?? null, processing ?? null];
  const [items, [counted]] = await Promise.all([
    dataSource.query<StepRow[]>(
      `SELECT trend_id AS "trendId", config_id AS "configId", dataset_id AS "datasetId", first_run AS run, level_before AS before,
         level_after AS after, significance
       ${found} ORDER BY first_run DESC, significance DESC, trend_id OFFSET $5 LIMIT $6`,
      [...parameters, offset, limit],
    ),
    dataSource.query<{ total: number }[]>(`SELECT count(*)::int AS total ${found}`, parameters),
  ]);
  return { total: counted?.total ?? 0, items };
}
