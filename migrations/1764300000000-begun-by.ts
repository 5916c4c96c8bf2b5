import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which processes began to read a file and were not heard of again: a file that ends the process that reads it is known by that, whichever
 * process it was, and however often the scan began anew.
 */
export class BegunBy1764300000000 implements MigrationInterface {
  name = 'BegunBy1764300000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE file ADD COLUMN begun_by uuid[] NOT NULL DEFAULT '{}'`);
  }

  /** Migrations go forward only: a backup leads back. */
  async down(): Promise<void> {
    throw new Error('HDQM migrates forward only: restore a backup instead');
  }
}
