import {
  axisOf,
  type BinnedElement,
  binCenter,
  binWidth,
  content,
  error,
  failure,
  type Failure,
  finite,
  isFailure,
  metric,
  oneDimensional,
  type Result,
  value,
  type Value,
  z,
} from '../metric.ts';

const inputs = { main: oneDimensional } as const;

/** A bin with its weight, the inverse squared relative error. */
interface WeightedBin {
  readonly content: number;
  readonly weight: number;
}

/** Returns bins a to b that have content and error. */
function weightedBins(main: BinnedElement, a: number, b: number): WeightedBin[] {
  const bins: WeightedBin[] = [];
  for (let number = a; number <= b; number += 1) {
    const [c, e] = [content(main, number), error(main, number)];
    if (c !== 0 && e !== 0) bins.push({ content: c, weight: (c / e) ** 2 });
  }
  return bins;
}

/** Weighted mean of bins and its error; a failure if there are none. */
function weightedMean(bins: readonly WeightedBin[]): Value | Failure {
  if (bins.length === 0) return failure('NO_DATA', 'no bin has content and error');
  const total = finite(
    bins.reduce((sum, { weight }) => sum + weight, 0),
    'sum of weights',
  );
  const m = bins.reduce((sum, { content: c, weight }) => sum + weight * c, 0) / total;
  return value(m, Math.abs(m / Math.sqrt(total)));
}

export const EffMean = metric({
  summary: 'Mean efficiency, with bins weighted by the inverse squared relative error.',
  parameters: {},
  inputs,
  formula: 'w = (c/e)^2: sum(w c) / sum(w); mean / sqrt(sum(w))',
  example: 'L1T_metrics.EffMean()',
  reduce: ({ main }) => weightedMean(weightedBins(main, 1, axisOf(main, 0).bins)),
});

export const EffVariance = metric({
  summary: 'Spread of the efficiency over the bins (a standard deviation, despite the name).',
  parameters: {},
  inputs,
  formula: 's = sqrt(sum(w (c - mean)^2) / sum(w)); mean error(mean) / (sqrt(N) s)',
  example: 'L1T_metrics.EffVariance()',
  reduce: ({ main }) => {
    const { bins: count } = axisOf(main, 0);
    const bins = weightedBins(main, 1, count);
    const m = weightedMean(bins);
    if (isFailure(m)) return m;
    const total = bins.reduce((sum, { weight }) => sum + weight, 0);
    const variance = bins.reduce((sum, { content: c, weight }) => sum + weight * (c - m.value) ** 2, 0) / total;
    // A variance of 0, up to rounding.
    if (!(variance > 1e-28 * m.value ** 2)) return failure('NO_DATA', 'all bins are equal');
    const s = Math.sqrt(variance);
    return value(s, Math.abs((m.value * m.errorLow) / (Math.sqrt(count) * s)));
  },
});

const imprecise = failure('TOO_FEW_ENTRIES', 'relative errors above 20 % where the curve crosses the value');

/** Position where a turn-on curve first reaches an efficiency p, rounded to two decimals as in CentralHDQM. */
function turnOn(main: BinnedElement, p: number): Value | Failure {
  if (!(p >= 0 && p <= 1)) return failure('NO_DATA', `${p} is not between 0 and 1`);
  const axis = axisOf(main, 0);
  for (let i = 1; i <= axis.bins - 2; i += 1) {
    const [c, next] = [content(main, i), content(main, i + 1)];
    if (!(c <= p && p < next)) continue;
    if (c <= 0) return imprecise;
    const [ey, eyNext] = [errorOrEstimate(main, i), errorOrEstimate(main, i + 1)];
    if (ey / c > 0.2 || eyNext / next > 0.2) return imprecise;
    const rise = next - c;
    const [f, g] = [(next - p) / rise, (p - c) / rise];
    const [x, xNext] = [binCenter(axis, i), binCenter(axis, i + 1)];
    const q = (xNext - x) / rise;
    const [ex, exNext] = [binWidth(axis, i) / Math.sqrt(12), binWidth(axis, i + 1) / Math.sqrt(12)];
    const e = Math.hypot(f * ex, g * exNext, q * f * ey, q * g * eyNext);
    return value(twoDecimals(f * x + g * xNext), twoDecimals(e));
  }
  return failure('NO_DATA', `the curve does not cross ${p}`);
}

/** Rounds to hundredths as Python does: ties (multiples of 1/8 only) to even. */
function twoDecimals(number: number): number {
  const isTie = Number.isInteger(8 * number) && !Number.isInteger(4 * number);
  return isTie ? Math.round(50 * number) / 50 : Number(number.toFixed(2));
}

/** Error of a bin; if it is as large as the content, an estimate from the mean number of entries per bin. */
function errorOrEstimate(main: BinnedElement, bin: number): number {
  const [c, e] = [content(main, bin), error(main, bin)];
  return e < c ? e : c / Math.sqrt((c * main.entries) / (2 * axisOf(main, 0).bins));
}

export const TurnOnCurveEffPoint = metric({
  summary: 'Position at which a turn-on curve first reaches an efficiency.',
  parameters: { efficiency: z.number().describe('efficiency, between 0 and 1') },
  inputs,
  formula:
    'linear interpolation between the centres of the first two bins with c(i) <= p < c(i+1); both rounded to two decimals',
  example: 'L1T_metrics.TurnOnCurveEffPoint(0.5)',
  reduce: ({ main }, { efficiency }) => turnOn(main, efficiency),
});

/** Distance between the positions at 20 % and 80 %. */
function width(main: BinnedElement): Value | Failure {
  const [low, high] = [turnOn(main, 0.2), turnOn(main, 0.8)];
  if (isFailure(low)) return low;
  if (isFailure(high)) return high;
  return value(high.value - low.value, Math.hypot(low.errorLow, high.errorLow));
}

export const TurnOnCurveHalfWidth = metric({
  summary: 'Width of a turn-on curve: the full distance from 20 % to 80 %, despite the name.',
  parameters: {},
  inputs,
  formula: 'TurnOnCurveEffPoint(0.8) - TurnOnCurveEffPoint(0.2); errors added in quadrature',
  example: 'L1T_metrics.TurnOnCurveHalfWidth()',
  reduce: ({ main }) => width(main),
});

export const TurnOnPlateauEff = metric({
  summary: 'Mean efficiency on the plateau, which starts two widths above the position of 50 %.',
  parameters: {},
  inputs,
  formula: 'EffMean from the bin after the position at 0.5 + 2 (width from 20 % to 80 %)',
  example: 'L1T_metrics.TurnOnPlateauEff()',
  reduce: ({ main }): Result => {
    const [half, wide] = [turnOn(main, 0.5), width(main)];
    if (isFailure(half)) return half;
    if (isFailure(wide)) return wide;
    const start = half.value + 2 * wide.value;
    const axis = axisOf(main, 0);
    for (let i = 1; i <= axis.bins - 1; i += 1) {
      if (binCenter(axis, i) < start && start <= binCenter(axis, i + 1))
        return weightedMean(weightedBins(main, i + 1, axis.bins));
    }
    return failure('NO_DATA', 'the plateau is beyond the axis');
  },
});

export const TurnOnCurveRange = metric({
  summary: 'Middle of the rise of a turn-on curve; the error is half the length of the rise.',
  parameters: {},
  inputs,
  formula:
    'a = centre of the first bin of 1..N-2 with c = 0 before one with content (else of bin 1), b = of the last with c neither 0 nor 1: (a + b) / 2; (b - a) / 2',
  example: 'L1T_metrics.TurnOnCurveRange()',
  reduce: ({ main }) => {
    const axis = axisOf(main, 0);
    let [first, last] = [0, 0];
    for (let i = 1; i <= axis.bins - 2; i += 1) {
      const c = content(main, i);
      if (first === 0 && c === 0 && content(main, i + 1) > 0) first = i;
      if (c !== 0 && c !== 1) last = i;
    }
    if (last === 0) return failure('NO_DATA', 'no bin has an efficiency between 0 and 1');
    const [a, b] = [binCenter(axis, Math.max(first, 1)), binCenter(axis, last)];
    return value((a + b) / 2, Math.abs(b - a) / 2);
  },
});

export const TauSavePlots = metric({
  summary: 'Kept for legacy configs; always fails.',
  parameters: {},
  inputs,
  formula: 'none',
  example: 'L1T_metrics.TauSavePlots()',
  reduce: () => failure('NO_DATA', 'this metric has no result'),
});
