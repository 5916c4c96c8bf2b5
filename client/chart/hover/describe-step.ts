import { formatNumber } from '../../format/numbers.ts';
import type { PlotSegmentFragment } from '../../generated/operations.ts';

/** Larger figures are written as "more than" this one. */
const maxFigure = 1000;

/** A step as the tooltip names and describes it: `step at 367123` and `15020 → 14310 (−4.7 %, 12 σ)`. */
export interface StepText {
  readonly name: string;
  readonly text: string;
}

/** The step with which the segment of a run begins; undefined where the run is in no segment, or that begins with no step. */
export function describeStep(segments: readonly PlotSegmentFragment[], run: number): StepText | undefined {
  const segment = segments.find(({ firstRun, lastRun }) => firstRun <= run && run <= lastRun);
  const { levelBefore: before, levelAfter: after, significance } = segment ?? {};
  if (!segment || before === null || before === undefined || after === null || after === undefined) return undefined;
  const sigma = significance ? Math.abs(after - before) / significance : 0;
  const percent = (100 * (after - before)) / Math.abs(before);
  const figures = [
    ...(Number.isFinite(percent) ? [`${percent < 0 ? '−' : '+'}${size(percent)} %`] : []),
    ...(significance ? [`${size(significance)} σ`] : []),
  ].join(', ');
  const levels = `${formatNumber(before, sigma)} → ${formatNumber(after, sigma)}`;
  return { name: `step at ${segment.firstRun}`, text: figures === '' ? levels : `${levels} (${figures})` };
}

/** The size of a number with two digits, or all of an integer part. */
function size(number: number): string {
  const absolute = Math.abs(number);
  if (absolute > maxFigure) return `more than ${maxFigure}`;
  return absolute < 10 ? String(Number(absolute.toPrecision(2))) : absolute.toFixed(0);
}
