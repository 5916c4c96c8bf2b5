/** Properties of all metrics: for any input, they do not throw and return finite numbers or a failure. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MonitorElement } from '../../metrics/histogram/histogram.ts';
import { inputNames, type InputName, isFailure, type Metric, type Result } from '../../metrics/metric.ts';
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
          const readings = Object.fromEntries(
            Object.entries(inputs).flatMap(([key, element]) => (element ? [[key, { element }]] : [])),
          );
          const { result } = reduce(reductionOf(name, metric, parameters), readings, 1);
          const problem = problemOf(result);
          expect(problem).toBeUndefined();
          expect(isFailure(result) && result.failure === 'METRIC_THREW' ? result.reason : '').toBe('');
        }),
        { numRuns: runsOf(name), seed },
      );
    });
  },
);

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
