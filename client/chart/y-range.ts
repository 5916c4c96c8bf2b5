/** Values with the lengths of their error bars; null is a gap. */
export interface Spread {
  readonly values: readonly (number | null)[];
  readonly errorsLow: readonly (number | null)[];
  readonly errorsHigh: readonly (number | null)[];
}

/** From where to where a y axis goes. */
export interface YRange {
  readonly min: number;
  readonly max: number;
}

/** How far beyond the quartiles the bulk reaches, in distances between them: Tukey's "far out" is 3. */
const fence = 6;

/**
 * The range that shows values with their error bars. With `bulk`, values far outside of the bulk do not count; with `log`, only positive
 * ones; with `zero`, zero is in it. Error bars many times as long as the values spread do not flatten them. Null where there is no value.
 */
export function yRange(
  series: readonly Spread[],
  { bulk, log, zero, errors }: { bulk: boolean; log: boolean; zero: boolean; errors: boolean },
): YRange | null {
  const usable = (value: number | null): value is number => value !== null && (!log || value > 0);
  const values = series.flatMap((one) => one.values.filter(usable)).sort((a, b) => a - b);
  const [smallest, largest] = [values[0], values.at(-1)];
  if (smallest === undefined || largest === undefined) return null;
  const [least, most] = bulk ? fences(values, log) : [smallest, largest];
  const inside = values.filter((value) => value >= least && value <= most);
  let [min, max] = [inside[0] ?? smallest, inside.at(-1) ?? largest];
  const longest = max > min ? 1.5 * (max - min) : Number.POSITIVE_INFINITY;
  if (errors) {
    const [low, high] = [min, max];
    for (const { values, errorsLow, errorsHigh } of series) {
      for (const [index, value] of values.entries()) {
        if (!usable(value) || value < low || value > high) continue;
        const below = value - Math.min(errorsLow[index] ?? 0, longest);
        if (!log || below > 0) min = Math.min(min, below);
        max = Math.max(max, value + Math.min(errorsHigh[index] ?? 0, longest));
      }
    }
  }
  if (zero && !log) [min, max] = [Math.min(min, 0), Math.max(max, 0)];
  return padded(min, max, log);
}

/** A little room at both ends; values that are all the same get a range about them. */
function padded(min: number, max: number, log: boolean): YRange {
  if (log) return max > min * 1.01 ? { min: min / 1.1, max: max * 1.1 } : { min: min / 2, max: max * 2 };
  // Nothing but zeros: they lie on the axis, not on both of its ends.
  if (min === 0 && max === 0) return { min: 0, max: 1 };
  const room = max > min ? (max - min) * 0.06 : Math.max(Math.abs(max) * 0.1, 1e-9);
  // A quantity that is never negative begins at 0, not below.
  return { min: min === 0 ? 0 : min - room, max: max === 0 ? 0 : max + room };
}

/** Beyond what a value is far out: so many times the distance of the quartiles from them. */
function fences(sorted: readonly number[], log: boolean): [number, number] {
  const [to, from] = log ? [Math.log, Math.exp] : [(x: number) => x, (x: number) => x];
  const at = (part: number): number => to(sorted[Math.round(part * (sorted.length - 1))] ?? 0);
  // Where the quartiles agree, the bulk is what 9 of 10 values span; where these do too, nothing is told of a spread.
  const spread = at(0.75) - at(0.25) || (at(0.95) - at(0.05)) / 2.5;
  if (spread === 0 || sorted.length < 5) return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  return [from(at(0.25) - fence * spread), from(at(0.75) + fence * spread)];
}
