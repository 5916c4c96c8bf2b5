/** A cell: a time is a Date. */
export type Cell = string | number | boolean | Date | null;

/** What the cells of a column are, or null. `integer`: of 32 bits; `number`: of double precision. */
export type ColumnType = 'text' | 'integer' | 'number' | 'boolean' | 'time';

/** A column of an exported table. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

/** The cells of a column. In lists of numbers only, NaN stands for null. */
export type Cells = readonly Cell[] | Float64Array | Int32Array;

/** Rows of an exported table: the cells of each column, in the order of the columns. */
export interface Batch {
  readonly length: number;
  readonly cells: readonly Cells[];
}

/** The cell of a row. */
export function cellAt(cells: Cells, row: number): Cell {
  const cell = cells[row] ?? null;
  return typeof cell === 'number' && Number.isNaN(cell) ? null : cell;
}

/** Rows, given as objects with the names of the columns. */
export function toBatch(columns: readonly Column[], rows: readonly Readonly<Record<string, Cell>>[]): Batch {
  return { length: rows.length, cells: columns.map(({ name }) => rows.map((row) => row[name] ?? null)) };
}
