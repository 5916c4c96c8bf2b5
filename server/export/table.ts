/** A cell: a time is a Date. */
export type Cell = string | number | boolean | Date | null;

/** What the cells of a column are, or null. `integer`: of 32 bits; `number`: of double precision. */
export type ColumnType = 'text' | 'integer' | 'number' | 'boolean' | 'time';

/** A column of an exported table. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

/** Rows of an exported table: a list of cells for each column, in the order of the columns. */
export interface Batch {
  readonly length: number;
  readonly cells: readonly (readonly Cell[])[];
}

/** Rows, given as objects with the names of the columns. */
export function toBatch(columns: readonly Column[], rows: readonly Readonly<Record<string, Cell>>[]): Batch {
  return { length: rows.length, cells: columns.map(({ name }) => rows.map((row) => row[name] ?? null)) };
}
