import { createHash } from 'node:crypto';
import type { Database } from '../connection/database.ts';
import { Run } from '../entities/index.ts';
import { runCondition, type RunSelection } from './run-filter.ts';

/** A run as it is exported: its attributes by the names of the entity's properties. */
export type ExportedRun = Readonly<Record<string, string | number | boolean | Date | null>>;

/** Runs to export, found before anything is sent. */
export interface RunExportPlan {
  /** Ascending. */
  readonly runs: readonly number[];
  /** Changes whenever the content of the export may have. */
  readonly version: string;
}

/** Properties of runs that are no attributes: the unmodified answers of the services. */
const answers: readonly string[] = ['oms', 'rr'];
const batch = 5_000;

/** An attribute of runs: its name in the API, and its column in the database with its type. */
interface ExportedAttribute {
  readonly name: string;
  readonly column: string;
  readonly type: string;
}

/** The attributes of runs that are exported. */
export function exportedAttributes({ dataSource }: Database): readonly ExportedAttribute[] {
  return dataSource
    .getMetadata(Run)
    .columns.filter(({ propertyName }) => !answers.includes(propertyName))
    .map(({ propertyName, databaseName, type }) => ({ name: propertyName, column: databaseName, type: String(type) }));
}

/** Finds the runs of a selection, of all datasets. Throws a SelectionError. */
export async function planRunExport({ dataSource }: Database, selection: RunSelection): Promise<RunExportPlan> {
  const { sql, parameters } = runCondition(selection, 'run.era', 2);
  const found = await dataSource.query<{ run: number; version: string }[]>(
    `SELECT number AS run, xmin::text AS version FROM run WHERE ${sql} ORDER BY number DESC LIMIT $1`,
    [selection.latest ?? null, ...parameters],
  );
  const version = createHash('sha256').update(JSON.stringify(found)).digest('base64url');
  return { runs: found.map(({ run }) => run).reverse(), version };
}

/** The runs of a plan in batches, ascending. */
export async function* exportedRuns(
  database: Database,
  { runs }: RunExportPlan,
): AsyncGenerator<readonly ExportedRun[]> {
  const wanted = exportedAttributes(database).map(({ name, column }) => `${column} AS "${name}"`);
  for (let first = 0; first < runs.length; first += batch)
    yield await database.dataSource.query<ExportedRun[]>(
      `SELECT ${wanted.join(', ')} FROM run WHERE number = ANY ($1::int[]) ORDER BY number`,
      [runs.slice(first, first + batch)],
    );
}
