import { lowEdge } from '../histogram/axis.ts';
import type { Axis, Histogram } from '../histogram/histogram.ts';

/** Merges pairs of bins (TH1::Rebin(2)); an odd bin at the end is added to the overflow. */
export function halved(histogram: Histogram): Histogram {
  const axis = histogram.axes[0];
  if (!axis || axis.bins < 2) return histogram;
  const bins = Math.floor(axis.bins / 2);
  const join = (cells: ArrayLike<number>): Float64Array => {
    const joined = new Float64Array(bins + 2);
    for (let cell = 0; cell < axis.bins + 2; cell += 1) {
      const to = cell === 0 ? 0 : Math.min(Math.ceil(cell / 2), bins + 1);
      joined[to] = (joined[to] ?? 0) + (cells[cell] ?? 0);
    }
    return joined;
  };
  const { edges, labels: _, ...plain } = axis;
  const newAxis: Axis = {
    ...plain,
    bins,
    max: lowEdge(axis, 2 * bins + 1),
    first: 1,
    last: bins,
    rangeSet: false,
    ...(edges ? { edges: edges.filter((_edge, index) => index % 2 === 0 && index <= 2 * bins) } : {}),
  };
  const { sumw2, ...rest } = histogram;
  return { ...rest, axes: [newAxis], contents: join(histogram.contents), ...(sumw2 ? { sumw2: join(sumw2) } : {}) };
}
