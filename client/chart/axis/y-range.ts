import type { MeasuredValues } from '../series.ts';

/** Ends of a y axis. */
export interface YRange {
  readonly min: number;
  readonly max: number;
}

/** Distance of an outlier from the quartiles, in interquartile ranges: Tukey's "far out" begins at 3. */
const fence = 6;

/**
 * Returns the range that shows all values with their error bars; null without a value. With `clip`, it ignores outliers; with `log`, it
 * ignores values that are not positive; with `zero`, it includes zero. Error bars much longer than the spread of the values are cut.
 */
export function yRange(
  series: readonly MeasuredValues[],
  { clip, log, zero, errors }: { clip: boolean; log: boolean; zero: boolean; errors: boolean },
): YRange | null {
  const isUsable = (value: number | null): value is number => value !== null && (!log || value > 0);
  const values = series.flatMap((one) => one.values.filter(isUsable)).sort((a, b) => a - b);
  const [smallest, largest] = [values[0], values.at(-1)];
  if (smallest === undefined || largest === undefined) return null;
  const [lowFence, highFence] = clip ? fences(values, log) : [smallest, largest];
  const inside = values.filter((value) => value >= lowFence && value <= highFence);
  let [min, max] = [inside[0] ?? smallest, inside.at(-1) ?? largest];
  const maxError = max > min ? 1.5 * (max - min) : Number.POSITIVE_INFINITY;
  if (errors) {
    const [low, high] = [min, max];
    for (const { values, errorsLow, errorsHigh } of series) {
      for (const [index, value] of values.entries()) {
        if (!isUsable(value) || value < low || value > high) continue;
        const below = value - Math.min(errorsLow[index] ?? 0, maxError);
        if (!log || below > 0) min = Math.min(min, below);
        max = Math.max(max, value + Math.min(errorsHigh[index] ?? 0, maxError));
      }
    }
  }
  if (zero && !log) [min, max] = [Math.min(min, 0), Math.max(max, 0)];
  return pad(min, max, log);
}

/** Adds padding at both ends, more where all values are the same. */
function pad(min: number, max: number, log: boolean): YRange {
  if (log) return max > min * 1.01 ? { min: min / 1.1, max: max * 1.1 } : { min: min / 2, max: max * 2 };
  // Zeros alone are on the axis, not in the middle.
  if (min === 0 && max === 0) return { min: 0, max: 1 };
  const padding = max > min ? (max - min) * 0.06 : Math.max(Math.abs(max) * 0.1, 1e-9);
  // A quantity that is never negative begins at 0, not below.
  return { min: min === 0 ? 0 : min - padding, max: max === 0 ? 0 : max + padding };
}

/** The values beyond which a value is an outlier: `fence` interquartile ranges outside the quartiles. */
function fences(sorted: readonly number[], log: boolean): [number, number] {
  const [to, from] = log ? [Math.log, Math.exp] : [(x: number) => x, (x: number) => x];
  const at = (part: number): number => to(sorted[Math.round(part * (sorted.length - 1))] ?? 0);
  // Where the quartiles are equal, the central 90 % define the spread; where these are equal too, nothing is an outlier.
  const spread = at(0.75) - at(0.25) || (at(0.95) - at(0.05)) / 2.5;
  if (spread === 0 || sorted.length < 5) return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  return [from(at(0.25) - fence * spread), from(at(0.75) + fence * spread)];
}
