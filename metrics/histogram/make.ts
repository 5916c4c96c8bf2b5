import { axisOf, cellContent, forEachCell } from './bins.ts';
import { binCenter } from './axis.ts';
import type { Axis, Histogram, Moments } from './histogram.ts';

/** Content of a one-dimensional histogram. */
export interface HistogramParts {
  /** Contents of bins 1 to N. */
  readonly contents: readonly number[];
  /** Limits of the axis; default: 0 and N. */
  readonly min?: number;
  readonly max?: number;
  readonly underflow?: number;
  readonly overflow?: number;
  /** Labels of the bins, from the first. */
  readonly labels?: readonly string[];
}

/** Makes a TH1D as if filled at bin centres, for tests of metrics. */
export function makeHistogram({
  contents,
  min = 0,
  max = contents.length,
  underflow = 0,
  overflow = 0,
  labels,
}: HistogramParts): Histogram {
  const axis: Axis = {
    title: '',
    bins: contents.length,
    min,
    max,
    first: 1,
    last: contents.length,
    rangeSet: false,
    ...(labels ? { labels: new Map(labels.map((label, index) => [label, index + 1])) } : {}),
  };
  const cells = Float64Array.of(underflow, ...contents, overflow);
  const histogram: Histogram = {
    kind: 'histogram',
    className: 'TH1D',
    name: 'made',
    title: '',
    axes: [axis],
    entries: cells.reduce((sum, content) => sum + content, 0),
    moments: noMoments,
    contents: cells,
    statOverflows: false,
  };
  return { ...histogram, moments: momentsOf(histogram) };
}

const noMoments: Moments = { w: 0, w2: 0, wx: 0, wx2: 0, wy: 0, wy2: 0, wxy: 0, wz: 0, wz2: 0, wxz: 0, wyz: 0 };

function momentsOf(histogram: Histogram): Moments {
  const sums = { ...noMoments };
  forEachCell(histogram, 'inside', (cell, x) => {
    const [w, at] = [cellContent(histogram, cell), binCenter(axisOf(histogram, 0), x)];
    sums.w += w;
    sums.w2 += w;
    sums.wx += w * at;
    sums.wx2 += w * at * at;
  });
  return sums;
}
