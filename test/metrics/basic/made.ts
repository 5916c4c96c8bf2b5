/** Makes elements for tests of metrics. */
import type { Axis, Histogram, Moments } from '../../../metrics/histogram/histogram.ts';
import { isFailure, type Metric, type Result } from '../../../metrics/metric.ts';
import { parseArguments } from '../../../metrics/arguments.ts';

const none: Moments = { w: 0, w2: 0, wx: 0, wx2: 0, wy: 0, wy2: 0, wxy: 0, wz: 0, wz2: 0, wxz: 0, wyz: 0 };

/** An axis of equal bins. */
export function axis(bins: number, min: number, max: number): Axis {
  return { title: '', bins, min, max, first: 1, last: bins, rangeSet: false };
}

/** A TH1F or TH2F with these cells, including under- and overflow. */
export function made(axes: readonly Axis[], contents: readonly number[], moments: Partial<Moments> = {}): Histogram {
  const total = contents.reduce((sum, content) => sum + content, 0);
  return {
    kind: 'histogram',
    className: `TH${axes.length}F`,
    name: 'h',
    title: '',
    axes,
    entries: total,
    moments: { ...none, w: total, w2: total, ...moments },
    contents: Float64Array.from(contents),
    statOverflows: false,
  };
}

/** Applies a metric with positional arguments, as in a config. */
export function apply(metric: Metric, inputs: Parameters<Metric['reduce']>[0], ...args: unknown[]): Result {
  const parsed = parseArguments(metric, args);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return metric.reduce(inputs, parsed.parameters, { run: 1 });
}

/** Returns the value, or the code of the failure. */
export function valueOf(result: Result): number | string {
  return isFailure(result) ? result.failure : result.value;
}
