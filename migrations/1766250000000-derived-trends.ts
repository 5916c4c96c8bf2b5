import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The formulas of derived trends; null for configs with a metric. */
export class DerivedTrends1766250000000 implements MigrationInterface {
  name = 'DerivedTrends1766250000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE config ADD formula jsonb');
    await runner.query('ALTER TABLE config_revision ADD formula jsonb');
  }

  /** Migrations go forward only: to go back, restore a backup. */
  async down(): Promise<void> {
    throw new Error('HDQM migrates forward only: restore a backup instead');
  }
}
