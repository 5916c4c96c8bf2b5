import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Labels of ranges of runs from the settings, which do not overlap within a set. */
export class RunLabels1766290000000 implements MigrationInterface {
  name = 'RunLabels1766290000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE run_label (
        set_name text NOT NULL,
        title text NOT NULL,
        label text NOT NULL,
        first_run integer NOT NULL,
        last_run integer,
        color text,
        comment text,
        PRIMARY KEY (set_name, first_run)
      );
    `);
  }

  /** Migrations go forward only: to go back, restore a backup. */
  async down(): Promise<void> {
    throw new Error('HDQM migrates forward only: restore a backup instead');
  }
}
