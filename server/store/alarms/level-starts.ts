import type { Database } from '../connection/database.ts';
import { baselineRun, withBaselineNotes } from '../notes/baseline-notes.ts';

/** Where the levels of a trend begin, as of its last judgement. */
export interface LevelStarts {
  /** First runs after its steps, ascending. */
  readonly stepRuns: readonly number[];
  /** The run from which it is judged; null: from its first one. */
  readonly baselineRun: number | null;
}

/** Finds where the levels of trends begin, by their ids. A trend that has never been judged has no entry. */
export async function findLevelStarts(
  { dataSource }: Database,
  trendIds: readonly number[],
): Promise<Map<number, LevelStarts>> {
  const rows = await dataSource.query<(LevelStarts & { id: number })[]>(
    `${withBaselineNotes}
     SELECT trend_id AS id, ${baselineRun} AS "baselineRun", ARRAY(
       SELECT first_run FROM segment WHERE segment.trend_id = judged_trend.trend_id AND significance IS NOT NULL ORDER BY first_run
     ) AS "stepRuns"
     FROM judged_trend JOIN trend ON trend.id = trend_id JOIN config ON config.id = config_id JOIN dataset ON dataset.id = dataset_id
     WHERE trend_id = ANY ($1)`,
    [trendIds],
  );
  return new Map(rows.map(({ id, ...starts }) => [id, starts]));
}
