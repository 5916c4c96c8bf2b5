import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was read of files for viewers. Unlogged: it may be lost in a crash of PostgreSQL, and costs no write-ahead log. */
export class PreviewCache1766200000000 implements MigrationInterface {
  name = 'PreviewCache1766200000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE UNLOGGED TABLE preview_cache (
        key bytea PRIMARY KEY,
        value bytea NOT NULL,
        used_at timestamptz NOT NULL DEFAULT now()
      );
      ALTER TABLE preview_cache ALTER COLUMN value SET STORAGE EXTERNAL;
    `);
  }

  /** Migrations go forward only: to go back, restore a backup. */
  async down(): Promise<void> {
    throw new Error('HDQM migrates forward only: restore a backup instead');
  }
}
