import type { Database } from './connection/database.ts';
import { type PointSelection, toMultirange } from './point-selection.ts';

/** A point as `hdqm export` gives it; `file` is relative to EOS_ROOT. */
export interface ExportedPoint {
  readonly subsystem: string;
  readonly config: string;
  readonly primaryDataset: string;
  readonly processing: string;
  readonly era: string;
  readonly run: number;
  readonly value: number | null;
  readonly errorLow: number | null;
  readonly errorHigh: number | null;
  readonly entries: number | null;
  readonly failure: string | null;
  readonly revision: number;
  readonly file: string;
}

const batch = 5_000;

/**
 * The points of a selection in batches, by subsystem, config, dataset and run; all as they were at one moment, however long reading
 * takes.
 */
export async function* exportedPoints(
  { dataSource }: Database,
  { subsystem, primaryDataset, processing, runs }: PointSelection,
): AsyncGenerator<readonly ExportedPoint[]> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.startTransaction('REPEATABLE READ');
    await runner.query(
      `DECLARE exported NO SCROLL CURSOR FOR
       SELECT config.subsystem, config.name AS config, dataset.primary_dataset AS "primaryDataset", dataset.processing, file.era,
         point.run_number AS run, point.value, point.error_low AS "errorLow", point.error_high AS "errorHigh", point.entries,
         point.failure, point.revision, file.path AS file
       FROM point JOIN trend ON trend.id = point.trend_id JOIN config ON config.id = trend.config_id
         JOIN dataset ON dataset.id = trend.dataset_id JOIN file ON file.id = point.file_id
       WHERE ($1::text IS NULL OR config.subsystem = $1) AND ($2::text IS NULL OR dataset.primary_dataset = $2)
         AND ($3::text IS NULL OR dataset.processing = $3) AND ($4::int4multirange IS NULL OR point.run_number <@ $4::int4multirange)
       ORDER BY config.subsystem, config.name, dataset.primary_dataset, dataset.processing, point.run_number`,
      [subsystem ?? null, primaryDataset ?? null, processing ?? null, toMultirange(runs)],
    );
    for (;;) {
      const points = await runner.manager.query<ExportedPoint[]>(`FETCH ${batch} FROM exported`);
      if (points.length === 0) break;
      yield points;
    }
  } finally {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    await runner.release();
  }
}
