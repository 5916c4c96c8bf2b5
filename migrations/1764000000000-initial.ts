import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The tables of server/store/entities. */
export class Initial1764000000000 implements MigrationInterface {
  name = 'Initial1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE dataset (
        id serial PRIMARY KEY,
        primary_dataset text NOT NULL,
        processing text NOT NULL,
        CONSTRAINT dataset_name UNIQUE (primary_dataset, processing)
      );

      CREATE TABLE run (
        number integer PRIMARY KEY,
        fill integer,
        era text,
        start_time timestamptz,
        end_time timestamptz,
        duration_seconds double precision,
        delivered_lumi double precision,
        recorded_lumi double precision,
        class text,
        significant boolean,
        significant_reason text,
        oms jsonb,
        rr jsonb
      );

      CREATE TABLE file (
        id serial PRIMARY KEY,
        path text NOT NULL CONSTRAINT file_path UNIQUE,
        dataset_id integer NOT NULL CONSTRAINT file_dataset REFERENCES dataset (id),
        run_number integer NOT NULL CONSTRAINT file_run REFERENCES run (number),
        era text NOT NULL,
        processing_version integer NOT NULL,
        tier text NOT NULL,
        version integer NOT NULL,
        state text NOT NULL CONSTRAINT file_state_known CHECK (state IN ('found', 'extracted', 'failed', 'superseded')),
        reason text,
        size double precision,
        modified_at timestamptz,
        tries integer NOT NULL DEFAULT 0,
        next_try timestamptz,
        missing integer[] NOT NULL DEFAULT '{}',
        extracted_at timestamptz
      );
      CREATE INDEX file_dataset_run ON file (dataset_id, run_number);
      CREATE INDEX file_state ON file (state);

      CREATE TABLE config (
        id serial PRIMARY KEY,
        subsystem text NOT NULL,
        name text NOT NULL,
        title text NOT NULL,
        y_title text NOT NULL,
        revision integer NOT NULL,
        metric text NOT NULL,
        paths jsonb NOT NULL,
        threshold double precision,
        reference_run integer,
        active boolean NOT NULL,
        problem text,
        backfill boolean NOT NULL,
        file text NOT NULL,
        line integer NOT NULL,
        CONSTRAINT config_name UNIQUE (subsystem, name)
      );

      CREATE TABLE config_revision (
        config_id integer NOT NULL CONSTRAINT config_revision_config REFERENCES config (id),
        revision integer NOT NULL,
        metric text NOT NULL,
        paths jsonb NOT NULL,
        threshold double precision,
        reference_run integer,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT config_revision_key PRIMARY KEY (config_id, revision)
      );

      CREATE TABLE display_group (
        subsystem text NOT NULL,
        name text NOT NULL,
        title text NOT NULL,
        y_title text NOT NULL,
        members text[] NOT NULL,
        correlation boolean NOT NULL,
        position integer NOT NULL,
        CONSTRAINT display_group_key PRIMARY KEY (subsystem, name)
      );

      CREATE TABLE trend (
        id serial PRIMARY KEY,
        config_id integer NOT NULL CONSTRAINT trend_config REFERENCES config (id),
        dataset_id integer NOT NULL CONSTRAINT trend_dataset REFERENCES dataset (id),
        has_data boolean NOT NULL DEFAULT false,
        CONSTRAINT trend_key UNIQUE (dataset_id, config_id)
      );
      CREATE INDEX trend_config_id ON trend (config_id);

      CREATE TABLE point (
        trend_id integer NOT NULL CONSTRAINT point_trend REFERENCES trend (id),
        run_number integer NOT NULL CONSTRAINT point_run REFERENCES run (number),
        value double precision,
        error_low double precision,
        error_high double precision,
        entries double precision,
        failure text,
        reason text,
        revision integer NOT NULL,
        file_id integer NOT NULL CONSTRAINT point_file REFERENCES file (id),
        CONSTRAINT point_key PRIMARY KEY (trend_id, run_number),
        CONSTRAINT point_value_or_failure CHECK (
          (failure IS NULL AND value IS NOT NULL AND error_low IS NOT NULL AND error_high IS NOT NULL AND reason IS NULL)
          OR (failure IS NOT NULL AND value IS NULL AND error_low IS NULL AND error_high IS NULL AND reason IS NOT NULL)
        ),
        CONSTRAINT point_finite CHECK (
          value NOT IN ('NaN', 'Infinity', '-Infinity')
          AND error_low >= 0 AND error_low < 'Infinity' AND error_high >= 0 AND error_high < 'Infinity'
        )
      );
      CREATE INDEX point_file_id ON point (file_id);

      CREATE TABLE scan (
        id serial PRIMARY KEY,
        started_at timestamptz NOT NULL,
        finished_at timestamptz,
        state text NOT NULL CONSTRAINT scan_state_known CHECK (state IN ('running', 'finished', 'failed')),
        reason text,
        files_found integer NOT NULL DEFAULT 0,
        files_new integer NOT NULL DEFAULT 0,
        files_extracted integer NOT NULL DEFAULT 0,
        files_failed integer NOT NULL DEFAULT 0,
        points integer NOT NULL DEFAULT 0,
        unknown_names integer NOT NULL DEFAULT 0,
        unknown_examples text[] NOT NULL DEFAULT '{}'
      );
    `);
  }

  /** Migrations go forward only: a backup leads back. */
  async down(): Promise<void> {
    throw new Error('HDQM migrates forward only: restore a backup instead');
  }
}
