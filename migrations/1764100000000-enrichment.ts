import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What each run is to each service, who works, what was logged, and which schedules are stopped. */
export class Enrichment1764100000000 implements MigrationInterface {
  name = 'Enrichment1764100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE run_service (
        run_number integer NOT NULL REFERENCES run (number),
        service text NOT NULL,
        state text NOT NULL,
        reason text,
        tries integer NOT NULL DEFAULT 0,
        next_try timestamptz,
        asked_first_at timestamptz NOT NULL DEFAULT now(),
        asked_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (run_number, service)
      );
      CREATE INDEX run_service_next_try ON run_service (next_try);
      ALTER TABLE scan
        ADD COLUMN runs_pending integer NOT NULL DEFAULT 0,
        ADD COLUMN progress jsonb;
      ALTER TABLE run
        ADD COLUMN injection_scheme text,
        ADD COLUMN fill_type text,
        ADD COLUMN stable_beam boolean,
        ADD COLUMN b_field float8,
        ADD COLUMN energy float8,
        ADD COLUMN end_lumi float8,
        ADD COLUMN l1_key text,
        ADD COLUMN hlt_key text,
        ADD COLUMN l1_rate float8,
        ADD COLUMN hlt_physics_rate float8,
        ADD COLUMN rr_state text;
      CREATE TABLE log_line (
        id bigserial PRIMARY KEY,
        scan_id integer,
        at timestamptz NOT NULL,
        level text NOT NULL,
        message text NOT NULL,
        details jsonb
      );
      CREATE INDEX log_line_scan ON log_line (scan_id, id);
      CREATE INDEX log_line_at ON log_line (at);
      CREATE TABLE worker (
        id text PRIMARY KEY,
        host text NOT NULL,
        pid integer NOT NULL,
        role text NOT NULL,
        threads integer NOT NULL,
        files text[] NOT NULL DEFAULT '{}',
        problem text,
        started_at timestamptz NOT NULL DEFAULT now(),
        seen_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE TABLE stopped_schedule (
        name text PRIMARY KEY,
        stopped_at timestamptz NOT NULL DEFAULT now()
      );
    `);
  }

  /** Migrations go forward only: a backup leads back. */
  async down(): Promise<void> {
    throw new Error('HDQM migrates forward only: restore a backup instead');
  }
}
