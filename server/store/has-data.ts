import type { Execute } from './columns/point-block.ts';

/** Sets `has_data` of trends that lost a value to whether they have another one. */
export async function updateHasData(execute: Execute, trendIds: readonly number[]): Promise<void> {
  if (trendIds.length === 0) return;
  await execute(
    `UPDATE trend SET has_data = false
     WHERE id = ANY ($1) AND has_data AND NOT EXISTS (
       SELECT FROM file JOIN point ON point.run_number = file.run_number AND point.trend_id = trend.id
       WHERE file.dataset_id = trend.dataset_id AND point.value IS NOT NULL
     )`,
    [trendIds],
  );
}
