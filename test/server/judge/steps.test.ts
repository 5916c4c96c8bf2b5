import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findSteps, type StepInput } from '../../../server/judge/steps.ts';
import { Random } from '../../random.ts';

const seed = 20_240_229;

/** Normal deviates (Box and Muller). */
function noise(count: number, noiseSeed: number): number[] {
  const random = new Random(noiseSeed);
  return Array.from({ length: count }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random.fraction()));
    return radius * Math.cos(2 * Math.PI * random.fraction());
  });
}

/** Values `shape(run) + noise`, one for each run. */
const series = (count: number, noiseSeed: number, shape: (run: number) => number = () => 0): number[] =>
  noise(count, noiseSeed).map((value, run) => value + shape(run));
const indicesOf = (input: StepInput): number[] => findSteps(input).map(({ index }) => index);
const seeds = Array.from({ length: 20 }, (_, index) => index + 1);
/** Steps found in 20 series of 200 runs. */
const foundIn = (inputOf: (noiseSeed: number) => StepInput): number =>
  seeds.reduce((sum, one) => sum + findSteps(inputOf(one)).length, 0);

describe('a step', () => {
  it('is found where it is, with the levels of both sides', () => {
    const [step, ...others] = findSteps({ values: series(200, 1, (run) => (run < 120 ? 50 : 56)) });
    expect(others).toEqual([]);
    expect(step?.index).toBe(120);
    expect(step?.before).toBeCloseTo(50, 0);
    expect(step?.after).toBeCloseTo(56, 0);
    expect(step?.significance).toBeGreaterThan(30);
  });

  it('is found in a trend without noise', () => {
    const values = Array.from({ length: 60 }, (_, run) => (run < 25 ? 0.98 : 0.981));
    expect(findSteps({ values })).toMatchObject([{ index: 25, before: 0.98, after: 0.981 }]);
  });

  it('is found at the end from the third run on', () => {
    const values = series(100, 2, (run) => (run < 97 ? 0 : 9));
    expect(indicesOf({ values: values.slice(0, 99) })).toEqual([]);
    expect(indicesOf({ values })).toEqual([97]);
  });

  it('begins at the first run with a value, and gaps do not hide it', () => {
    const values: (number | null)[] = series(100, 3, (run) => (run < 50 ? 0 : 8));
    values[50] = null;
    values[51] = Number.NaN;
    values[20] = Infinity;
    expect(indicesOf({ values })).toEqual([52]);
  });

  it('is found in each tooth of a saw', () => {
    const values = series(240, 4, (run) => -0.1 * (run % 80));
    const steps = findSteps({ values });
    expect(steps.map(({ index }) => index)).toEqual([80, 160]);
    // The levels are those at the step, not the means of the teeth.
    for (const { before, after } of steps) {
      expect(before).toBeLessThan(-7);
      expect(after).toBeGreaterThan(-1);
    }
  });

  it('of a trend whose values scatter by little is found beside runs with few entries', () => {
    const entries = noise(200, 5).map((_, run) => (run % 7 === 0 ? 10 : 10_000));
    const values = noise(200, 6).map((value, run) => (20 * value) / Math.sqrt(entries[run] ?? 1) + (run < 90 ? 0 : 1));
    const errors = entries.map((count) => 20 / Math.sqrt(count));
    expect(indicesOf({ values, errors })).toEqual([90]);
    expect(indicesOf({ values, entries })).toEqual([90]);
  });

  it('is added to noise anywhere and found there, one run off at most', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 40, max: 300 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 6, max: 1000, noNaN: true }),
        fc.boolean(),
        fc.nat(),
        (count, share, size, isUp, noiseSeed) => {
          const begin = 10 + Math.floor(share * (count - 20));
          const values = series(count, noiseSeed, (run) => (run < begin ? 0 : isUp ? size : -size));
          const steps = findSteps({ values }).filter(({ index }) => Math.abs(index - begin) <= 1);
          expect(steps).toHaveLength(1);
          expect(Math.sign((steps[0]?.after ?? 0) - (steps[0]?.before ?? 0))).toBe(isUp ? 1 : -1);
        },
      ),
      { numRuns: 200, seed },
    );
  });
});

describe('no step is found', () => {
  it.each<[string, (noiseSeed: number) => StepInput]>([
    ['in noise', (one) => ({ values: series(200, one) })],
    [
      'for outliers of one and two runs',
      (one) => ({ values: series(200, one, (run) => (run % 40 < 1 + (one % 2) ? 30 : 0)) }),
    ],
    ['in a drift', (one) => ({ values: series(200, one, (run) => 0.06 * run) })],
    ['in a drift that slows down', (one) => ({ values: series(200, one, (run) => 15 * Math.exp(-run / 80)) })],
    ['where a drift begins', (one) => ({ values: series(200, one, (run) => Math.max(0, 0.1 * (run - 100))) })],
    [
      'where the scatter changes',
      (one) => ({ values: series(200, one).map((value, run) => (run < 100 ? value : 4 * value)) }),
    ],
    [
      'in correlated noise',
      (one) => {
        let last = 0;
        return { values: series(200, one).map((value) => (last = 0.4 * last + value)) };
      },
    ],
    [
      'in a stretch of short runs with large errors',
      (one) => {
        const errors = noise(200, one).map((_, run) => (run > 90 && run < 110 ? 8 : 0.8));
        return { values: series(200, one + 100).map((value, run) => value * (errors[run] ?? 1)), errors };
      },
    ],
    ['in counts of something rare', (one) => ({ values: series(200, one).map((value) => (value > 1.5 ? 1 : 0)) })],
    ['in rounded values', (one) => ({ values: series(200, one).map((value) => Math.round(value)) })],
  ])('%s', (_, inputOf) => {
    expect(foundIn(inputOf)).toBeLessThanOrEqual(1); // of 4,000 runs
  });

  it.each<[string, (number | null)[]]>([
    ['no runs', []],
    ['gaps only', Array<null>(50).fill(null)],
    ['seven runs', [0, 0, 0, 0, 9, 9, 9]],
    ['equal values', Array<number>(50).fill(0.98)],
    ['rounding errors', Array.from({ length: 50 }, (_, run) => 0.1 + 0.2 + (run < 25 ? 0 : Number.EPSILON / 4))],
  ])('in %s', (_, values) => {
    expect(findSteps({ values, errors: values.map(() => 0), entries: values.map(() => 0) })).toEqual([]);
  });
});

describe('any numbers', () => {
  const odd = [0, -0, 6.9e-310, -5e-324, 1e-200, 1e200, -1e200, 1.7e308, -1.7e308, Number.NaN, Infinity, -Infinity];

  it.each(odd.filter((value) => Number.isFinite(value)).map((value) => [value]))(
    '%s in a few runs leaves the step of the others',
    (value) => {
      const values = series(100, 7, (run) => (run < 60 ? 5 : 25));
      for (const run of [10, 30, 31, 80]) values[run] = value;
      const steps = findSteps({ values });
      expect(steps.map(({ index }) => index)).toEqual([60]);
      expect(steps[0]?.before).toBeCloseTo(5, 0);
      expect(steps[0]?.after).toBeCloseTo(25, 0);
    },
  );

  it.each(odd.filter((value) => Math.abs(value) > 1e-320 && Number.isFinite(value)).map((value) => [value]))(
    'a step of %s is found',
    (value) => {
      const values = Array.from({ length: 40 }, (_, run) => (run < 20 ? 0 : value));
      expect(findSteps({ values })).toMatchObject([{ index: 20, before: 0, after: value }]);
    },
  );

  it('in a stretch of runs leave the step of the others', () => {
    const garbage = odd.filter((value) => Number.isFinite(value));
    const values = series(400, 9, (run) => (run < 60 ? 5 : 25));
    for (let run = 200; run < 240; run += 1) values[run] = garbage[run % garbage.length] ?? 0;
    const indices = indicesOf({ values, errors: values.map((value, run) => (run < 200 ? 1 : Math.abs(value))) });
    expect(indices.filter((index) => index < 195)).toEqual([60]);
    expect(indices.filter((index) => index > 245)).toEqual([]);
  });

  it('from the largest negative to the largest positive number are a step', () => {
    const values = Array.from({ length: 40 }, (_, run) => (run < 22 ? -1.7e308 : 1.7e308));
    expect(findSteps({ values })).toMatchObject([{ index: 22, before: -1.7e308, after: 1.7e308 }]);
  });

  it('give finite levels, the same each time, and are not changed', () => {
    const number = fc.oneof(fc.constantFrom(...odd, null), fc.double(), fc.double({ min: -10, max: 10, noNaN: true }));
    const column = fc.array(number, { maxLength: 60 });
    fc.assert(
      fc.property(column, column, column, (values, errors, entries) => {
        const input = { values: [...values], errors: [...errors], entries: [...entries] };
        const steps = findSteps(input);
        expect(findSteps({ values, errors, entries })).toEqual(steps);
        expect(input).toEqual({ values, errors, entries });
        for (const { index, before, after, significance } of steps) {
          expect(Number.isFinite(values[index])).toBe(true);
          expect([before, after, significance].every(Number.isFinite)).toBe(true);
        }
      }),
      { numRuns: 2_000, seed },
    );
  });
});

describe('the steps do not depend on', () => {
  const trend = fc
    .record({
      noiseSeed: fc.nat(),
      sizes: fc.array(fc.double({ min: -12, max: 12, noNaN: true }), { minLength: 1, maxLength: 5 }),
      slope: fc.double({ min: -0.1, max: 0.1, noNaN: true }),
    })
    .map(({ noiseSeed, sizes, slope }) =>
      series(200, noiseSeed, (run) => slope * run + (sizes[Math.floor((run / 200) * sizes.length)] ?? 0)),
    );

  it('the unit of the values', () => {
    fc.assert(
      fc.property(trend, fc.integer({ min: -900, max: 900 }), (values, exponent) => {
        const unit = 2 ** exponent; // exact
        const errors = values.map((_, run) => 0.3 + 0.1 * (run % 5));
        const scaled = findSteps({
          values: values.map((value) => value * unit),
          errors: errors.map((error) => error * unit),
        });
        const steps = findSteps({ values, errors });
        expect(scaled).toEqual(
          steps.map((step) => ({ ...step, before: step.before * unit, after: step.after * unit })),
        );
      }),
      { numRuns: 200, seed },
    );
  });

  it('the zero of the values, or their sign', () => {
    fc.assert(
      fc.property(
        trend,
        fc.double({ min: -1e4, max: 1e4, noNaN: true }),
        fc.constantFrom(1, -1),
        (values, zero, sign) => {
          const steps = findSteps({ values });
          const shifted = findSteps({ values: values.map((value) => zero + sign * value) });
          expect(shifted.map(({ index }) => index)).toEqual(steps.map(({ index }) => index));
          shifted.forEach(({ before, after, significance }, position) => {
            const step = steps[position];
            expect(before).toBeCloseTo(zero + sign * (step?.before ?? Number.NaN), 6);
            expect(after).toBeCloseTo(zero + sign * (step?.after ?? Number.NaN), 6);
            expect(significance).toBeCloseTo(step?.significance ?? Number.NaN, 5);
          });
        },
      ),
      { numRuns: 200, seed },
    );
  });
});

it('only steps of the given significance are reported', () => {
  const values = series(200, 8, (run) => (run < 100 ? 0 : run < 150 ? 20 : 18));
  const steps = findSteps({ values });
  expect(steps.map(({ index }) => index)).toEqual([100, 150]);
  const [first, second] = steps.map(({ significance }) => significance);
  expect(first).toBeGreaterThan(second ?? Infinity);
  expect(findSteps({ values }, { minSignificance: 30 }).map(({ index }) => index)).toEqual([100]);
});

const oracle = path.join(import.meta.dirname, '../../../../shared/oracle/steps');
/** A Python with numpy: ROOT_PYTHON, or the one that `python3` is. */
const python = process.env['ROOT_PYTHON'] ?? 'python3';
const isAvailable = existsSync(path.join(oracle, 'judge.py')) && spawnSync(python, ['-c', 'import numpy']).status === 0;

// The oracle is not part of HDQM: skipped without it next to the checkout, or without numpy.
describe.skipIf(!isAvailable)('the oracle (../shared/oracle/steps; ROOT_PYTHON names a Python with numpy)', () => {
  it('finds at least 98 % of the steps of 3 spreads, and at most 0.3 false steps in 1,000 points', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'hdqm-steps-'));
    try {
      const [made, found] = [path.join(folder, 'series.json'), path.join(folder, 'found.json')];
      const run = (script: string, ...args: string[]): { status: number | null; stdout: string; stderr: string } =>
        spawnSync(python, [path.join(oracle, script), ...args], { encoding: 'utf8' });
      expect(run('make_series.py', '--seed', '1', '--out', made)).toMatchObject({ status: 0 });
      const trends = JSON.parse(readFileSync(made, 'utf8')) as StepInput[];
      writeFileSync(found, JSON.stringify(trends.map(indicesOf)));
      const judged = run('judge.py', made, found, '--min-recall', '0.98', '--max-false', '0.3');
      expect(judged).toMatchObject({ status: 0 });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
