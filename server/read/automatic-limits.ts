/** Limits of axes that were created without: ROOT chooses them by the entries in the fill buffer (TH1::BufferEmpty, THLimitsFinder). */
import { member, number, type RootObject } from './root/members.ts';
import { RecordError } from './root/record-error.ts';

/** TH1::kAutoBinPTwo. */
const powerOfTwoBit = 1 << 20;
/** TAxis::kAxisRange. */
const axisRangeBit = 1 << 11;
/** TAxis::kIsInteger. */
const integerBit = 1 << 22;
/** TAxis::kCanExtend, in fBits2. */
const extendBit = 1 << 1;
const axisNames = ['fXaxis', 'fYaxis', 'fZaxis'] as const;

const extended = 'have limits on axes that ROOT extends';

type Range = readonly [min: number, max: number];

/**
 * Returns the object with the limits that ROOT chooses for the buffered entries, each a weight and coordinates; the object itself if its axes
 * have limits. Throws a RecordError if the entries have no limits, or ROOT would choose other bins as well.
 */
export function withLimits(object: RootObject, dimension: number, entries: readonly Float64Array[]): RootObject {
  const names = axisNames.slice(0, dimension);
  const axes = names.map((name) => member(object, name));
  const ranges = axes.map((_, direction) => rangeOf(entries, direction));
  const isProfile = 'fBinEntries' in object;
  // ROOT extends the axes of a TH2 or TH3 at least once.
  const extendsAlways = dimension > 1 && !isProfile;
  const canExtend = axes.every((axis) => (Number(axis.fBits2) & extendBit) !== 0);
  const isExtended = (axis: RootObject, direction: number): boolean =>
    hasLimits(axis) && (extendsAlways || !isWithin(ranges[direction], axis));
  if (canExtend && axes.some(isExtended)) throw unknownLimits(entries, extended);
  if (axes.every(hasLimits)) return object;
  if (isProfile && axes.slice(0, 2).every(hasLimits))
    throw unknownLimits(entries, 'have no axis limits, and ROOT chooses none for the z axis of a profile alone');
  if ((Number(object.fBits) & powerOfTwoBit) !== 0 || axes.some((axis) => (Number(axis.fBits) & integerBit) !== 0))
    throw unknownLimits(entries, 'have no axis limits, and ROOT would choose bins of a power of two or of integers');
  const chosen = axes.map((axis, direction): RootObject => {
    // ROOT resets the range shown of all axes, but not that of a TProfile.
    const fBits = isProfile && dimension === 1 ? axis.fBits : Number(axis.fBits) & ~axisRangeBit;
    // For a profile, ROOT chooses the limits of all axes.
    if (hasLimits(axis) && !isProfile) return { ...axis, fBits };
    const range = ranges[direction];
    if (range === undefined) throw unknownLimits(entries, 'have no axis limits, and are not finite');
    const [fXmin, fXmax] = chooseLimits(range, number(axis, 'fNbins'), Boolean(axis.fLabels));
    const limited = { ...axis, fBits, fXmin, fXmax, fXbins: [] };
    if (canExtend && !isWithin(range, limited)) throw unknownLimits(entries, extended);
    return limited;
  });
  return { ...object, ...Object.fromEntries(names.map((name, direction) => [name, chosen[direction]])) };
}

function hasLimits(axis: RootObject): boolean {
  return number(axis, 'fXmin') < number(axis, 'fXmax');
}

function unknownLimits(entries: readonly unknown[], reason: string): RecordError {
  return new RecordError(`${entries.length} entries in ROOT's fill buffer ${reason}`);
}

/** The range of a coordinate. Of several, ROOT ignores those that are not finite in one dimension only: undefined otherwise. */
function rangeOf(entries: readonly Float64Array[], direction: number): Range | undefined {
  const values = entries.map((entry) => entry[1 + direction] ?? Number.NaN);
  const finite = values.filter(Number.isFinite);
  const isOneDimensional = entries[0]?.length === 2;
  if (finite.length === 0 || (finite.length < values.length && !isOneDimensional)) return undefined;
  return [
    finite.reduce((low, value) => Math.min(low, value), Infinity),
    finite.reduce((high, value) => Math.max(high, value), -Infinity),
  ];
}

function isWithin(range: Range | undefined, axis: RootObject): boolean {
  return range !== undefined && range[0] >= number(axis, 'fXmin') && range[1] < number(axis, 'fXmax');
}

/** Limits for a number of bins: beyond the range by up to 10 %, at multiples of a round bin width. */
function chooseLimits([min, max]: Range, bins: number, hasLabels: boolean): Range {
  if (min < max) return optimizedLimits(min, max, bins);
  return hasLabels ? optimizedLimits(0, bins, bins) : optimizedLimits(min - 1, max + 1, bins);
}

function optimizedLimits(min: number, max: number, bins: number): Range {
  const margin = 0.1 * (max - min);
  const low = min >= 0 ? Math.max(0, min - margin) : min - margin;
  const high = max <= 0 ? Math.min(0, max + margin) : max + margin;
  const rounded = roundedLimits(low, high === low ? low + 1 : high, bins);
  if (rounded === undefined) return [-1, 1];
  const minMargin = 0.01 * (max - min);
  return [Math.min(rounded[0], min - minMargin), Math.max(rounded[1], max + minMargin)];
}

const maxFloat = 3.4028234663852886e38;
/** Above this number of bin widths, limits are not rounded. */
const maxMultiple = 1e9;

/** The outermost multiples of a round bin width within a range; undefined if there is no such width. */
function roundedLimits(low: number, high: number, bins: number): Range | undefined {
  for (let divisions = Math.max(bins, 2); ; divisions += 1) {
    const raw = (high - low) / divisions;
    if (!(raw > 0 && raw < maxFloat)) return undefined;
    const exponent = Math.trunc(Math.log10(raw));
    if (Math.abs(exponent) > 200) return [0, 1];
    let width = roundUp(raw, raw <= 1 ? exponent - 1 : exponent);
    if (Math.abs(low / width) > maxMultiple) return [low, high];
    const first = wholeBelow(low / width);
    const last = wholeBelow(high / width + 1.00001);
    if (bins > 5 && 2 * (last - first) === bins) continue;
    const outer: Range = [width * first, width * last];
    if (bins === 1 && last - first !== 1) width *= 2;
    const inner: Range = [
      low - outer[0] >= width * 1e-4 ? outer[0] + width : outer[0],
      outer[1] - high >= width * 1e-4 ? outer[1] - width : outer[1],
    ];
    return inner[0] < inner[1] ? inner : outer;
  }
}

/** Rounds a width up to 1, 2, 5 or 10 times a power of ten; 1e-10 is for widths that are round but for the precision. */
function roundUp(width: number, exponent: number): number {
  const mantissa = width * powerOfTen(-exponent) - 1e-10;
  const round = [1, 2, 5].find((each) => mantissa <= each);
  return round === undefined ? powerOfTen(exponent + 1) : round * powerOfTen(exponent);
}

/** As text it is the nearest double, unlike the result of `**`. */
function powerOfTen(exponent: number): number {
  return Number(`1e${exponent}`);
}

/** The whole number towards 0 of a positive number, and the one below that of a negative one. */
function wholeBelow(value: number): number {
  return value < 0 ? Math.trunc(value) - 1 : Math.trunc(value);
}
