/** Comparisons of trends as an exported table. */
import { type Batch, type Column, toBatch } from './table.ts';

/** A trend of a comparison as it is exported; one that only one side has, has 0 runs of the other and no figures. */
export interface ExportedComparison {
  readonly name: string;
  readonly title: string;
  readonly yTitle: string;
  readonly runsA: number;
  readonly runsB: number;
  readonly meanA: number | null;
  readonly meanB: number | null;
  readonly shift: number | null;
  readonly shiftError: number | null;
  readonly significance: number | null;
  readonly ratio: number | null;
  readonly ratioError: number | null;
  readonly shareBeyond: number | null;
}

/** Its columns, by the names of the API. */
export const comparisonColumns: readonly (Column & { readonly name: keyof ExportedComparison })[] = [
  { name: 'name', type: 'text' },
  { name: 'title', type: 'text' },
  { name: 'yTitle', type: 'text' },
  { name: 'runsA', type: 'integer' },
  { name: 'runsB', type: 'integer' },
  { name: 'meanA', type: 'number' },
  { name: 'meanB', type: 'number' },
  { name: 'shift', type: 'number' },
  { name: 'shiftError', type: 'number' },
  { name: 'significance', type: 'number' },
  { name: 'ratio', type: 'number' },
  { name: 'ratioError', type: 'number' },
  { name: 'shareBeyond', type: 'number' },
];

/** The rows of a comparison, in the order given. */
export function comparisonBatch(trends: readonly ExportedComparison[]): Batch {
  const rows = trends.map((trend) => Object.fromEntries(comparisonColumns.map(({ name }) => [name, trend[name]])));
  return toBatch(comparisonColumns, rows);
}
