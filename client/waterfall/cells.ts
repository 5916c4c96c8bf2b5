import type { RunSlice } from './use-element-runs.ts';

/** How the contents are shown. */
export interface CellOptions {
  /** Divides the contents of each run by their sum: of counts only. */
  readonly normalised: boolean;
  /** Colours by the logarithm. */
  readonly log: boolean;
}

/** The cells of a waterfall: a column for each run. */
export interface Cells {
  /** By the index of the run: its bins; undefined where the run has no contents. */
  readonly columns: readonly (Column | undefined)[];
  /** Lowest and highest edge of all runs. */
  readonly range: readonly [min: number, max: number];
  /** Smallest and largest value that has a colour; undefined if there is none. */
  readonly values: readonly [min: number, max: number] | undefined;
}

interface Column {
  readonly edges: readonly number[];
  /** Null has no colour. */
  readonly values: readonly (number | null)[];
}

/** Whether the contents of a class are sums, which can be normalised; those of profiles and efficiencies are means and ratios. */
export function isSum(className: string): boolean {
  return className.startsWith('TH');
}

/** The values of the cells. Empty cells of counts have no colour; neither has what has no logarithm, if that is wanted. */
export function toCells(runs: readonly RunSlice[], { normalised, log }: CellOptions): Cells {
  let [low, high, min, max] = [Infinity, -Infinity, Infinity, -Infinity];
  const columns = runs.map(({ slice }): Column | undefined => {
    if (!slice) return undefined;
    const { edges, contents, className } = slice;
    const counts = isSum(className);
    const sum = contents.reduce<number>((total, content) => total + (content ?? 0), 0);
    const scale = normalised && counts && sum !== 0 ? 1 / sum : 1;
    const values = contents.map((content) => {
      if (content === null || (counts && content === 0) || (log && content * scale <= 0)) return null;
      const value = content * scale;
      [min, max] = [Math.min(min, value), Math.max(max, value)];
      return value;
    });
    [low, high] = [Math.min(low, edges[0] ?? low), Math.max(high, edges.at(-1) ?? high)];
    return { edges, values };
  });
  return { columns, range: low < high ? [low, high] : [0, 1], values: min <= max ? [min, max] : undefined };
}

/** The position of a value on the scale of colours, linear or logarithmic. */
export function onScale(value: number, log: boolean): number {
  return log ? Math.log10(value) : value;
}

/** The bin that contains a coordinate; undefined outside. */
export function binAt({ edges }: Pick<Column, 'edges'>, coordinate: number): number | undefined {
  const index = edges.findIndex((edge, at) => at > 0 && coordinate < edge) - 1;
  return index < 0 || coordinate < (edges[0] ?? 0) ? undefined : index;
}
