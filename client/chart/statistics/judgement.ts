import type { Format } from '../../url/codec.ts';
import type { RunInterval } from '../axis/run-interval.ts';
import type { YRange } from '../axis/y-range.ts';
import { type LayerContext, runEdges } from '../overlay.ts';
import type { Columns, MeasuredValues } from '../series.ts';

/** How a point was judged: what the link of an anomaly carries, and its plot shows. */
export interface Judgement {
  /** The judged run. */
  readonly run: number;
  /** Median and spread of the baseline, in the units of the value. */
  readonly median: number;
  readonly spread: number;
  /** Minimum of abs(z) of an anomaly. */
  readonly threshold: number;
  /** First and last run of the baseline. */
  readonly baseline: RunInterval;
}

/** A judgement in the URL: `run,median,spread,threshold,first-last`. */
export const judgementFormat: Format<Judgement> = {
  parse: (text) => {
    const [, run, median, spread, threshold, first, last] =
      /^(\d{1,9}),([-+.e\d]+),([-+.e\d]+),([-+.e\d]+),(\d{1,9})-(\d{1,9})$/.exec(text) ?? [];
    const judgement = {
      run: Number(run),
      median: Number(median),
      spread: Number(spread),
      threshold: Number(threshold),
      baseline: [Number(first), Number(last)] as const,
    };
    const isValid = [judgement.median, judgement.spread, judgement.threshold].every(Number.isFinite);
    return run !== undefined && isValid && judgement.spread >= 0 && judgement.threshold > 0 ? judgement : undefined;
  },
  format: ({ run, median, spread, threshold, baseline }) =>
    [run, shorten(median), shorten(spread), threshold, baseline.join('-')].join(','),
};

/** Eight digits: a difference below 10⁻⁴ of the spread, which is at least 10⁻³ of the median. */
const shorten = (value: number): number => Number(value.toPrecision(8));

/** The largest abs(z) that the server returns. */
const maxZ = 1000;

/**
 * Returns the z of the judged point: (value − median)/√(spread² + error²), limited to ±1000, with the error towards the median, as the server's
 * anomalies. Undefined where the run has no value.
 */
export function judgedZ({ run, median, spread }: Judgement, columns: Columns): number | undefined {
  const index = columns.runs.indexOf(run);
  const value = columns.values[index] ?? null;
  if (value === null) return undefined;
  const error = (value > median ? columns.errorsLow[index] : columns.errorsHigh[index]) ?? 0;
  const sigma = Math.hypot(spread, error);
  const z = sigma > 0 ? (value - median) / sigma : Math.sign(value - median) * maxZ;
  return Math.max(-maxZ, Math.min(maxZ, z));
}

/** Returns a z with its sign: one decimal below 100, `>1000` from 1000. */
export function formatZ(z: number): string {
  const [sign, size] = [z < 0 ? '−' : '+', Math.abs(z)];
  return size >= maxZ ? `${sign}>1000` : `${sign}${size.toFixed(size >= 100 ? 0 : 1)}`;
}

/** Widens a y range to the band of the baseline and the judged value, which is at `index`; a logarithmic one only to what is positive. */
export function withJudgement(
  range: YRange,
  { median, spread, threshold }: Judgement,
  { values }: MeasuredValues,
  index: number | undefined,
  log: boolean,
): YRange {
  const value = index === undefined ? null : (values[index] ?? null);
  const shown = [median - threshold * spread, median + threshold * spread, ...(value === null ? [] : [value])];
  const drawable = shown.filter((each) => !log || each > 0);
  const [low, high] = [Math.min(...drawable), Math.max(...drawable)];
  const padding = log ? 0 : 0.04 * (Math.max(high, range.max) - Math.min(low, range.min));
  return {
    min: low < range.min ? low - padding : range.min,
    max: high > range.max ? high + padding : range.max,
  };
}

/** Draws the band and the median of the baseline, paler over the runs after it. */
export function drawJudgement(context: LayerContext, { median, spread, threshold, baseline }: Judgement): void {
  const { ctx, area, table, y, dark } = context;
  const [first, last] = [
    table.runs.findIndex((each) => each >= baseline[0]),
    table.runs.findLastIndex((each) => each <= baseline[1]),
  ];
  if (first < 0 || last < first) return;
  const [left] = runEdges(context, first);
  const [, end] = runEdges(context, last);
  const [, right] = runEdges(context, table.runs.length - 1);
  const height = (value: number): number => {
    const pixel = y.type === 'logarithmic' && value <= 0 ? area.bottom : y.getPixelForValue(value);
    return Math.min(Math.max(pixel, area.top), area.bottom);
  };
  const [top, bottom] = [height(median + threshold * spread), height(median - threshold * spread)];
  const color = dark ? '81, 207, 102' : '43, 138, 62';
  ctx.fillStyle = `rgba(${color}, 0.18)`;
  ctx.fillRect(left, top, end - left, Math.max(bottom - top, 1));
  ctx.fillStyle = `rgba(${color}, 0.09)`;
  ctx.fillRect(end, top, right - end, Math.max(bottom - top, 1));
  ctx.strokeStyle = `rgb(${color})`;
  ctx.lineWidth = 1;
  ctx.setLineDash([4, 3]);
  ctx.beginPath();
  const center = Math.round(height(median)) + 0.5;
  ctx.moveTo(left, center);
  ctx.lineTo(right, center);
  ctx.stroke();
  ctx.setLineDash([]);
}
