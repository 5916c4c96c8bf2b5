/** A number in as few characters as tell it: four significant digits, or as many as its error needs. */
export function formatNumber(value: number, error?: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (error !== undefined && error > 0 && Number.isFinite(error)) {
    const digits = Math.min(12, Math.max(1, Math.floor(Math.log10(size)) - Math.floor(Math.log10(error)) + 2));
    return plain(value, digits);
  }
  return plain(value, 4);
}

function plain(value: number, digits: number): string {
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) return value.toExponential(Math.min(digits, 5) - 1).replace('e+', 'e');
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  return value.toLocaleString('en', {
    minimumFractionDigits: 0,
    maximumFractionDigits: Math.min(decimals, 12),
    useGrouping: false,
  });
}

/** A value with its error: `12.34 ± 0.05`, or `12.34 −0.05 +0.07`; no error where it is 0. */
export function formatValue(value: number, low: number, high: number): string {
  const shown = formatNumber(value, Math.max(low, high));
  if (low === 0 && high === 0) return shown;
  const [below, above] = [formatNumber(low, low), formatNumber(high, high)];
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
