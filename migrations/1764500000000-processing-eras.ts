import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Gives files of a release, and of a second era of a run, a dataset of their own, with their points. They were taken for versions of one file
 * before: those that were superseded by another release or era are read by the next scan.
 */
export class ProcessingEras1764500000000 implements MigrationInterface {
  name = 'ProcessingEras1764500000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TEMP TABLE moved ON COMMIT DROP AS
      SELECT file.id, file.run_number, NULL::int AS to_id, primary_dataset, era || '-' || processing AS processing
      FROM file JOIN dataset ON dataset.id = file.dataset_id
      WHERE NOT starts_with(processing, era || '-') AND (starts_with(era, 'CMSSW_') OR era <> (
        SELECT other.era FROM file other WHERE other.dataset_id = file.dataset_id AND other.run_number = file.run_number
        ORDER BY other.state = 'extracted' DESC, other.extracted_at DESC NULLS LAST, other.id LIMIT 1));

      INSERT INTO dataset (primary_dataset, processing) SELECT DISTINCT primary_dataset, processing FROM moved ON CONFLICT DO NOTHING;
      UPDATE moved SET to_id = dataset.id FROM dataset
      WHERE dataset.primary_dataset = moved.primary_dataset AND dataset.processing = moved.processing;

      CREATE TEMP TABLE moved_point ON COMMIT DROP AS
      SELECT point.run_number, point.trend_id, trend.config_id, moved.to_id, point.value IS NOT NULL AS has_value
      FROM moved JOIN point ON point.run_number = moved.run_number AND point.file_id = moved.id JOIN trend ON trend.id = point.trend_id;
      INSERT INTO trend (config_id, dataset_id, has_data)
      SELECT config_id, to_id, bool_or(has_value) FROM moved_point GROUP BY config_id, to_id
      ON CONFLICT (config_id, dataset_id) DO UPDATE SET has_data = trend.has_data OR excluded.has_data;
      UPDATE point SET trend_id = trend.id FROM moved_point p JOIN trend ON trend.config_id = p.config_id AND trend.dataset_id = p.to_id
      WHERE point.run_number = p.run_number AND point.trend_id = p.trend_id;

      UPDATE file SET dataset_id = moved.to_id FROM moved WHERE file.id = moved.id;
      UPDATE file SET state = 'found' FROM moved
      WHERE file.id = moved.id AND file.state = 'superseded' AND NOT EXISTS (
        SELECT FROM file other
        WHERE other.dataset_id = file.dataset_id AND other.run_number = file.run_number AND other.state = 'extracted');
      UPDATE trend SET has_data = false
      WHERE has_data AND id IN (SELECT trend_id FROM moved_point)
        AND NOT EXISTS (
          SELECT FROM file JOIN point ON point.run_number = file.run_number AND point.trend_id = trend.id
          WHERE file.dataset_id = trend.dataset_id AND point.value IS NOT NULL);
    `);
  }

  /** Migrations go forward only: to go back, restore a backup. */
  async down(): Promise<void> {
    throw new Error('HDQM migrates forward only: restore a backup instead');
  }
}
