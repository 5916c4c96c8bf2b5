/** How often values are where: bins of one width. */
export interface Distribution {
  readonly low: number;
  readonly width: number;
  readonly counts: readonly number[];
}

/** Most bins that are drawn. */
const mostBins = 100;

/**
 * The distribution of values. Its bins are numpy's `auto`: the narrower of what Freedman and Diaconis (2·IQR/∛n) and Sturges
 * (range/(log2(n) + 1)) propose. Undefined where there is no value.
 */
export function distribution(values: readonly number[]): Distribution | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (least === undefined || most === undefined) return undefined;
  if (least === most) return { low: least - 0.5, width: 1, counts: [sorted.length] };
  const range = most - least;
  const sturges = range / (Math.log2(sorted.length) + 1);
  const freedman = (2 * (quantile(sorted, 0.75) - quantile(sorted, 0.25))) / Math.cbrt(sorted.length);
  const wanted = Math.ceil(range / (freedman > 0 ? Math.min(freedman, sturges) : sturges));
  const bins = Math.min(Math.max(wanted, 1), mostBins);
  const width = range / bins;
  const counts = Array.from({ length: bins }, () => 0);
  for (const value of sorted) {
    // The last bin includes its upper edge.
    const bin = Math.min(Math.floor((value - least) / width), bins - 1);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { low: least, width, counts };
}

/** Between sorted values, in a straight line. */
export function quantile(sorted: readonly number[], part: number): number {
  const place = part * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}
