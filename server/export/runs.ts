/** Runs as an exported table. */
import type { Database } from '../store/connection/database.ts';
import { type ExportedAttribute, exportedRuns, type RunExportPlan } from '../store/runs/export-runs.ts';
import { type Batch, type Column, type ColumnType, toBatch } from './table.ts';

const typeOf = (type: string): ColumnType =>
  (({ int: 'integer', float8: 'number', boolean: 'boolean', timestamptz: 'time' }) as const)[type] ?? 'text';

/** The columns of exported runs: all attributes of the API's `Run`, by the same names, and the quantities of the settings by their keys. */
export function runColumns(attributes: readonly ExportedAttribute[]): readonly Column[] {
  return attributes.map(({ name, type }) => ({ name, type: typeOf(type) }));
}

/** The rows of runs, a batch at a time. */
export async function* runBatches(
  database: Database,
  plan: RunExportPlan,
  attributes: readonly ExportedAttribute[],
): AsyncGenerator<Batch> {
  const columns = runColumns(attributes);
  for await (const runs of exportedRuns(database, plan, attributes)) yield toBatch(columns, runs);
}
