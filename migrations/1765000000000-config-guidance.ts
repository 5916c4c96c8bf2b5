import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a plot means, whom to call and what to do, and how its values are judged. The next scan fills it from the config files. */
export class ConfigGuidance1765000000000 implements MigrationInterface {
  name = 'ConfigGuidance1765000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE config
        ADD COLUMN description text,
        ADD COLUMN contact text,
        ADD COLUMN action text,
        ADD COLUMN limits jsonb NOT NULL DEFAULT '[]',
        ADD COLUMN alarms text[] NOT NULL DEFAULT '{limits,steps,anomalies}',
        ADD COLUMN min_entries float8;
    `);
  }

  /** Migrations go forward only: to go back, restore a backup. */
  async down(): Promise<void> {
    throw new Error('HDQM migrates forward only: restore a backup instead');
  }
}
