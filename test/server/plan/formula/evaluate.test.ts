import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFailure, value, type Failure, type Value } from '../../../../metrics/metric.ts';
import { evaluate, type InputTrend } from '../../../../server/plan/formula/evaluate.ts';
import type { Correlation } from '../../../../server/plan/formula/formula.ts';
import { parseFormula } from '../../../../server/plan/formula/parse.ts';
import { unknownQuantities } from './inputs.ts';

const dataset = { primaryDataset: 'ZeroBias', processing: 'ReReco' };

/** Evaluates an expression of trends, which are given by `NAME` or `PROCESSING:NAME`. */
function result(
  text: string,
  trends: Readonly<Record<string, InputTrend>>,
  correlation: Correlation = 0,
  quantities = unknownQuantities,
): Value | Failure {
  const trend = (name: string, { processing }: { processing: string }): InputTrend =>
    trends[processing === dataset.processing ? name : `${processing}:${name}`] ?? {
      failure: 'NO_DATA',
      reason: 'no file',
    };
  return evaluate(parseFormula(text), dataset, { trend, quantities }, correlation);
}

const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true }).filter((x) => x === 0 || Math.abs(x) > 1e-6);
const error = fc.double({ min: 0, max: 1e3, noNaN: true });
const input = fc.tuple(finite, error, error).map(([x, low, high]) => value(x, { low, high }));
const nonZero = input.filter(({ value }) => value !== 0);
const correlation = fc.constantFrom<Correlation>(0, 0.5, 1, -1, 'same data');

describe('a derived value', () => {
  it('A divided by A is 1, and A minus A 0, without uncertainty', () => {
    fc.assert(
      fc.property(nonZero, correlation, (a, rho) => {
        const ratio = result('${a} / ${a}', { a }, rho) as Value;
        expect(ratio.value).toBeCloseTo(1, 12);
        expect(ratio.errorHigh).toBeLessThanOrEqual((1e-12 * (a.errorHigh + a.errorLow)) / Math.abs(a.value));
        expect(result('${a} - ${a}', { a }, rho)).toEqual({ value: 0, errorLow: 0, errorHigh: 0 });
      }),
    );
  });

  it('scales with a factor, whose sign exchanges the uncertainties', () => {
    fc.assert(
      fc.property(input, finite, (a, factor) => {
        const scaled = result(`${factor < 0 ? `(${factor})` : factor} * \${a}`, { a }) as Value;
        const [low, high] = factor < 0 ? [a.errorHigh, a.errorLow] : [a.errorLow, a.errorHigh];
        const size = Math.abs(factor);
        expect(scaled.value + 0).toBe(factor * a.value + 0); // -0 is 0
        expect(scaled.errorLow).toBeCloseTo(size * low, 9 - Math.ceil(Math.log10(1 + size * low)));
        expect(scaled.errorHigh).toBeCloseTo(size * high, 9 - Math.ceil(Math.log10(1 + size * high)));
      }),
    );
  });

  it('has uncertainties that are finite and not negative, or is a gap with a reason', () => {
    const texts = [
      '${a} / ${b}',
      '${a} ^ ${b}',
      'log(${a}) - sqrt(${b})',
      'exp(${a}) * max(${a}, ${b})',
      'abs(${a}) / (${a} + ${b})',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...texts), input, input, correlation, (text, a, b, rho) => {
        const found = result(text, { a, b }, rho);
        if (isFailure(found)) expect(found.reason).not.toBe('');
        else {
          expect(Number.isFinite(found.value)).toBe(true);
          expect(found.errorLow).toBeGreaterThanOrEqual(0);
          expect(found.errorHigh).toBeGreaterThanOrEqual(0);
          expect(Number.isFinite(found.errorLow + found.errorHigh)).toBe(true);
        }
      }),
    );
  });

  it('of independent inputs adds their contributions in quadrature', () => {
    const [a, b] = [value(10, 3), value(20, 4)];
    expect(result('${a} + ${b}', { a, b })).toEqual({ value: 30, errorLow: 5, errorHigh: 5 });
    expect(result('${a} - ${b}', { a, b })).toEqual({ value: -10, errorLow: 5, errorHigh: 5 });
    const { errorHigh } = result('${a} / ${b}', { a, b }) as Value;
    expect(errorHigh).toBeCloseTo(0.5 * Math.hypot(3 / 10, 4 / 20), 12);
  });

  it('of correlated inputs has the uncertainty of their covariance', () => {
    const [a, b] = [value(10, 3), value(20, 4)];
    expect(result('${a} - ${b}', { a, b }, 1)).toMatchObject({ errorHigh: 1 });
    expect(result('${a} + ${b}', { a, b }, 1)).toMatchObject({ errorHigh: 7 });
    expect((result('${a} + ${b}', { a, b }, 0.5) as Value).errorHigh).toBeCloseTo(Math.sqrt(9 + 16 + 12), 12);
  });

  it('of inputs of the same data has the variance of the binomial, and the difference of variances', () => {
    const counts = (n: number): Value => value(n, Math.sqrt(n));
    const efficiency = result('${passed} / ${all}', { passed: counts(90), all: counts(100) }, 'same data') as Value;
    expect(efficiency.errorHigh).toBeCloseTo(Math.sqrt((0.9 * 0.1) / 100), 12);
    expect((result('${a} - ${b}', { a: value(1, 5), b: value(2, 3) }, 'same data') as Value).errorLow).toBeCloseTo(
      4,
      12,
    );
  });

  it('takes the lower uncertainty of an input that it decreases with to its upper one', () => {
    const [a, b] = [value(1, { low: 1, high: 2 }), value(1, { low: 3, high: 4 })];
    expect(result('${a} - ${b}', { a, b })).toEqual({
      value: 0,
      errorLow: Math.hypot(1, 4),
      errorHigh: Math.hypot(2, 3),
    });
  });

  it('of a derived trend has the uncertainty in the inputs of that one', () => {
    const inputs = { a: value(6, 3), b: value(2, 1), ratio: { formula: parseFormula('${a} / ${b}') } };
    expect(result('${ratio} * ${b}', inputs)).toEqual({ value: 6, errorLow: 3, errorHigh: 3 });
  });

  it('reads the inputs of a derived trend of another processing there', () => {
    const formula = parseFormula('${a} / 2');
    const inputs = { a: value(1), 'PromptReco:a': value(8), half: { formula }, 'PromptReco:half': { formula } };
    expect(result('${PromptReco:half} - ${half}', inputs)).toMatchObject({ value: 3.5 });
  });

  it('uses quantities of the run, without uncertainty', () => {
    const quantities = { ...unknownQuantities, recordedLumi: 4 };
    expect(result('${a} / recordedLumi', { a: value(8, 2) }, 0, quantities)).toEqual({
      value: 2,
      errorLow: 0.5,
      errorHigh: 0.5,
    });
  });
});

describe('a gap', () => {
  const [a, zero] = [value(1, 0.1), value(0, 0.1)];
  it.each<[string, string, string]>([
    ['${a} / ${zero}', 'NO_DATA', 'the denominator ${zero} is 0'],
    ['${a} / (${a} - ${a})', 'NO_DATA', 'the denominator (${a} - ${a}) is 0'],
    ['log(${zero})', 'NOT_FINITE', 'log(${zero}) is not finite'],
    ['sqrt(-${a})', 'NOT_FINITE', 'sqrt(-${a}) is not finite'],
    ['sqrt(${zero})', 'NOT_FINITE', 'the uncertainty of sqrt(${zero}) is not finite'],
    ['${a} + ${broken}', 'FIT_FAILED', 'broken: no convergence'],
    ['${a} + ${PromptReco:b}', 'NO_DATA', 'PromptReco:b: no file'],
    ['${a} / recordedLumi', 'NO_DATA', 'recordedLumi of the run is not known'],
    ['${inner} + 1', 'NO_DATA', 'inner: the denominator ${zero} is 0'],
    ['${loop}', 'NOT_FINITE', 'is derived from itself'],
  ])('%s has the reason', (text, failure, reason) => {
    const found = result(text, {
      a,
      zero,
      broken: { failure: 'FIT_FAILED', reason: 'no convergence' },
      inner: { formula: parseFormula('${a} / ${zero}') },
      loop: { formula: parseFormula('${loop} + 1') },
    });
    expect(found).toEqual({ failure, reason: expect.stringContaining(reason) as string });
  });
});
