import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The problems of the config files and plugins that the last synchronization found. */
export class ConfigProblem1764900000000 implements MigrationInterface {
  name = 'ConfigProblem1764900000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE config_problem (
        position integer PRIMARY KEY,
        file text NOT NULL,
        lines integer[] NOT NULL,
        message text NOT NULL,
        suggestion text
      );
    `);
  }

  /** Migrations go forward only: to go back, restore a backup. */
  async down(): Promise<void> {
    throw new Error('HDQM migrates forward only: restore a backup instead');
  }
}
