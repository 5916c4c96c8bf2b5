/** Arbitrary monitor elements, including unusual and invalid ones. */
import fc from 'fast-check';
import type {
  Axis,
  Efficiency,
  Graph,
  Histogram,
  Moments,
  MonitorElement,
  Profile,
} from '../../metrics/histogram/histogram.ts';

/** Range of numbers: realistic, or extreme ones that overflow in sums of squares. */
export type NumberRange = 'realistic' | 'extreme';
const oddNumbers = {
  realistic: [0, -0, 1, -1, 1e-6, 1e6, -1e6],
  extreme: [0, 1e-300, 1e300, -1e300, 1e308, 5e-324, Number.NaN, Infinity, -Infinity],
};
/** Numbers with three decimals. */
const thousandths = (min: number, max: number): fc.Arbitrary<number> =>
  fc.integer({ min: 1000 * min, max: 1000 * max }).map((number) => number / 1000);
/** Contents: mostly counts, because most metrics fail early without them. */
const oddNumber = (range: NumberRange): fc.Arbitrary<number> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 1000 }) },
    { weight: 1, arbitrary: thousandths(-100, 100) },
    { weight: 1, arbitrary: fc.constantFrom(...oddNumbers[range]) },
  );
/** Cell contents: all zero, all counts, or any numbers. */
const cells = (length: number, range: NumberRange): fc.Arbitrary<number[]> =>
  fc.oneof(
    fc.constant(Array.from({ length }, () => 0)),
    fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: length, maxLength: length }),
    fc.array(thousandths(-5, 50), { minLength: length, maxLength: length }),
    fc.array(oddNumber(range), { minLength: length, maxLength: length }),
  );

const axis: fc.Arbitrary<Axis> = fc
  .record({
    bins: fc.constantFrom(1, 2, 3, 10, 40),
    min: fc.constantFrom(0, -5, 0.5, 1e6),
    width: fc.constantFrom(1, 0.1, 1e-9, 1e6),
    variable: fc.boolean(),
    range: fc.constantFrom('none', 'part', 'all', 'flow'),
    labels: fc.constantFrom('none', 'some', 'all'),
    extendable: fc.boolean(),
  })
  .map(({ bins, min, width, variable, range, labels, extendable }) => {
    const edges = Float64Array.from(
      { length: bins + 1 },
      (_, index) => min + width * (variable ? index ** 1.5 : index),
    );
    const [first, last] = { none: [1, bins], part: [1, Math.ceil(bins / 2)], all: [1, bins], flow: [0, bins + 1] }[
      range
    ] as [number, number];
    const labelled = labels === 'none' ? 0 : labels === 'some' ? Math.ceil(bins / 2) : bins;
    return {
      title: '',
      bins,
      min,
      max: edges[bins] ?? min + 1,
      ...(variable ? { edges } : {}),
      first,
      last,
      rangeSet: range !== 'none',
      ...(labelled > 0
        ? { labels: new Map(Array.from({ length: labelled }, (_, index) => [`label${index}`, index + 1])), extendable }
        : {}),
    };
  });

const moments = (range: NumberRange): fc.Arbitrary<Moments> =>
  fc
    .array(oddNumber(range), { minLength: 11, maxLength: 11 })
    .map(([w = 0, w2 = 0, wx = 0, wx2 = 0, wy = 0, wy2 = 0, wxy = 0, wz = 0, wz2 = 0, wxz = 0, wyz = 0]) => ({
      w,
      w2,
      wx,
      wx2,
      wy,
      wy2,
      wxy,
      wz,
      wz2,
      wxz,
      wyz,
    }));

/** One or two axes. */
export const axes: fc.Arbitrary<readonly Axis[]> = fc.oneof(
  { weight: 2, arbitrary: fc.tuple(axis) },
  { weight: 1, arbitrary: fc.tuple(axis, axis) },
);

const zero: Moments = { w: 0, w2: 0, wx: 0, wx2: 0, wy: 0, wy2: 0, wxy: 0, wz: 0, wz2: 0, wxz: 0, wyz: 0 };

function histogramOn(its: readonly Axis[], range: NumberRange): fc.Arbitrary<Histogram> {
  const size = its.reduce((product, { bins }) => product * (bins + 2), 1);
  return fc
    .record({
      contents: cells(size, range),
      sumw2: fc.option(cells(size, range), { nil: undefined }),
      entries: oddNumber(range),
      moments: fc.oneof(moments(range), fc.constant(zero)),
      statOverflows: fc.boolean(),
      storedMaximum: fc.option(oddNumber(range), { nil: undefined, freq: 6 }),
    })
    .map(({ contents, sumw2, storedMaximum, ...rest }) => ({
      kind: 'histogram' as const,
      className: `TH${its.length}D`,
      name: 'h',
      title: '',
      axes: its,
      contents: Float64Array.from(contents),
      ...(sumw2 ? { sumw2: Float64Array.from(sumw2) } : {}),
      ...(storedMaximum === undefined ? {} : { storedMaximum }),
      ...rest,
    }));
}

function profileOn(its: readonly Axis[], range: NumberRange): fc.Arbitrary<Profile> {
  const size = its.reduce((product, { bins }) => product * (bins + 2), 1);
  return fc
    .record({
      sums: cells(size, range).map((list) => Float64Array.from(list)),
      sumw2: cells(size, range).map((list) => Float64Array.from(list)),
      binEntries: cells(size, range).map((list) => Float64Array.from(list)),
      binSumw2: fc.option(cells(size, range), { nil: undefined }),
      errorOption: fc.constantFrom('' as const, 's' as const, 'i' as const, 'g' as const),
      entries: oddNumber(range),
      moments: fc.oneof(moments(range), fc.constant(zero)),
      statOverflows: fc.boolean(),
    })
    .map(({ binSumw2, ...rest }) => ({
      kind: 'profile' as const,
      className: its.length === 1 ? 'TProfile' : 'TProfile2D',
      name: 'p',
      title: '',
      axes: its,
      ...(binSumw2 ? { binSumw2: Float64Array.from(binSumw2) } : {}),
      ...rest,
    }));
}

const graph = (range: NumberRange): fc.Arbitrary<Graph> =>
  fc.constantFrom(0, 1, 2, 10).chain((length) => {
    const numbers = cells(length, range).map((list) => Float64Array.from(list));
    return fc
      .record({
        x: numbers,
        y: numbers,
        xErrorLow: numbers,
        xErrorHigh: numbers,
        yErrorLow: numbers,
        yErrorHigh: numbers,
      })
      .map((points) => ({ kind: 'graph' as const, className: 'TGraphAsymmErrors', name: 'g', title: '', ...points }));
  });

function efficiencyOn(its: readonly Axis[], range: NumberRange): fc.Arbitrary<Efficiency> {
  return fc
    .record({
      passed: histogramOn(its, range),
      total: histogramOn(its, range),
      statisticOption: fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 7, 8, 99),
      confidenceLevel: fc.constantFrom(0.683, 0.95, 0, 1, Number.NaN),
      betaAlpha: fc.constantFrom(1, 0.5, 0, -1),
      betaBeta: fc.constantFrom(1, 0.5, 0),
    })
    .map((parts) => ({ kind: 'efficiency' as const, className: 'TEfficiency', name: 'e', title: '', ...parts }));
}

const scalar = (range: NumberRange): fc.Arbitrary<MonitorElement> =>
  fc
    .oneof(oddNumber(range), fc.constantFrom('', 'text', '1e5', 'nan'))
    .map((value) => ({ kind: 'scalar' as const, className: 'TObjString', name: 's', value }));

const qualityTest = (range: NumberRange): fc.Arbitrary<MonitorElement> =>
  fc.record({ status: oddNumber(range), result: oddNumber(range) }).map((numbers) => ({
    kind: 'qualityTest' as const,
    className: 'TObjString',
    name: 'h.test',
    algorithm: 'test',
    message: '',
    ...numbers,
  }));

/** Arbitrary elements of every kind; those with bins have these axes. */
export function elementsOn(its: readonly Axis[], range: NumberRange): readonly fc.Arbitrary<MonitorElement>[] {
  return [
    histogramOn(its, range),
    profileOn(its, range),
    graph(range),
    efficiencyOn(its, range),
    scalar(range),
    qualityTest(range),
  ];
}
