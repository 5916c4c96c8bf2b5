import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When a saved selection was last used: one that no link uses any more is deleted. */
export class LastUsed1764600000000 implements MigrationInterface {
  name = 'LastUsed1764600000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE saved_selection ADD COLUMN last_used_at timestamptz NOT NULL DEFAULT now()');
  }

  /** Migrations go forward only: to go back, restore a backup. */
  async down(): Promise<void> {
    throw new Error('HDQM migrates forward only: restore a backup instead');
  }
}
