import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Renames columns and tables to the standard terms: attempts, next attempt, heartbeat, paused schedule, saved selection. */
export class StandardNames1764400000000 implements MigrationInterface {
  name = 'StandardNames1764400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE file RENAME COLUMN tries TO attempts;
      ALTER TABLE file RENAME COLUMN next_try TO next_attempt_at;
      ALTER TABLE file RENAME COLUMN begun_by TO unfinished_attempts;
      ALTER TABLE run_service RENAME COLUMN tries TO attempts;
      ALTER TABLE run_service RENAME COLUMN next_try TO next_attempt_at;
      ALTER TABLE run_service RENAME COLUMN asked_first_at TO first_queried_at;
      ALTER TABLE run_service RENAME COLUMN asked_at TO queried_at;
      ALTER INDEX run_service_next_try RENAME TO run_service_next_attempt_at;
      ALTER TABLE worker RENAME COLUMN seen_at TO heartbeat_at;
      ALTER TABLE stopped_schedule RENAME TO paused_schedule;
      ALTER TABLE paused_schedule RENAME COLUMN stopped_at TO paused_at;
      ALTER TABLE paused_schedule RENAME CONSTRAINT stopped_schedule_pkey TO paused_schedule_pkey;
      ALTER TABLE selection RENAME TO saved_selection;
      ALTER TABLE saved_selection RENAME CONSTRAINT selection_pkey TO saved_selection_pkey;
    `);
  }

  /** Migrations go forward only: to go back, restore a backup. */
  async down(): Promise<void> {
    throw new Error('HDQM migrates forward only: restore a backup instead');
  }
}
