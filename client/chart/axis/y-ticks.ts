import { formatNumber } from '../../format/numbers.ts';

/** Maximum of digits of a label without exponent, and of one with. */
const maxDigits = { decimal: 7, exponential: 5 };
const maxDecimals = 5;

/** Returns the labels of equidistant ticks in ascending order, with as many digits as distinguish them, of the differences from an offset. */
export function tickLabels(ticks: readonly number[], offset = 0): string[] {
  const values = ticks.map((tick) => tick - offset);
  const { step, top, last } = digitsOf(values);
  if (step === 0) return values.map((value) => formatNumber(value));
  const isDecimal = top < maxDigits.decimal && last >= -maxDecimals && top - last < maxDigits.decimal;
  return values.map((value) => {
    if (Math.abs(value) < step / 1e6) return '0';
    if (isDecimal) return value.toFixed(Math.max(0, -last));
    return value.toExponential(Math.max(0, exponentOf(Math.abs(value)) - last)).replace('e+', 'e');
  });
}

/** Returns a round number that, subtracted from the ticks, leaves short labels; 0 where they are short without. */
export function tickOffset(ticks: readonly number[]): number {
  const { step, top, last } = digitsOf(ticks);
  const [min = 0, max = 0] = [ticks[0], ticks.at(-1)];
  const isShort =
    top - last < (top < maxDigits.decimal && last >= -maxDecimals ? maxDigits.decimal : maxDigits.exponential);
  if (step === 0 || isShort) return 0;
  const unit = 10 ** (exponentOf(max - min) + 1);
  return Number((Math.floor(min / unit + 1e-6) * unit).toPrecision(15));
}

/** The distance of ticks, and the exponents of the first digit of the largest tick and of the last digit that distinguishes them. */
function digitsOf(ticks: readonly number[]): { step: number; top: number; last: number } {
  const [first = 0, second = first] = ticks;
  const step = second - first;
  if (step <= 0) return { step: 0, top: 0, last: 0 };
  const exponent = exponentOf(step);
  // A step of 2.5 needs one more digit than one of 2.
  const mantissa = step / 10 ** exponent;
  const last = Math.abs(mantissa - Math.round(mantissa)) < 1e-3 ? exponent : exponent - 1;
  return { step, top: exponentOf(Math.max(...ticks.map(Math.abs))), last };
}

/** Power of ten of the first digit of a positive number. */
function exponentOf(value: number): number {
  return Math.floor(Math.log10(value) + 1e-6);
}
