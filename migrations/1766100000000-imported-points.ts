import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Points that were imported: each run of a dataset that has some has a row of its own in `file`, without a file behind it. */
export class ImportedPoints1766100000000 implements MigrationInterface {
  name = 'ImportedPoints1766100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE file ADD imported boolean NOT NULL DEFAULT false');
  }

  /** Migrations go forward only: to go back, restore a backup. */
  async down(): Promise<void> {
    throw new Error('HDQM migrates forward only: restore a backup instead');
  }
}
