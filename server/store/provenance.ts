import type { Paths } from '../plan/plan.ts';
import type { Database } from './connection/database.ts';

/** Where the point of a trend for a run comes from. */
export interface Provenance {
  readonly datasetId: number;
  /** Below EOS_ROOT. */
  readonly file: string;
  /** What the revision that computed it reads; of a gap, what the present one does. */
  readonly paths: Paths;
  readonly referenceRun: number | null;
}

/** Where a point or gap comes from; undefined where no file of the run was read for the trend. */
export async function findProvenance(
  { dataSource }: Database,
  trendId: number,
  run: number,
): Promise<Provenance | undefined> {
  const [row] = await dataSource.query<Provenance[]>(
    `SELECT trend.dataset_id AS "datasetId", file.path AS file, revision.paths, revision.reference_run AS "referenceRun"
     FROM trend JOIN config ON config.id = trend.config_id
     LEFT JOIN point ON point.trend_id = trend.id AND point.run_number = $2
     JOIN config_revision revision
       ON revision.config_id = config.id AND revision.revision = coalesce(point.revision, config.revision)
     JOIN file ON file.run_number = $2 AND file.dataset_id = trend.dataset_id
       AND (file.id = point.file_id OR (point.file_id IS NULL AND file.state = 'extracted'))
     WHERE trend.id = $1`,
    [trendId, run],
  );
  return row;
}
