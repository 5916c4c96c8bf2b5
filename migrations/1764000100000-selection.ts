import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Selections of runs that are kept on the server. */
export class Selection1764000100000 implements MigrationInterface {
  name = 'Selection1764000100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE selection (
        id text PRIMARY KEY,
        golden_json jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      )
    `);
  }

  /** Migrations go forward only: a backup leads back. */
  async down(): Promise<void> {
    throw new Error('HDQM migrates forward only: restore a backup instead');
  }
}
