import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Notes and their history. */
export class Notes1765500000000 implements MigrationInterface {
  name = 'Notes1765500000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE note (
        id uuid PRIMARY KEY,
        revision integer NOT NULL DEFAULT 1,
        first_run integer,
        last_run integer,
        fill integer,
        subsystem text,
        config text,
        primary_dataset text,
        processing text,
        kind text NOT NULL,
        text text NOT NULL,
        link text,
        new_baseline boolean NOT NULL,
        author text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        edited_by text,
        edited_at timestamptz,
        retired_by text,
        retired_at timestamptz,
        retired_reason text,
        CONSTRAINT note_place CHECK ((first_run IS NULL) <> (fill IS NULL) AND (last_run IS NULL OR last_run >= first_run)),
        CONSTRAINT note_config CHECK (config IS NULL OR subsystem IS NOT NULL)
      );
      CREATE INDEX ON note (created_at);
      CREATE INDEX note_baseline ON note (first_run) WHERE new_baseline;
      CREATE INDEX ON run (fill);

      CREATE TABLE note_event (
        id bigserial PRIMARY KEY,
        note_id uuid NOT NULL REFERENCES note,
        at timestamptz NOT NULL DEFAULT now(),
        kind text NOT NULL,
        by text NOT NULL,
        comment text,
        before jsonb
      );
      CREATE INDEX ON note_event (note_id);
    `);
  }

  /** Migrations go forward only: to go back, restore a backup. */
  async down(): Promise<void> {
    throw new Error('HDQM migrates forward only: restore a backup instead');
  }
}
