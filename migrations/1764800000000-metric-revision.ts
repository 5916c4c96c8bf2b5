import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The metric's revision of each config. What is stored was computed with revision 1 of its metric. */
export class MetricRevision1764800000000 implements MigrationInterface {
  name = 'MetricRevision1764800000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE config ADD COLUMN metric_revision integer NOT NULL DEFAULT 1;
      ALTER TABLE config_revision ADD COLUMN metric_revision integer NOT NULL DEFAULT 1;
    `);
  }

  /** Migrations go forward only: to go back, restore a backup. */
  async down(): Promise<void> {
    throw new Error('HDQM migrates forward only: restore a backup instead');
  }
}
