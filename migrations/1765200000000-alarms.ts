import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Segments of trends, and alarms with their events. The next scan judges all trends. */
export class Alarms1765200000000 implements MigrationInterface {
  name = 'Alarms1765200000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE segment (
        trend_id integer NOT NULL,
        first_run integer NOT NULL,
        last_run integer NOT NULL,
        runs integer NOT NULL,
        first_level float8 NOT NULL,
        last_level float8 NOT NULL,
        level_before float8,
        level_after float8,
        significance float8,
        PRIMARY KEY (trend_id, first_run)
      );
      CREATE INDEX ON segment (first_run);

      CREATE TABLE judged_file (file_id integer PRIMARY KEY, version text NOT NULL);
      CREATE TABLE judged_trend (
        trend_id integer PRIMARY KEY,
        version text NOT NULL,
        baseline_run integer,
        judged_at timestamptz NOT NULL
      );

      CREATE TABLE alarm (
        id serial PRIMARY KEY,
        trend_id integer NOT NULL REFERENCES trend,
        cause text NOT NULL,
        severity text NOT NULL,
        state text NOT NULL,
        run integer NOT NULL,
        last_run integer NOT NULL,
        end_run integer,
        value float8,
        reference float8,
        significance float8,
        opened_at timestamptz NOT NULL,
        resolved_at timestamptz,
        acknowledged_by text,
        comment text,
        muted boolean NOT NULL DEFAULT false,
        until_run integer,
        until_time timestamptz
      );
      CREATE INDEX ON alarm (trend_id, cause);
      CREATE INDEX ON alarm (run);
      CREATE UNIQUE INDEX alarm_open ON alarm (trend_id, cause) WHERE state <> 'resolved';

      CREATE TABLE alarm_event (
        id bigserial PRIMARY KEY,
        alarm_id integer NOT NULL REFERENCES alarm,
        at timestamptz NOT NULL DEFAULT now(),
        kind text NOT NULL,
        run integer,
        until_time timestamptz,
        by text,
        comment text,
        announced boolean NOT NULL DEFAULT true
      );
      CREATE INDEX ON alarm_event (alarm_id);
    `);
  }

  /** Migrations go forward only: to go back, restore a backup. */
  async down(): Promise<void> {
    throw new Error('HDQM migrates forward only: restore a backup instead');
  }
}
