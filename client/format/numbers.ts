/** A number in as few characters as tell it: four significant digits, or as many decimals as an error needs. */
export function formatNumber(value: number, error?: number): string {
  if (error !== undefined && error > 0 && Number.isFinite(error)) {
    const size = Math.max(Math.abs(value), error);
    if (isPlain(size)) return value.toFixed(decimalsOf(error)).replace(/^-(?=[0.]+$)/, '');
    const digits = Math.floor(Math.log10(Math.abs(value) || error)) - place(error) + 2;
    return exponential(value, Math.min(12, Math.max(1, digits)));
  }
  if (value === 0) return '0';
  if (!isPlain(Math.abs(value))) return exponential(value, 4);
  return String(Number(value.toFixed(Math.max(0, 3 - Math.floor(Math.log10(Math.abs(value)))))));
}

/** Whether a number of this size is written without an exponent. */
const isPlain = (size: number): boolean => size < 1e6 && size >= 1e-4;

const exponential = (value: number, digits: number): string => value.toExponential(digits - 1).replace('e+', 'e');

/** Power of ten of the first of an error's two significant digits, after rounding: 0.0996 is 0.10. */
const place = (error: number): number => Math.floor(Math.log10(Number(error.toPrecision(2))));

/** Decimals that show two significant digits of an error, zeros at its end included: `2.0` tells more than `2`. */
const decimalsOf = (error: number): number => Math.min(12, Math.max(0, 1 - place(error)));

/** A value with its error: `12.34 ± 0.05`, or `12.34 −0.05 +0.07`; no error where it is 0. The greater error has two significant digits. */
export function formatValue(value: number, low: number, high: number): string {
  const error = Math.max(low, high);
  const shown = formatNumber(value, error);
  if (low === 0 && high === 0) return shown;
  const isLikeValue = isPlain(Math.max(Math.abs(value), error)) && Number.isFinite(error);
  const told = (one: number): string => {
    if (one === 0) return '0';
    return isLikeValue ? one.toFixed(Math.max(decimalsOf(error), decimalsOf(one))) : exponential(one, 2);
  };
  const [below, above] = [told(low), told(high)];
  return below === above ? `${shown} ± ${below}` : `${shown} −${below} +${above}`;
}

/** Seconds as `<1 s`, `45 s`, `12 min`, `3 h 20 min`. */
export function formatDuration(seconds: number): string {
  if (seconds < 1) return '<1 s';
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Mean and root mean square deviation of the values that are there. */
export function meanAndRms(
  values: readonly (number | null)[],
): { mean: number; rms: number; count: number } | undefined {
  const there = values.filter((value) => value !== null);
  if (there.length === 0) return undefined;
  const mean = there.reduce((sum, value) => sum + value, 0) / there.length;
  const variance = there.reduce((sum, value) => sum + (value - mean) ** 2, 0) / there.length;
  return { mean, rms: Math.sqrt(variance), count: there.length };
}

/** A time in seconds since 1970 as `2023-06-28 18:03`, in UTC. */
export function formatTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ');
}
