import type { Format } from '../../url/codec.ts';
import type { YRange } from './y-range.ts';

/** The ends of a y axis that are fixed; null for an end that follows the values. */
export type YLimits = readonly [low: number | null, high: number | null];

/** Limits in the URL: `low,high`, without the end that is not fixed. */
export const yLimitsFormat: Format<YLimits> = {
  parse: (text) => {
    const [low, high, ...others] = text.split(',').map((end) => (end.trim() === '' ? null : Number(end)));
    if (low === undefined || high === undefined || others.length > 0) return undefined;
    if ((low === null && high === null) || [low, high].some((end) => end !== null && !Number.isFinite(end)))
      return undefined;
    return low !== null && high !== null && low > high ? undefined : [low, high];
  },
  format: ([low, high]) => `${low ?? ''},${high ?? ''}`,
};

/** Returns a range with its fixed ends. Where the other end would not be beyond a fixed one, the axis keeps its length. */
export function limitedRange(range: YRange, limits: YLimits | null | undefined, log: boolean): YRange {
  const [low, high] = (limits ?? [null, null]).map((end) => (log && end !== null && end <= 0 ? null : end));
  const [min, max] = [low ?? range.min, high ?? range.max];
  if (max > min) return { min, max };
  // A logarithmic axis has its length in factors.
  if (log)
    return low === null ? { min: (max * range.min) / range.max, max } : { min, max: (min * range.max) / range.min };
  return low === null ? { min: max - (range.max - range.min), max } : { min, max: min + range.max - range.min };
}

/** Returns the limits that a rectangle over a plot selects, with four significant digits of its height. */
export function selectedLimits(low: number, high: number, log: boolean): YLimits {
  const round = (value: number): number => {
    if (log) return Number(value.toPrecision(4));
    const unit = 10 ** (Math.floor(Math.log10(high - low)) - 3);
    return Number((Math.round(value / unit) * unit).toPrecision(12));
  };
  return [round(low), round(high)];
}
