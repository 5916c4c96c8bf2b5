/** Runs as an exported table. */
import type { Database } from '../store/connection/database.ts';
import { exportedAttributes } from '../store/runs/export-runs.ts';
import type { Column, ColumnType } from './table.ts';

const typeOf = (type: string): ColumnType =>
  (({ int: 'integer', float8: 'number', boolean: 'boolean', timestamptz: 'time' }) as const)[type] ?? 'text';

/** The columns of exported runs: all attributes of the API's `Run`, by the same names. */
export function runColumns(database: Database): readonly Column[] {
  return exportedAttributes(database).map(({ name, type }) => ({ name, type: typeOf(type) }));
}
