import { filesOf, memberColumn, trendsOf } from '../chains/chain-source.ts';
import type { Database } from '../connection/database.ts';

/** By which rule the run is found that a run's histograms are compared with. */
export type ReferenceRule = 'PREVIOUS_SIGNIFICANT' | 'SAME_FILL' | 'SEGMENT';

/** The SQL that selects and orders the other runs: of a trend $1 and a run $2. A chain has no segments. */
const rules: Readonly<Record<ReferenceRule, string>> = {
  PREVIOUS_SIGNIFICANT: 'AND run.number < $2 AND run.significant ORDER BY run.number DESC',
  SAME_FILL: `AND run.fill = (SELECT fill FROM run WHERE number = $2)
     ORDER BY point.entries DESC NULLS LAST, run.number DESC`,
  SEGMENT: `AND EXISTS (
       SELECT FROM segment WHERE trend_id = $1 AND $2 BETWEEN first_run AND last_run AND run.number BETWEEN first_run AND last_run)
     ORDER BY point.entries DESC NULLS LAST, run.number DESC`,
};

/**
 * The other run that a run's histograms are compared with by a rule, of those whose file can be read: the nearest significant run before it,
 * or the one with most entries of the trend's ME in the same fill, or in the segment of the last judgement. Null where there is none.
 */
export async function findReferenceRun(
  { dataSource }: Database,
  trendId: number,
  run: number,
  rule: ReferenceRule,
): Promise<number | null> {
  const [row] = await dataSource.query<{ run: number }[]>(
    `SELECT run.number AS run FROM ${trendsOf(trendId)} AS trend
     JOIN ${filesOf(trendId)} AS file ON file.dataset_id = trend.dataset_id AND file.state = 'extracted' AND NOT file.imported
     JOIN run ON run.number = file.run_number
     LEFT JOIN trend AS own ON own.config_id = trend.config_id AND own.dataset_id = file.${memberColumn(trendId)}
     LEFT JOIN point ON point.trend_id = own.id AND point.run_number = run.number
     WHERE trend.id = $1 AND run.number <> $2 ${rules[rule]} LIMIT 1`,
    [trendId, run],
  );
  return row?.run ?? null;
}
