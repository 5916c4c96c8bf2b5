import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What judges the values of a run: noise and outliers with the segments. The next scan judges all trends again, and changes no alarm by it. */
export class RunJudgements1765600000000 implements MigrationInterface {
  name = 'RunJudgements1765600000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE segment
        ADD noise float8,
        ADD baseline float8,
        ADD far_runs integer[] NOT NULL DEFAULT '{}',
        ADD far_distances float8[] NOT NULL DEFAULT '{}',
        ADD anomalous_runs integer[] NOT NULL DEFAULT '{}';
      UPDATE judged_trend SET version = '';
      CREATE INDEX ON file (run_number);
    `);
  }

  /** Migrations go forward only: to go back, restore a backup. */
  async down(): Promise<void> {
    throw new Error('HDQM migrates forward only: restore a backup instead');
  }
}
