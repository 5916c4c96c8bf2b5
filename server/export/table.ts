/** A cell: a time is a Date. */
export type Cell = string | number | boolean | Date | null;

/** What the cells of a column are, or null. `integer`: of 32 bits; `number`: of double precision. */
export type ColumnType = 'text' | 'integer' | 'number' | 'boolean' | 'time';

/** A column of an exported table. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

/** A row of an exported table: its cells by the names of columns. */
export type Row = Readonly<Record<string, Cell>>;
