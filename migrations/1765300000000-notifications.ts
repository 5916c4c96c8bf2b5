import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Notifications for receivers, and which events of alarms they have been composed from. */
export class Notifications1765300000000 implements MigrationInterface {
  name = 'Notifications1765300000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE notification (
        id bigserial PRIMARY KEY,
        message_id uuid NOT NULL,
        receiver text NOT NULL,
        run integer NOT NULL,
        events bigint[] NOT NULL,
        opened integer[] NOT NULL,
        resolved integer[] NOT NULL,
        message jsonb NOT NULL,
        state text NOT NULL DEFAULT 'pending',
        attempts integer NOT NULL DEFAULT 0,
        error text,
        composed_at timestamptz NOT NULL DEFAULT now(),
        next_attempt_at timestamptz DEFAULT now(),
        sent_at timestamptz
      );
      CREATE INDEX ON notification (receiver, state, id);

      ALTER TABLE alarm_event ADD COLUMN composed boolean NOT NULL DEFAULT false;
      UPDATE alarm_event SET composed = true;
      CREATE INDEX ON alarm_event (composed, announced) WHERE NOT composed;
    `);
  }

  /** Migrations go forward only: to go back, restore a backup. */
  async down(): Promise<void> {
    throw new Error('HDQM migrates forward only: restore a backup instead');
  }
}
