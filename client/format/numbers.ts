/** Returns a number with four significant digits, an integer below 10⁹ with all, or one with as many decimals as its error requires. */
export function formatNumber(value: number, error?: number): string {
  if (error !== undefined && error > 0 && Number.isFinite(error)) {
    const size = Math.max(Math.abs(value), error);
    if (isDecimal(size)) return value.toFixed(decimalsOf(error)).replace(/^-(?=[0.]+$)/, '');
    const digits = Math.floor(Math.log10(Math.abs(value) || error)) - exponentOf(error) + 2;
    return toExponential(value, Math.min(12, Math.max(1, digits)));
  }
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return String(value);
  if (!isDecimal(Math.abs(value))) return toExponential(value, 4);
  return String(Number(value.toFixed(Math.max(0, 3 - Math.floor(Math.log10(Math.abs(value)))))));
}

/** Whether a number of this size is written without an exponent. */
const isDecimal = (size: number): boolean => size < 1e6 && size >= 1e-4;

const toExponential = (value: number, digits: number): string => value.toExponential(digits - 1).replace('e+', 'e');

/** Power of ten of an error's first significant digit, after rounding to two digits: -1 for 0.0996. */
const exponentOf = (error: number): number => Math.floor(Math.log10(Number(error.toPrecision(2))));

/** Decimals that show two significant digits of an error, trailing zeros included: 1 for 2, as in `2.0`. */
const decimalsOf = (error: number): number => Math.min(12, Math.max(0, 1 - exponentOf(error)));

/** Returns `12.34 ± 0.05`, or `12.34 −0.05 +0.07`, or `12.34` without errors. The larger error has two significant digits. */
export function formatValue(value: number, low: number, high: number): string {
  const error = Math.max(low, high);
  const text = formatNumber(value, error);
  if (low === 0 && high === 0) return text;
  const isLikeValue = isDecimal(Math.max(Math.abs(value), error)) && Number.isFinite(error);
  const format = (one: number): string => {
    if (one === 0) return '0';
    return isLikeValue ? one.toFixed(Math.max(decimalsOf(error), decimalsOf(one))) : toExponential(one, 2);
  };
  const [below, above] = [format(low), format(high)];
  return below === above ? `${text} ± ${below}` : `${text} −${below} +${above}`;
}

/** Returns seconds as `<1 s`, `45 s`, `12 min` or `3 h 20 min`. */
export function formatDuration(seconds: number): string {
  if (seconds < 1) return '<1 s';
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
