import { createHash } from 'node:crypto';
import type { Database } from '../connection/database.ts';
import { Run } from '../entities/index.ts';
import { labelAttributes } from './labels/run-labels.ts';
import { findQuantities } from './quantities/quantities.ts';
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

/** Properties of runs that are no attributes: the unmodified answers of the services, and quantities, each of which has a column. */
const others: readonly string[] = ['oms', 'rr', 'quantities'];
const batch = 5_000;

/** An attribute of runs: its name in the API, and its SQL with its type. */
export interface ExportedAttribute {
  readonly name: string;
  readonly sql: string;
  readonly type: string;
}

/** The attributes of runs that are exported, and the quantities and labels of the settings. */
export async function exportedAttributes(database: Database): Promise<readonly ExportedAttribute[]> {
  const attributes = database.dataSource
    .getMetadata(Run)
    .columns.filter(({ propertyName }) => !others.includes(propertyName))
    .map(({ propertyName, databaseName, type }) => ({ name: propertyName, sql: databaseName, type: String(type) }));
  const quantities = (await findQuantities(database)).filter(({ isOfSettings }) => isOfSettings);
  return [
    ...attributes,
    ...quantities.map(({ key, sql }) => ({ name: key, sql, type: 'float8' })),
    ...(await labelAttributes(database)),
  ];
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

/** The runs of a plan in batches, ascending, with these attributes. */
export async function* exportedRuns(
  database: Database,
  { runs }: RunExportPlan,
  attributes: readonly ExportedAttribute[],
): AsyncGenerator<readonly ExportedRun[]> {
  const wanted = attributes.map(({ name, sql }) => `${sql} AS "${name}"`);
  for (let first = 0; first < runs.length; first += batch)
    yield await database.dataSource.query<ExportedRun[]>(
      `SELECT ${wanted.join(', ')} FROM run WHERE number = ANY ($1::int[]) ORDER BY number`,
      [runs.slice(first, first + batch)],
    );
}
