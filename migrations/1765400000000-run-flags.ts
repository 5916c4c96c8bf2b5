import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Certification flags of runs, the columns of each subsystem, and the number of lumisections. The flags of runs that Run Registry has answered
 * for are read from the stored answers when HDQM starts: `derivation` has no row for them yet.
 */
export class RunFlags1765400000000 implements MigrationInterface {
  name = 'RunFlags1765400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE run_flag (
        run_number integer NOT NULL REFERENCES run (number),
        dataset text NOT NULL,
        column_name text NOT NULL,
        status text,
        good_share float8,
        good integer,
        bad integer,
        standby integer,
        excluded integer,
        notset integer,
        empty integer,
        comments text[] NOT NULL,
        causes text[] NOT NULL,
        problem text,
        PRIMARY KEY (run_number, dataset, column_name)
      );
      CREATE TABLE flag_column (
        subsystem text NOT NULL,
        name text NOT NULL,
        PRIMARY KEY (subsystem, name)
      );
      CREATE TABLE derivation (
        name text PRIMARY KEY,
        version text NOT NULL
      );
      ALTER TABLE run ADD COLUMN lumisections integer;
    `);
  }

  /** Migrations go forward only: to go back, restore a backup. */
  async down(): Promise<void> {
    throw new Error('HDQM migrates forward only: restore a backup instead');
  }
}
