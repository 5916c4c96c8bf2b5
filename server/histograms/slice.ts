import { lowEdge } from '../../metrics/histogram/axis.ts';
import { axisOf, type BinnedElement, forEachCell } from '../../metrics/histogram/bins.ts';
import type { Axis, MonitorElement } from '../../metrics/histogram/histogram.ts';

/** The axis of an ME along which its contents are shown. */
export const sliceAxes = ['x', 'y', 'z'] as const;
export type SliceAxis = (typeof sliceAxes)[number];

/** Contents of an ME along one axis. */
export interface Slice {
  /** Class of the ME. */
  readonly className: string;
  /** Title of the axis. */
  readonly title: string;
  /** One more than bins. */
  readonly edges: readonly number[];
  /** Without underflow and overflow; null for a bin of a mean or ratio without entries, or not finite. */
  readonly contents: readonly (number | null)[];
  /** Of the bins, where they have labels and are not merged. */
  readonly labels: readonly string[] | null;
}

/** Why an ME has no contents along an axis. */
export interface SliceProblem {
  readonly failure: 'MISSING_HISTOGRAM' | 'UNREADABLE' | 'WRONG_TYPE';
  readonly reason: string;
}

/** To be increased when slices of the same ME become others: those of earlier revisions are stored. */
export const sliceRevision = 1;

/** Bins of a slice at most: neighbouring ones are merged until there are no more. */
const maxBins = 200;

/**
 * The contents of an ME along an axis: of a histogram the sums over its other axes with under- and overflow, as of `ProjectionX`; of a
 * profile the means of all entries of a bin, of an efficiency the ratios. More than 200 bins are merged in groups of equal numbers.
 */
export function sliceOf(element: MonitorElement, along: SliceAxis): Slice | SliceProblem {
  const direction = sliceAxes.indexOf(along) as 0 | 1 | 2;
  switch (element.kind) {
    case 'histogram':
    case 'profile': {
      if (direction >= element.axes.length) return wrongType(`a ${element.className} has no ${along} axis`);
      const axis = axisOf(element, direction);
      const isProfile = element.kind === 'profile';
      const sums = merged(along1D(element, direction, isProfile ? element.sums : element.contents), axis);
      return toSlice(
        element.className,
        axis,
        sums,
        isProfile ? merged(along1D(element, direction, element.binEntries), axis) : undefined,
      );
    }
    case 'efficiency': {
      const { passed, total } = element;
      if (direction >= total.axes.length) return wrongType(`a ${element.className} has no ${along} axis`);
      const axis = axisOf(total, direction);
      const sums = (histogram: typeof total) => merged(along1D(histogram, direction, histogram.contents), axis);
      return toSlice(element.className, axis, sums(passed), sums(total));
    }
    default:
      return wrongType(`a ${element.className} has no bins along an axis`);
  }
}

function wrongType(reason: string): SliceProblem {
  return { failure: 'WRONG_TYPE', reason };
}

/** Sums of cells by the bin of one axis; without its under- and overflow. */
function along1D(histogram: BinnedElement, direction: 0 | 1 | 2, cells: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(axisOf(histogram, direction).bins);
  forEachCell(histogram, 'all', (cell, ...bins) => {
    const index = bins[direction] - 1;
    if (index >= 0 && index < sums.length) sums[index] = (sums[index] ?? 0) + (cells[cell] ?? 0);
  });
  return sums;
}

function groupOf({ bins }: Axis): number {
  return Math.ceil(bins / maxBins);
}

/** Sums of neighbouring bins; the last group may have fewer. */
function merged(sums: Float64Array, axis: Axis): Float64Array {
  const group = groupOf(axis);
  const result = new Float64Array(Math.ceil(axis.bins / group));
  for (const [index, sum] of sums.entries()) {
    const to = Math.floor(index / group);
    result[to] = (result[to] ?? 0) + sum;
  }
  return result;
}

function toSlice(className: string, axis: Axis, sums: Float64Array, divisors?: Float64Array): Slice {
  const group = groupOf(axis);
  const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
  const names = new Map([...(axis.labels ?? [])].map(([label, bin]) => [bin, label]));
  return {
    className,
    title: axis.title,
    edges: Array.from({ length: sums.length + 1 }, (_, index) =>
      index === sums.length ? axis.max : lowEdge(axis, index * group + 1),
    ),
    contents: Array.from(sums, (sum, index) => finite(divisors ? sum / (divisors[index] ?? 0) : sum)),
    labels: names.size > 0 && group === 1 ? Array.from(sums, (_, index) => names.get(index + 1) ?? '') : null,
  };
}
