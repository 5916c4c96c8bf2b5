/** Scaling properties of metrics: contents scaled, axis shifted or stretched, pairs of bins merged. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../metrics/arguments.ts';
import type { Axis, Histogram, Moments } from '../../metrics/histogram/histogram.ts';
import { isFailure, type Result } from '../../metrics/metric.ts';
import { parseExpression } from '../../server/plan/expression.ts';
import { allMetrics } from './all-metrics.ts';

const bins = 40;
const [min, width] = [2, 0.2];

/** A peak with noise, including under- and overflow. */
const contents: fc.Arbitrary<readonly number[]> = fc
  .record({
    peak: fc.integer({ min: 300, max: 3000 }),
    at: fc.integer({ min: 14, max: 24 }),
    spread: fc.integer({ min: 3, max: 6 }),
    noise: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: bins + 2, maxLength: bins + 2 }),
  })
  .map(({ peak, at, spread, noise }) =>
    noise.map((more, bin) => Math.round(peak * Math.exp(-0.5 * ((bin - at) / spread) ** 2)) + more),
  );

/** A transformation, by powers of two, so that equal bins stay equal. */
interface Transformation {
  readonly factor: number;
  readonly shift: number;
  readonly stretch: number;
  readonly merge: boolean;
}
const unchanged: Transformation = { factor: 1, shift: 0, stretch: 1, merge: false };
const changes: Readonly<Record<keyof Transformation, fc.Arbitrary<Transformation>>> = {
  factor: fc.constantFrom(0.25, 4, 64).map((factor) => ({ ...unchanged, factor })),
  shift: fc.integer({ min: -50, max: 50 }).map((shift) => ({ ...unchanged, shift: shift / 8 })),
  stretch: fc.constantFrom(0.25, 2, 16).map((stretch) => ({ ...unchanged, stretch })),
  merge: fc.constant({ ...unchanged, merge: true }),
};

/** Makes a histogram filled with weights `factor`, each at the same position off the centre of its bin. */
function histogram(counts: readonly number[], { factor, shift, stretch, merge }: Transformation): Histogram {
  const merged = Array.from(
    { length: bins / 2 },
    (_, index) => (counts[2 * index + 1] ?? 0) + (counts[2 * index + 2] ?? 0),
  );
  const cells = merge ? [counts[0] ?? 0, ...merged, counts[bins + 1] ?? 0] : counts;
  const last = cells.length - 2;
  const axis: Axis = {
    title: '',
    bins: last,
    min: stretch * min + shift,
    max: stretch * (min + bins * width) + shift,
    first: 1,
    last,
    rangeSet: false,
  };
  const sums = { w: 0, w2: 0, wx: 0, wx2: 0, wy: 0, wy2: 0, wxy: 0, wz: 0, wz2: 0, wxz: 0, wyz: 0 };
  for (let bin = 1; bin <= bins; bin += 1) {
    const [weight, x] = [factor * (counts[bin] ?? 0), stretch * (min + width * (bin - 0.45)) + shift];
    sums.w += weight;
    sums.w2 += factor * weight;
    sums.wx += weight * x;
    sums.wx2 += weight * x ** 2;
  }
  return {
    kind: 'histogram',
    className: 'TH1D',
    name: 'h',
    title: '',
    axes: [axis],
    contents: Float64Array.from(cells, (count) => factor * count),
    sumw2: Float64Array.from(cells, (count) => factor ** 2 * count),
    entries: factor * counts.reduce((sum, count) => sum + count, 0),
    moments: sums satisfies Moments,
    statOverflows: false,
  };
}

interface Rule {
  /**
   * Effect on the value of scaling the contents, shifting the axis, stretching the axis, and merging pairs of bins: `same` unchanged, `times`
   * and `plus` transformed equally, `root` and `perroot` multiplied or divided by the root of the factor, `-` undefined, because arguments
   * are bin numbers or the result depends on the bins.
   */
  readonly value: string;
  /** Effect on the error. */
  readonly error: string;
  /** Arguments, if those of the example do not fit the histogram; its bin edges are multiples of 0.2, of pairs 0.4. */
  readonly args?: string;
  /** Parameters that are positions on the axis and are transformed with it. */
  readonly moves?: readonly string[];
}

const positions = { args: '(4.1, 7.5)', moves: ['lo', 'hi'] };
const fit = { moves: ['lo', 'hi'] };
const exact = { value: 'same plus times same', error: 'same same times same' };
const count = { value: 'times same same -', error: 'root same same -' };
const mean = { value: 'times same same -', error: 'times same same -' };
const bare = { value: 'times same same -', error: 'same same same -' };

const rules: Readonly<Record<string, Rule>> = {
  'basic.Mean': exact,
  'basic.StdDev': { ...exact, value: 'same same times same' },
  'basic.MeanRMS': exact,
  'basic.RMSXAxis': { ...exact, value: 'same same times same' },
  'basic.MeanEntries': { value: 'times - times same', error: 'times same times same' },
  'basic.MeanDiff': { ...exact, value: 'same same times same' },
  'basic.MeanY': { value: 'same same same same', error: 'same same same same' },
  'basic.RatioOfMeans': { value: 'same - same same', error: 'same - same same' },
  'basic.Count': { value: 'times same same same', error: 'same same same same' },
  'basic.MaxBin': { value: 'same plus times -', error: 'same same same same' },
  'basic.MaxExcursion': mean,
  'basic.BinCount': { ...count, args: '(7)' },
  'basic.ROCfraction': { ...count, args: '(7, 1000)' },
  'basic.RecoFraction': { value: 'same same same -', error: 'perroot same same -', args: '(7)' },
  'basic.FractionInBin': { value: 'same same same -', error: 'perroot same same -' },
  'basic.FractionInBinArray': { value: 'same same same -', error: 'perroot same same -' },
  'basic.NormBinCount': { value: 'same same same -', error: '- same same -', args: '(7)' },
  'basic.BinCount2D': { value: 'times same same -', error: 'root same same -' },
  'basic.Bin2DRatio': { value: 'same same same -', error: '- same same -' },
  'basic.StripBadComponent': { ...bare, args: '([1, 2], 1, 1000)' },
  'basic.StripFEDErrorFraction': { value: 'same same same -', error: 'perroot same same -', args: '(55, 1)' },
  'basic.FED25ErrorFraction': { value: 'same same same -', error: 'same same same -' },
  'basic.EntriesCount': {
    value: 'times same same same',
    error: 'root same same same',
    args: '(6.1)',
    moves: ['start'],
  },
  'basic.EntriesRate': { value: 'times same same -', error: 'root same same -', args: '(6.1)', moves: ['start'] },
  'basic.BinsCount': count,
  'basic.Ratio': { value: 'same same same same', error: 'perroot same same same', ...positions },
  'basic.Ratio1': { value: 'same same same same', error: 'perroot same same same', ...positions },
  'basic.Fraction': { value: 'same same same same', error: 'perroot same same same', ...positions },
  'basic.Fraction1': { value: 'same same same same', error: 'perroot same same same', ...positions },
  'muon_metrics.NOutsideRange': { value: 'times same same same', error: 'same same same same', ...positions },
  'muon_metrics.MeanCh': { ...bare, args: '(1)' },
  'basic.PixelEfficiency': { value: 'same - same same', error: 'perroot - - same' },
  'basic.PixelDigiPerClusterPix': { value: 'same - - same', error: 'same - - same' },
  'basic.ProfileMean': mean,
  'basic.MeanPosOnly': bare,
  'basic.MeanXRange': bare,
  'basic.MeanYForXBin': bare,
  'basic.MeanYRange': { ...bare, args: '(1, 2)' },
  'basic.Mean2D': bare,
  'basic.SummaryMapPartition': bare,
  'basic.AverageYwithXCut': bare,
  'basic.Kolmogorov': { value: 'same same same -', error: 'same same same same' },
  'basic.Chi2': { value: 'same same same -', error: 'same same same same' },
  'basic.NormChi2': { value: 'same same same -', error: 'same same same same' },
  'basic.Quantile': { value: 'same plus times -', error: 'same same times -' },
  'basic.AxisQuantile': { value: 'same plus times -', error: 'same same times -', args: "(0.9, 'x')" },
  'basic.Median': { value: 'same plus times -', error: 'same same times -' },
  'basic.TruncatedMean': { value: 'same plus times -', error: 'same same times -' },
  'basic.FractionBelow': {
    value: 'same same same same',
    error: 'same same same same',
    args: '(6.)',
    moves: ['position'],
  },
  'basic.FractionAbove': {
    value: 'same same same same',
    error: 'same same same same',
    args: '(6.)',
    moves: ['position'],
  },
  'basic.Efficiency': { value: 'same same same same', error: '- same same same', ...positions },
  'L1T_metrics.EffMean': mean,
  'L1T_metrics.EffVariance': mean,
  'L1T_metrics.TurnOnCurveRange': { value: '- plus times -', error: '- same times -' },
  'fits.FlatLine': { ...mean, args: '(0, 3.0, 8.8, 0)', ...fit },
  'fits.FlatLineXcut': { ...mean, args: '(0, 3.0, 99., 0)', ...fit },
  'fits.Gaussian': {
    value: 'same plus times -',
    error: 'same same times -',
    args: '(0, 3.6, 7.8, (5., 1., 9.))',
    ...fit,
  },
  'fits.Landau': { value: 'same same times -', error: 'same same times -', args: '(1, 3.6, 7.8, (5., 1.))', ...fit },
  'fits.LandauAroundMax': { value: 'same - times -', error: 'same - times -', args: '(1, 0.75, 1.35, 60000)' },
  'fits.LandauAroundMaxBin': { value: 'same plus times -', error: 'same same times -', args: '(1, 2.1)' },
};

describe('results transform as expected', () => {
  it.each(Object.entries(rules))('%s', (name, rule) => {
    const metric = allMetrics.find((one) => one.name === name)?.metric;
    if (!metric) throw new Error(`unknown metric ${name}`);
    const call = rule.args === undefined ? metric.example : `${name}${rule.args}`;
    const parsed = parseArguments(metric, parseExpression(call).args);
    if ('problem' in parsed) throw new Error(parsed.problem);
    const reduced = (counts: readonly number[], others: readonly number[], change: Transformation): Result => {
      const moved = Object.entries(parsed.parameters).map(([key, value]) => [
        key,
        rule.moves?.includes(key) ? change.stretch * (value as number) + change.shift : value,
      ]);
      // The width is a distance on the axis.
      const parameters = {
        ...Object.fromEntries(moved),
        ...(name.endsWith('AroundMaxBin') ? { width: 2.1 * change.stretch } : {}),
      };
      const other = histogram(others, change);
      const inputs = { main: histogram(counts, change), histo1: other, histo2: other, reference: other };
      return metric.reduce(inputs, parameters, { run: 1 });
    };
    for (const [index, [which, change]] of Object.entries(changes).entries()) {
      const [value = '-', error = '-'] = [rule.value, rule.error].map((words) => words.split(' ')[index]);
      if (value === '-' && error === '-') continue;
      const property = fc.property(contents, contents, change, (counts, more, by) => {
        // Passed must not exceed total.
        const others = counts.map((count, bin) => count + (more[bin] ?? 0));
        const [before, after] = [reduced(counts, others, unchanged), reduced(counts, others, by)];
        if (isFailure(before) || isFailure(after)) throw new Error(JSON.stringify([before, after]));
        const differences = [
          differing(name, `${which}: value`, after.value, transform(value, before.value, by), before.errorHigh),
          differing(name, `${which}: error`, after.errorHigh, transform(error, before.errorHigh, by), after.errorHigh),
        ];
        expect(differences).toEqual([undefined, undefined]);
      });
      fc.assert(property, { numRuns: name.startsWith('fits.') ? 4 : 20, seed: 20_240_229 });
    }
  });
});

/** Returns the transformed number; undefined for `-`. */
function transform(word: string, before: number, { factor, shift, stretch }: Transformation): number | undefined {
  const by = factor === 1 ? stretch : factor;
  const transformed: Readonly<Record<string, number>> = {
    same: before,
    times: before * by,
    plus: before + shift,
    root: before * Math.sqrt(by),
    perroot: before / Math.sqrt(by),
  };
  if (word !== '-' && transformed[word] === undefined) throw new Error(`unknown rule '${word}'`);
  return transformed[word];
}

/** Returns the difference, if any. The tolerance of fits is 0.2 % of the error. */
function differing(
  name: string,
  what: string,
  got: number,
  wanted: number | undefined,
  error: number,
): string | undefined {
  if (wanted === undefined) return undefined;
  const isFit = name.startsWith('fits.') && !name.startsWith('fits.FlatLine');
  const near = Math.max(1e-9 * Math.abs(wanted), 1e-9) + (isFit ? 2e-3 * error : 0);
  return Math.abs(got - wanted) <= near ? undefined : `${what} ${got}, not ${wanted}`;
}
