import {
  type BinnedElement,
  axisOf,
  content,
  contentOfCell,
  failure,
  finite,
  findBin,
  histograms,
  integral,
  integralOf,
  metric,
  oneDimensional,
  shortestBetaInterval,
  sumOfAll,
  sumOfWeights,
  value,
  z,
} from '../metric.ts';
import { bin, binNumber } from './cells.ts';

const range = {
  lo: z.number().describe('lower limit on x; its whole bin is included'),
  hi: z.number().describe('upper limit on x; its whole bin is included'),
};

/** Sum of the bins from `lo` to `hi`. */
function between(histogram: BinnedElement, lo: number, hi: number): number {
  const axis = axisOf(histogram, 0);
  return integralOf(histogram, findBin(axis, lo), findBin(axis, hi));
}

/** Sum of the bins from `first` to the last one below overflow. */
function sumFrom(histogram: BinnedElement, first: number): number {
  let total = 0;
  for (let number = first; number <= axisOf(histogram, 0).bins; number += 1) total += content(histogram, number);
  return total;
}

export const EntriesCount = metric({
  summary: 'Sum of the contents above a position on x.',
  parameters: { start: z.number().describe('position on x; its whole bin is included') },
  inputs: { main: oneDimensional },
  formula: 'S = sum of c from FindBin(start) to N; sqrt|S|',
  example: 'basic.EntriesCount(5.)',
  reduce: ({ main }, { start }) => {
    const sum = sumFrom(main, findBin(axisOf(main, 0), start));
    return value(sum, Math.sqrt(Math.abs(sum)));
  },
});

/** Duration of a lumisection, rounded as in CentralHDQM. */
const lumisectionSeconds = 23;

export const EntriesRate = metric({
  summary: 'Sum of the contents above a position on x, per second; a second ME has a filled bin for each lumisection.',
  parameters: { start: z.number().describe('position on x; its whole bin is included') },
  inputs: { main: oneDimensional, histo1: oneDimensional },
  formula: 'S / (23 s L); sqrt|S| / (23 s L), L = bins of histo1 with content > 0',
  example: 'basic.EntriesRate(5.)',
  reduce: ({ main, histo1 }, { start }) => {
    let lumisections = 0;
    for (let number = 1; number <= axisOf(histo1, 0).bins; number += 1)
      if (content(histo1, number) > 0) lumisections += 1;
    if (lumisections === 0) return failure('NO_DATA', 'no lumisection with content in histo1');
    const sum = sumFrom(main, findBin(axisOf(main, 0), start));
    const seconds = lumisectionSeconds * lumisections;
    return value(sum / seconds, Math.sqrt(Math.abs(sum)) / seconds);
  },
});

export const BinsCount = metric({
  summary: 'Sum of the contents from a bin on.',
  parameters: { first: z.int().describe('first bin number') },
  inputs: { main: oneDimensional },
  formula: 'S = sum of c(first) to c(N); sqrt|S|',
  example: 'basic.BinsCount(2)',
  reduce: ({ main }, { first }) => {
    if (first < 0) return failure('NO_SUCH_BIN', `no bin ${first} on the x axis`);
    const sum = sumFrom(main, first);
    return value(sum, Math.sqrt(Math.abs(sum)));
  },
});

export const NormBinCount = metric({
  summary:
    'Content of a bin as a fraction of another bin, or of all, with the shortest Bayesian interval of an efficiency.',
  parameters: {
    bin: bin.describe('bin number or label of the numerator'),
    norm: bin
      .nullable()
      .default(null)
      .describe('bin number or label of the denominator; None: all bins without under- and overflow'),
  },
  inputs: { main: histograms },
  formula: 'k / n; shortest interval with 68.3 % of Beta(k + 1, n - k + 1)',
  example: "basic.NormBinCount('passed', 'all')",
  reduce: ({ main }, { bin: wanted, norm }) => {
    const above = binNumber(main, wanted);
    if (typeof above !== 'number') return above;
    const below = norm === null ? null : binNumber(main, norm);
    if (below !== null && typeof below !== 'number') return below;
    const k = contentOfCell(main, above);
    const n = below === null ? finite(sumOfWeights(main), 'sum of contents') : contentOfCell(main, below);
    if (!(n > 0) || !(k >= 0) || k > n) return failure('NO_DATA', `${k} of ${n} is not a fraction`);
    const { low, high } = shortestBetaInterval(0.683, k + 1, n - k + 1);
    return value(k / n, { low: Math.max(0, k / n - low), high: Math.max(0, high - k / n) });
  },
});

export const Ratio = metric({
  summary: 'Content in a range on x over the content outside of it.',
  parameters: range,
  inputs: { main: oneDimensional },
  formula: 's / B, B = Integral() - s; sqrt(s + s^2/B) / B, or 1/B where s is 0',
  example: 'basic.Ratio(0., 10.)',
  reduce: ({ main }, { lo, hi }) => {
    const s = between(main, lo, hi);
    const rest = finite(integral(main), 'sum of contents') - s;
    if (rest === 0) return failure('NO_DATA', 'no content outside of the range');
    const variance = s + (s * s) / rest;
    if (variance < 0) return failure('NOT_FINITE', `negative contents: ${s} and ${rest}`);
    return s === 0 ? value(0, Math.abs(1 / rest)) : value(s / rest, Math.abs(Math.sqrt(variance) / rest));
  },
});

export const Ratio1 = metric({
  summary: 'Content outside of a range on x, including under- and overflow, over the content in it.',
  parameters: range,
  inputs: { main: oneDimensional },
  formula: 'B / s, B = sum of all bins - s; sqrt(B + B^2/s) / s, or 1/s where B is 0',
  example: 'basic.Ratio1(0., 10.)',
  reduce: ({ main }, { lo, hi }) => {
    const s = between(main, lo, hi);
    const rest = finite(sumOfAll(main), 'sum of contents') - s;
    if (s === 0) return failure('NO_DATA', 'no content in the range');
    const variance = rest + (rest * rest) / s;
    if (variance < 0) return failure('NOT_FINITE', `negative contents: ${rest} and ${s}`);
    return rest === 0 ? value(0, Math.abs(1 / s)) : value(rest / s, Math.abs(Math.sqrt(variance) / s));
  },
});

export const Fraction = metric({
  summary: 'Content in a range on x over the number of entries.',
  parameters: range,
  inputs: { main: oneDimensional },
  formula: 's / T; sqrt(1/s + 1/T) s / T, or 1/sqrt(T) where s is 0',
  example: 'basic.Fraction(0., 10.)',
  reduce: ({ main }, { lo, hi }) => {
    const { entries } = main;
    if (!(entries > 0)) return failure('NO_DATA', 'the histogram has no entries');
    const s = between(main, lo, hi);
    if (s === 0) return value(0, 1 / Math.sqrt(entries));
    const variance = 1 / s + 1 / entries;
    if (variance < 0) return failure('NOT_FINITE', `negative content: ${s}`);
    return value(s / entries, Math.abs((Math.sqrt(variance) * s) / entries));
  },
});

export const Fraction1 = metric({
  summary: 'Content outside of a range on x over the total content, including under- and overflow.',
  parameters: range,
  inputs: { main: oneDimensional },
  formula: 'B / t, B = t - s, t = sum of all bins; sqrt(s^2 B + B^2 s) / t^2, or 1/t where s or B is 0',
  example: 'basic.Fraction1(0., 10.)',
  reduce: ({ main }, { lo, hi }) => {
    const all = finite(sumOfAll(main), 'sum of contents');
    if (all === 0) return failure('NO_DATA', 'the histogram is empty');
    const s = between(main, lo, hi);
    const rest = all - s;
    if (s === 0 || rest === 0) return value(rest / all, Math.abs(1 / all));
    const variance = s * s * rest + rest * rest * s;
    if (variance < 0) return failure('NOT_FINITE', `negative contents: ${s} and ${rest}`);
    return value(rest / all, Math.sqrt(variance) / (all * all));
  },
});
