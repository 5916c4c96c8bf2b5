import type { PlotLimitFragment, PlotSegmentFragment, PointColumnsFragment } from '../generated/operations.ts';
import { type Marker, markerOf } from './markers/marker.ts';
import type { ReadonlyLists, RunTable } from '../run-selection/run-table.ts';

/** Points of a trend as the API returns them: one entry per run in each list. */
export type Columns = ReadonlyLists<PointColumnsFragment> & {
  /** Of bins of runs: the standard deviation and the number of the values of each. */
  readonly spreads?: readonly (number | null)[];
  readonly counts?: readonly number[];
};

/** Values with the lengths of their error bars; null is a gap. */
export type MeasuredValues = Pick<Columns, 'values' | 'errorsLow' | 'errorsHigh'>;

/** Points of a trend with one entry per run of a page: null where it has no value, or was not computed. */
export interface AlignedColumns extends MeasuredValues, Pick<Columns, 'revisions'> {
  /** Indices of runs for which the trend was not computed: no gap, the line continues. */
  readonly unknown: ReadonlySet<number>;
}

/** A trend in a plot. */
export interface PlotLine {
  readonly name: string;
  readonly columns: Columns;
  /** Ranges of good values, each for some runs. */
  readonly limits?: readonly PlotLimitFragment[];
  /** Its parts between steps, ascending. */
  readonly segments?: readonly PlotSegmentFragment[];
  /** By default a colour of the palette. */
  readonly color?: string;
  /** Index of its trend among those of the plot, from which colour and shape follow; by default the line's own index. */
  readonly trendIndex?: number;
  /** Index of its dataset among those of the page; 0 by default. */
  readonly datasetIndex?: number;
}

/** A line as it is drawn, aligned with the runs of the page. */
export interface Series extends AlignedColumns {
  readonly name: string;
  readonly limits: NonNullable<PlotLine['limits']>;
  readonly segments: NonNullable<PlotLine['segments']>;
  readonly color: string;
  readonly marker: Marker;
  /** Index of the pattern of its line: each dataset has its own. */
  readonly dash: number;
}

/** Returns how a line is drawn, `index` being its own among those of the plot. */
export function styleOf(
  line: PlotLine,
  index: number,
  colors: readonly string[],
): Pick<Series, 'color' | 'marker' | 'dash'> {
  const { color, trendIndex = index, datasetIndex = 0 } = line;
  return {
    color: color ?? colors[trendIndex % colors.length] ?? 'gray',
    marker: markerOf(trendIndex, datasetIndex, colors.length),
    dash: datasetIndex,
  };
}

/** Colours that remain distinct with colour blindness (after Okabe and Ito), for a light or a dark background. */
export function seriesColors(dark: boolean): readonly string[] {
  return dark
    ? ['#5ab4f5', '#f0a22e', '#2fc79b', '#e98bc0', '#f2e355', '#ff8a50', '#a9c7ff', '#c9c9c9']
    : ['#0063a6', '#c4570a', '#00795a', '#a8437f', '#8a7400', '#9c2f17', '#3b6fb5', '#555555'];
}

/** Returns the points of some runs. */
export function pickRuns(columns: Columns, runs: ReadonlySet<number>): Columns {
  const isPicked = columns.runs.map((run) => runs.has(run));
  const pick = <T>(list: readonly T[]): T[] => list.filter((_, index) => isPicked[index] === true);
  return {
    runs: pick(columns.runs),
    values: pick(columns.values),
    errorsLow: pick(columns.errorsLow),
    errorsHigh: pick(columns.errorsHigh),
    entries: pick(columns.entries),
    failures: pick(columns.failures),
    reasons: pick(columns.reasons),
    revisions: pick(columns.revisions),
    ...(columns.spreads && { spreads: pick(columns.spreads) }),
    ...(columns.counts && { counts: pick(columns.counts) }),
  };
}

/** Aligns the points of a trend with the runs of a page. */
export function align(columns: Columns, { runs, indexByRun }: RunTable): AlignedColumns {
  if (columns.runs.length === runs.length && columns.runs.every((run, index) => runs[index] === run))
    return { ...columns, unknown: noIndices };
  const spread = (list: readonly (number | null)[]): (number | null)[] => {
    const aligned = Array.from<number | null>({ length: runs.length }).fill(null);
    for (const [index, run] of columns.runs.entries()) {
      const target = indexByRun.get(run);
      if (target !== undefined) aligned[target] = list[index] ?? null;
    }
    return aligned;
  };
  const computed = new Set(columns.runs);
  return {
    unknown: new Set(runs.flatMap((run, index) => (computed.has(run) ? [] : [index]))),
    values: spread(columns.values),
    errorsLow: spread(columns.errorsLow),
    errorsHigh: spread(columns.errorsHigh),
    revisions: spread(columns.revisions),
  };
}

/** Returns a line as it is drawn, `index` being its own among those of the plot. */
export function toSeries(line: PlotLine, index: number, table: RunTable, colors: readonly string[]): Series {
  return {
    name: line.name,
    ...styleOf(line, index, colors),
    ...align(line.columns, table),
    limits: line.limits ?? [],
    segments: line.segments ?? [],
  };
}

const noIndices: ReadonlySet<number> = new Set();
