import type { YRange } from './y-range.ts';

/** Maximum height of a plot, in heights of the band. */
const maxBands = 3;

/** Returns the y range of values and a band, in which the band has at least a third of the height: values beyond are outside the range. */
export function bandRange(values: readonly number[], band: YRange): YRange {
  const [low, high] = [Math.min(band.min, ...values), Math.max(band.max, ...values)];
  const padding = high > low ? 0.04 * (high - low) : Math.abs(high) || 1;
  const bandHeight = band.max - band.min;
  const [below, above] = [band.min - low, high - band.max];
  if (bandHeight === 0 || high - low <= maxBands * bandHeight) return { min: low - padding, max: high + padding };
  // What one side does not need is left to the other.
  const room = (maxBands - 1) * bandHeight;
  const roomBelow = Math.min(below, Math.max(room / 2, room - above));
  return { min: band.min - roomBelow, max: band.max + (room - roomBelow) };
}
