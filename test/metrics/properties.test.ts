/** Properties of all metrics: for any input, they do not throw and return finite numbers or a failure. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeHistogram } from '../../metrics/histogram/make.ts';
import type { MonitorElement } from '../../metrics/histogram/histogram.ts';
import { inputNames, type InputName, isFailure, type Metric, type Result } from '../../metrics/metric.ts';
import type { Reading } from '../../server/read/dqm-file.ts';
import { reduce, type Reduction } from '../../server/reduce/reduce.ts';
import { allMetrics, type NamedMetric } from './all-metrics.ts';
import { axes, elementsOn, type NumberRange } from './odd-elements.ts';

const seed = 20_240_229;
/** Fits take most of the time. */
const runsOf = (name: string): number => (name.startsWith('fits.') ? 6 : 50);
type Inputs = Partial<Record<InputName, MonitorElement>>;

describe.each(allMetrics.map((one) => [one.name, one] as const))(
  '%s',
  (_, { metric, parameters, name }: NamedMetric) => {
    it('returns a finite number with nonnegative errors, or a failure', () => {
      fc.assert(
        fc.property(inputsOf(metric, 'realistic'), (inputs) => {
          const problem = problemOf(metric.reduce(inputs, parameters, { run: 1 }));
          expect(problem).toBeUndefined();
        }),
        { numRuns: runsOf(name), seed },
      );
    });

    it('does not throw for extreme numbers, and server/reduce returns only finite ones', () => {
      fc.assert(
        fc.property(inputsOf(metric, 'extreme'), (inputs) => {
          const { result } = reduce(reductionOf(name, metric, parameters), readingsOf(inputs), 1);
          const problem = problemOf(result);
          expect(problem).toBeUndefined();
          expect(isFailure(result) && result.failure === 'METRIC_THREW' ? result.reason : '').toBe('');
        }),
        { numRuns: runsOf(name), seed },
      );
    });

    it('returns no value made out of NaN or infinity', () => {
      const reductionOfIt = reductionOf(name, metric, parameters);
      const valueOf = (inputs: Inputs): Result => reduce(reductionOfIt, readingsOf(inputs), 1).result;
      let rejected = 0;
      for (const inputs of inputsWithValue({ metric, parameters, name }, valueOf)) {
        const paths = pathsOf(inputs);
        for (const path of name.startsWith('fits.') ? paths.filter((_, index) => index % 3 === 0) : paths) {
          for (const odd of [Number.NaN, Infinity, -Infinity]) {
            const result = valueOf(replaced(inputs, path, odd));
            if (isFailure(result)) {
              rejected += result.failure === 'NOT_FINITE' ? 1 : 0;
              continue;
            }
            // A value is allowed only if it does not depend on the number.
            for (const other of [0, 1, 1e4]) {
              const independent = { path, result: valueOf(replaced(inputs, path, other)) };
              expect(independent).toEqual({ path, result });
            }
          }
        }
      }
      if (!withoutDependence.has(name)) expect(rejected).toBeGreaterThan(0);
    });
  },
);

/** Metrics whose example uses one cell or label that the inputs below do not have; see histogram/finite.test.ts. */
const withoutDependence: ReadonlySet<string> = new Set([
  'L1T_metrics.TauSavePlots',
  'basic.BinCount',
  'basic.MeanYRange',
  'basic.NormBinCount',
  'basic.ProfileMeanBPixModules',
  'basic.ROCfraction',
]);

/** Some inputs for which a metric has a value. Fits take long, and have none for most inputs: they get a peak in their range. */
function inputsWithValue(
  { metric, parameters, name }: NamedMetric,
  valueOf: (inputs: Inputs) => Result,
): readonly Inputs[] {
  if (name.startsWith('fits.')) return [{ main: peak(parameters) }];
  if (name === 'L1T_metrics.TurnOnPlateauEff') return [{ main: turnOn }];
  const found: Inputs[] = [];
  for (const sampleSeed of Array.from({ length: 300 }, (_, index) => seed + index)) {
    const [inputs] = fc.sample(inputsOf(metric, 'realistic'), { numRuns: 1, seed: sampleSeed });
    if (inputs && !isFailure(valueOf(inputs))) found.push(inputs);
    if (found.length === 2) break;
  }
  return found;
}

/** A turn-on curve with a plateau, whose errors are small enough. */
const turnOn: MonitorElement = {
  ...makeHistogram({ contents: [0.01, 0.1, 0.15, 0.4, 0.7, 0.9, 0.95, 0.96, 0.97, 0.97, 0.96, 0.95, 0.97, 0.96] }),
  sumw2: new Float64Array(16).fill(1e-4),
};

/** A histogram of 14 bins with a peak and a tail, in the range of a fit. */
function peak({ lo = 0, lo1 = lo, hi = 100, hi1 = hi }: NamedMetric['parameters']): MonitorElement {
  const contents = [20, 60, 200, 600, 1000, 900, 620, 400, 260, 170, 120, 90, 70, 50];
  return makeHistogram({ contents, min: Number(lo1), max: Number(hi1) });
}

/** The floating-point numbers of the inputs, as paths of their members; of long arrays, some. */
function pathsOf(inputs: object): (readonly string[])[] {
  return Object.entries(inputs).flatMap(([key, part]: [string, unknown]) => {
    if (typeof part === 'number') return integers.has(key) ? [] : [[key]];
    if (typeof part !== 'object' || part === null || part instanceof Map) return [];
    const step = ArrayBuffer.isView(part) ? Math.ceil((part as Float64Array).length / 6) : 1;
    return pathsOf(part)
      .filter((_, index) => index % step === 0)
      .map((rest) => [key, ...rest]);
  });
}
const integers: ReadonlySet<string> = new Set(['bins', 'first', 'last', 'statisticOption']);

/** A copy of the inputs with another number at one path. */
function replaced(inputs: Inputs, path: readonly string[], number: number): Inputs {
  const copy = structuredClone(inputs);
  let object = copy as unknown as Record<string, unknown>;
  for (const key of path.slice(0, -1)) object = object[key] as Record<string, unknown>;
  object[path.at(-1) ?? ''] = number;
  return copy;
}

function readingsOf(inputs: Inputs): Partial<Record<InputName, Reading>> {
  return Object.fromEntries(Object.entries(inputs).flatMap(([key, element]) => (element ? [[key, { element }]] : [])));
}

/** Arbitrary inputs of a metric, mostly with equal axes, because comparisons fail early otherwise. */
function inputsOf(metric: Metric, range: NumberRange): fc.Arbitrary<Inputs> {
  return fc.tuple(axes, axes, fc.integer({ min: 0, max: 3 })).chain(([main, other, other4]) => {
    const parts: Partial<Record<InputName, fc.Arbitrary<MonitorElement | undefined>>> = {};
    for (const name of inputNames) {
      const input = metric.inputs[name];
      if (input === undefined) continue;
      const its = name !== 'main' && other4 === 0 ? other : main;
      const accepted = [its, its.slice(0, 1), [...its, ...its].slice(0, 2)]
        .flatMap((some) => elementsOn(some, range))
        .filter((arbitrary) => input.accepts(sample(arbitrary)));
      // Prefer the generated axes; use another number of axes only if the input requires it.
      const first = fc.oneof(...accepted.slice(0, Math.max(1, Math.ceil(accepted.length / 3))));
      parts[name] = input.optional ? fc.option(first, { nil: undefined }) : first;
    }
    return fc.record(parts) as fc.Arbitrary<Inputs>;
  });
}

/** Returns a sample, whose kind and number of axes are those of all values. */
function sample(arbitrary: fc.Arbitrary<MonitorElement>): MonitorElement {
  const [one] = fc.sample(arbitrary, { numRuns: 1, seed: 1 });
  if (one === undefined) throw new Error('no sample');
  return one;
}

/** Returns the problem of a result; undefined if it is valid. */
function problemOf(result: Result): string | undefined {
  if (isFailure(result)) return result.reason === '' ? 'a failure without a reason' : undefined;
  const { value, errorLow, errorHigh } = result;
  const finite = [value, errorLow, errorHigh].every((number) => Number.isFinite(number));
  return finite && errorLow >= 0 && errorHigh >= 0 ? undefined : `${value} -${errorLow} +${errorHigh}`;
}

function reductionOf(name: string, metric: Metric, parameters: Reduction['parameters']): Reduction {
  const expression = { module: name, name, args: [] };
  return { config: { configId: 1, revision: 1, expression, paths: { main: ['x'] } }, metric, parameters };
}
