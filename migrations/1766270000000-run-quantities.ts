import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Quantities of runs from the settings. Their values are derived from the stored answers when HDQM starts: `derivation` has no row for them yet.
 * Earlier answers of OMS had some attributes only, so that each run is queried once more.
 */
export class RunQuantities1766270000000 implements MigrationInterface {
  name = 'RunQuantities1766270000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE run_quantity (
        key text PRIMARY KEY,
        position integer NOT NULL,
        title text NOT NULL,
        unit text NOT NULL,
        service text NOT NULL,
        path text[] NOT NULL
      );
      ALTER TABLE run ADD COLUMN quantities jsonb NOT NULL DEFAULT '{}';
      UPDATE run_service SET next_attempt_at = now() WHERE service = 'oms' AND state = 'known';
    `);
  }

  /** Migrations go forward only: to go back, restore a backup. */
  async down(): Promise<void> {
    throw new Error('HDQM migrates forward only: restore a backup instead');
  }
}
