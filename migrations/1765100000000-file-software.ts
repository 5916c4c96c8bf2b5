import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The software that made each file. It is unknown for those that were read before, until they are read again. */
export class FileSoftware1765100000000 implements MigrationInterface {
  name = 'FileSoftware1765100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE file ADD COLUMN release text, ADD COLUMN global_tag text');
  }

  /** Migrations go forward only: to go back, restore a backup. */
  async down(): Promise<void> {
    throw new Error('HDQM migrates forward only: restore a backup instead');
  }
}
