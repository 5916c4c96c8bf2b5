/** Imported points on their way into the database: they are staged in temporary tables, and then stored run by run. */
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { type CopyStreamQuery, from as copyFrom } from 'pg-copy-streams';
import type { Execute } from '../columns/point-block.ts';
import { type Database, DatabaseError, poolOf } from '../connection/database.ts';

import { derivePoints, lockDerivedRuns } from '../derived/derive-points.ts';

/** A point to import. */
export interface StagedPoint {
  readonly configId: number;
  readonly primaryDataset: string;
  readonly processing: string;
  readonly era: string;
  readonly run: number;
  readonly value: number;
  readonly error: number;
  /** Of several points of a trend and run, that with the highest rank counts. */
  readonly rank: number;
}

/** A staged point that is not stored. */
export interface Unstored {
  readonly reason: 'duplicate' | 'otherEra';
  readonly subsystem: string;
  readonly plot: string;
  readonly primaryDataset: string;
  readonly processing: string;
  readonly run: number;
}

/** What the staged points are, compared with the stored ones. */
export interface StagedCounts {
  /** Those that the trend has no point for. */
  readonly added: number;
  /** Those for which HDQM has computed a point. */
  readonly own: number;
  /** Those that were imported before, with the same value. */
  readonly known: number;
  /** Those that were imported before, with another value: it stays. */
  readonly differing: number;
}

/** Some runs of a dataset that are stored together. */
export interface StagedRuns {
  readonly dataset: number;
  readonly from: number;
  readonly to: number;
  readonly points: number;
}

/** Points, and runs, of a transaction: each run takes a lock. */
const [pointsPerBatch, runsPerBatch] = [50_000, 500];
const importLock = 0x48_44_51_49;

/** Imported points have this revision: no revision of a config has computed them. */
export const importedRevision = 0;

/** Stages points on one connection, and stores them. The points are forgotten when it is closed. */
export class StagedPoints {
  private readonly client: PoolClient;
  private readonly datasets = new Map<string, number>();
  private readonly eras = new Map<string, number>();
  private copying: CopyStreamQuery | undefined;
  /** Why copying has failed, between two calls. */
  private failure: Error | undefined;
  private staged = 0;

  private constructor(client: PoolClient) {
    this.client = client;
  }

  /** Throws a DatabaseError while another process imports. */
  static async open(database: Database): Promise<StagedPoints> {
    const client = await poolOf(database).connect();
    try {
      const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [
        importLock,
      ]);
      if (!rows[0]?.locked)
        throw new DatabaseError(`another process imports points into ${database.label}: wait until it has ended`);
      await client.query(`
        CREATE TEMPORARY TABLE staged (
          config_id int NOT NULL, dataset int NOT NULL, era int NOT NULL, run int NOT NULL,
          value float8 NOT NULL, error float8 NOT NULL, rank float8 NOT NULL
        );
        CREATE TEMPORARY TABLE staged_dataset (number int PRIMARY KEY, primary_dataset text, processing text, id int);
        CREATE TEMPORARY TABLE staged_era (number int PRIMARY KEY, era text);
      `);
      return new StagedPoints(client);
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  /** Adds points; returns how many have been added. */
  async add(points: readonly StagedPoint[]): Promise<number> {
    if (this.failure) throw this.failure;
    this.copying ??= this.startCopying();
    const lines = points.map((point) => {
      const dataset = numberOf(this.datasets, `${point.primaryDataset}/${point.processing}`);
      const era = numberOf(this.eras, point.era);
      return `${[point.configId, dataset, era, point.run, point.value, point.error, point.rank].join('\t')}\n`;
    });
    if (lines.length > 0 && !this.copying.write(lines.join(''))) await once(this.copying, 'drain');
    return (this.staged += points.length);
  }

  /** Ends adding: chooses one point of each trend and run, and finds those whose run the dataset has in another era. */
  async choose(): Promise<void> {
    if (this.copying) {
      this.copying.end();
      await finished(this.copying);
    }
    const { client } = this;
    const names = [...this.datasets].map(([name, number]) => [number, ...name.split('/')] as const);
    await client.query(
      `INSERT INTO staged_dataset (number, primary_dataset, processing, id)
       SELECT number, s.primary_dataset, s.processing, dataset.id
       FROM unnest($1::int[], $2::text[], $3::text[]) AS s (number, primary_dataset, processing)
       LEFT JOIN dataset USING (primary_dataset, processing)`,
      [names.map(([number]) => number), names.map(([, name]) => name), names.map(([, , name]) => name)],
    );
    await client.query('INSERT INTO staged_era SELECT * FROM unnest($1::int[], $2::text[])', [
      [...this.eras.values()],
      [...this.eras.keys()],
    ]);
    await client.query(`
      ANALYZE staged;
      CREATE TEMPORARY TABLE chosen AS
        SELECT DISTINCT ON (dataset, run, config_id) * FROM staged ORDER BY dataset, run, config_id, rank DESC, value;
      CREATE INDEX ON chosen (dataset, run);
      ANALYZE chosen;
      ANALYZE staged_dataset;
      CREATE TEMPORARY TABLE other_era AS
        SELECT DISTINCT chosen.dataset, chosen.run FROM (SELECT DISTINCT dataset, run, era FROM chosen) AS chosen
        JOIN staged_dataset ON number = dataset JOIN staged_era AS named ON named.number = chosen.era
        JOIN file ON file.dataset_id = staged_dataset.id AND file.run_number = run AND file.era <> named.era;
      ANALYZE other_era;
    `);
  }

  /** The staged points that are not stored, some at a time; points with the values of the chosen ones are not listed. */
  async *unstored(): AsyncGenerator<Unstored[]> {
    await this.client.query('BEGIN READ ONLY');
    try {
      await this.client.query(`
        DECLARE unstored NO SCROLL CURSOR FOR
        SELECT reason, config.subsystem, config.name AS plot, primary_dataset AS "primaryDataset", processing, run
        FROM (
          SELECT 'duplicate' AS reason, staged.config_id, dataset, run
          FROM chosen JOIN staged USING (dataset, run, config_id)
          WHERE (staged.value, staged.error) IS DISTINCT FROM (chosen.value, chosen.error)
          UNION ALL SELECT 'otherEra', config_id, dataset, run FROM chosen JOIN other_era USING (dataset, run)
        ) AS point
        JOIN config ON config.id = config_id JOIN staged_dataset ON number = dataset`);
      for (;;) {
        const { rows } = await this.client.query<Unstored>('FETCH 5000 FROM unstored');
        if (rows.length === 0) break;
        yield rows;
      }
    } finally {
      await this.client.query('ROLLBACK');
    }
  }

  /** Compares the staged points with the stored ones. */
  async count(): Promise<StagedCounts> {
    const { rows } = await this.client.query<StagedCounts>(`
      SELECT count(*) FILTER (WHERE point.revision IS NULL)::float8 AS added,
        count(*) FILTER (WHERE point.revision <> ${importedRevision})::float8 AS own,
        count(*) FILTER (WHERE point.revision = ${importedRevision} AND point.value = chosen.value AND point.error_low = chosen.error)::float8 AS known,
        count(*) FILTER (WHERE point.revision = ${importedRevision}
          AND (point.value <> chosen.value OR point.error_low <> chosen.error))::float8 AS differing
      FROM chosen JOIN staged_dataset ON number = dataset
        LEFT JOIN trend ON trend.dataset_id = staged_dataset.id AND trend.config_id = chosen.config_id
        LEFT JOIN point ON point.trend_id = trend.id AND point.run_number = run
      WHERE NOT EXISTS (SELECT FROM other_era WHERE other_era.dataset = chosen.dataset AND other_era.run = chosen.run)`);
    const [counts] = rows;
    if (!counts) throw new Error('an aggregate without a row');
    return counts;
  }

  /** The runs to store, in batches of a transaction each. */
  async batches(): Promise<StagedRuns[]> {
    const { rows } = await this.client.query<{ dataset: number; run: number; points: number }>(
      `SELECT dataset, run, count(*)::int AS points FROM chosen
       WHERE NOT EXISTS (SELECT FROM other_era WHERE other_era.dataset = chosen.dataset AND other_era.run = chosen.run)
       GROUP BY dataset, run ORDER BY dataset, run`,
    );
    const batches: (StagedRuns & { readonly runs: number })[] = [];
    for (const { dataset, run, points } of rows) {
      const last = batches.at(-1);
      if (last?.dataset === dataset && last.points + points <= pointsPerBatch && last.runs < runsPerBatch)
        batches[batches.length - 1] = { ...last, to: run, points: last.points + points, runs: last.runs + 1 };
      else batches.push({ dataset, from: run, to: run, points, runs: 1 });
    }
    return batches;
  }

  /**
   * Stores the points of some runs that their trends have none for, in one transaction, with their datasets, runs and trends. Returns how many
   * it were. Idempotent.
   */
  async store({ dataset, from, to }: StagedRuns): Promise<number> {
    const { client } = this;
    await client.query('BEGIN');
    try {
      await client.query(
        `INSERT INTO dataset (primary_dataset, processing)
         SELECT primary_dataset, processing FROM staged_dataset WHERE number = $1 AND id IS NULL ON CONFLICT DO NOTHING`,
        [dataset],
      );
      await client.query(
        `UPDATE staged_dataset SET id = dataset.id FROM dataset
         WHERE number = $1 AND staged_dataset.id IS NULL AND dataset.primary_dataset = staged_dataset.primary_dataset
           AND dataset.processing = staged_dataset.processing`,
        [dataset],
      );
      const batch = `batch AS (
        SELECT chosen.*, staged_dataset.id AS dataset_id FROM chosen JOIN staged_dataset ON number = dataset
        WHERE dataset = ${dataset} AND run BETWEEN ${from} AND ${to}
          AND NOT EXISTS (SELECT FROM other_era WHERE other_era.dataset = chosen.dataset AND other_era.run = chosen.run)
      )`;
      const execute: Execute = async <Row>(sql: string, parameters: unknown[]) =>
        (await client.query(sql, parameters)).rows as Row[];
      const rows = await execute<{ run: number }>(`WITH ${batch} SELECT DISTINCT run FROM batch`, []);
      const runs = rows.map(({ run }) => run);
      await lockDerivedRuns(execute, runs);
      // The locks of storing a file: from here on no other process stores points of these runs.
      await client.query(
        `WITH ${batch} SELECT pg_advisory_xact_lock(dataset_id, run)
         FROM (SELECT DISTINCT dataset_id, run FROM batch ORDER BY run OFFSET 0) AS runs`,
      );
      // Sorted, so that processes that insert the same rows cannot deadlock.
      await client.query(
        `WITH ${batch} INSERT INTO trend (config_id, dataset_id) SELECT DISTINCT config_id, dataset_id FROM batch
         WHERE NOT EXISTS (SELECT FROM trend WHERE trend.config_id = batch.config_id AND trend.dataset_id = batch.dataset_id)
         ORDER BY 1 ON CONFLICT DO NOTHING`,
      );
      await client.query(
        `CREATE TEMPORARY TABLE missing ON COMMIT DROP AS WITH ${batch}
         SELECT batch.*, trend.id AS trend_id FROM batch JOIN trend USING (config_id, dataset_id)
         WHERE NOT EXISTS (SELECT FROM point WHERE point.run_number = batch.run AND point.trend_id = trend.id)`,
      );
      await client.query('INSERT INTO run (number) SELECT DISTINCT run FROM missing ORDER BY 1 ON CONFLICT DO NOTHING');
      await client.query(`
        INSERT INTO file (path, dataset_id, run_number, era, processing_version, tier, version, state, imported, extracted_at)
        SELECT DISTINCT ON (run) 'imported:' || dataset_id || '/' || run, dataset_id, run, staged_era.era, 0, '', 0,
          CASE WHEN EXISTS (
            SELECT FROM file WHERE file.dataset_id = missing.dataset_id AND file.run_number = run
              AND file.state = 'extracted' AND NOT file.imported
          ) THEN 'superseded' ELSE 'extracted' END, true, now()
        FROM missing JOIN staged_era ON staged_era.number = missing.era ORDER BY run
        ON CONFLICT (path) DO NOTHING`);
      const { rowCount } = await client.query(`
        INSERT INTO point (trend_id, run_number, value, error_low, error_high, revision, file_id)
        SELECT trend_id, run, value, error, error, ${importedRevision}, file.id
        FROM missing JOIN file ON file.path = 'imported:' || missing.dataset_id || '/' || run
        ORDER BY run, trend_id ON CONFLICT DO NOTHING`);
      // With another version of the row, cached points are stale.
      await client.query(`
        UPDATE file SET state = state FROM (SELECT DISTINCT dataset_id, run FROM missing) AS changed
        WHERE file.dataset_id = changed.dataset_id AND file.run_number = changed.run AND file.state = 'extracted'`);
      await client.query(
        'UPDATE trend SET has_data = true WHERE id IN (SELECT trend_id FROM missing) AND NOT has_data',
      );
      await derivePoints(execute, runs);
      await client.query('COMMIT');
      return rowCount ?? 0;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined); // the connection may be lost
      throw error;
    }
  }

  private startCopying(): CopyStreamQuery {
    const copying = this.client.query(copyFrom('COPY staged FROM STDIN'));
    copying.on('error', (error: Error) => (this.failure = error));
    return copying;
  }

  /** Closes the connection, which drops the staged points. */
  close(): void {
    this.client.release(true);
  }
}

function numberOf(numbers: Map<string, number>, name: string): number {
  const number = numbers.get(name) ?? numbers.size;
  numbers.set(name, number);
  return number;
}
