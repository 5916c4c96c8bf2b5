import type { Axis } from './histogram.ts';

/** Lower edge of a bin (TAxis::GetBinLowEdge); beyond the axis bins have the mean width. */
export function lowEdge(axis: Axis, bin: number): number {
  const edge = axis.edges && bin >= 1 ? axis.edges[bin - 1] : undefined;
  return edge ?? axis.min + (bin - 1) * meanWidth(axis);
}

/** Width of a bin (TAxis::GetBinWidth); for under- and overflow the mean width. */
export function binWidth(axis: Axis, bin: number): number {
  if (!axis.edges || bin < 1 || bin > axis.bins) return meanWidth(axis);
  return (axis.edges[bin] ?? Number.NaN) - (axis.edges[bin - 1] ?? Number.NaN);
}

/** Centre of a bin (TAxis::GetBinCenter). */
export function binCenter(axis: Axis, bin: number): number {
  if (!axis.edges || bin < 1 || bin > axis.bins) return axis.min + (bin - 0.5) * meanWidth(axis);
  return 0.5 * ((axis.edges[bin - 1] ?? Number.NaN) + (axis.edges[bin] ?? Number.NaN));
}

function meanWidth({ min, max, bins }: Axis): number {
  return (max - min) / bins;
}

/**
 * The bin of a coordinate (TAxis::FindFixBin): bins are [low, high), 0 is below, `bins` + 1 at or above the end. An edge always belongs to
 * the bin above it, regardless of rounding (as in ROOT since 6.36).
 */
export function findBin(axis: Axis, x: number): number {
  const { min, max, bins, edges } = axis;
  if (x < min) return 0;
  if (!(x < max)) return bins + 1;
  if (!edges) {
    const bin = Math.min(1 + Math.floor((bins * (x - min)) / (max - min)), bins);
    if (x < lowEdge(axis, bin)) return bin - 1;
    return bin < bins && x >= lowEdge(axis, bin + 1) ? bin + 1 : bin;
  }
  let low = 0;
  let high = bins;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((edges[middle] ?? 0) <= x) low = middle;
    else high = middle;
  }
  return low + 1;
}
