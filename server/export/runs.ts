/** Runs as an exported table. */
import type { Database } from '../store/connection/database.ts';
import { exportedAttributes, exportedRuns, type RunExportPlan } from '../store/runs/export-runs.ts';
import { type Batch, type Column, type ColumnType, toBatch } from './table.ts';

const typeOf = (type: string): ColumnType =>
  (({ int: 'integer', float8: 'number', boolean: 'boolean', timestamptz: 'time' }) as const)[type] ?? 'text';

/** The columns of exported runs: all attributes of the API's `Run`, by the same names. */
export function runColumns(database: Database): readonly Column[] {
  return exportedAttributes(database).map(({ name, type }) => ({ name, type: typeOf(type) }));
}

/** The rows of runs, a batch at a time. */
export async function* runBatches(database: Database, plan: RunExportPlan): AsyncGenerator<Batch> {
  const columns = runColumns(database);
  for await (const runs of exportedRuns(database, plan)) yield toBatch(columns, runs);
}
