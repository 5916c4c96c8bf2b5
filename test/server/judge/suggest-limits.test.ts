import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBeyond } from '../../../server/judge/limits.ts';
import { findSteps } from '../../../server/judge/steps.ts';
import { type DatasetTrend, type SuggestionOptions, suggestLimits } from '../../../server/judge/suggest-limits.ts';
import type { Limit } from '../../../server/plan/plan.ts';
import { Random } from '../../random.ts';

/** Normal deviates (Box and Muller). */
function noise(count: number, seed: number): number[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random.fraction()));
    return radius * Math.cos(2 * Math.PI * random.fraction());
  });
}

/** A trend without errors, with the steps that a judgement finds. */
const trend = (values: readonly (number | null)[], primaryDataset = 'ZeroBias'): DatasetTrend => ({
  primaryDataset,
  processing: 'PromptReco',
  runs: values.map((_, index) => 367_000 + index),
  values,
  errors: [],
  entries: [],
  stepRuns: findSteps({ values }).map(({ index }) => 367_000 + index),
  baselineRun: null,
});
const limitsOf = (values: readonly (number | null)[], options?: SuggestionOptions): readonly Limit[] =>
  suggestLimits([trend(values)], options).limits;
/** `warning.scope min..max` of each. */
const written = (limits: readonly Limit[]): string[] =>
  limits.map(({ severity, scope, min, max }) => `${severity}${scope === null ? '' : `.${scope}`} ${min}..${max}`);

describe('the limits of a trend', () => {
  it('are its range, widened by its noise and rounded outwards to digits of the width', () => {
    const values = noise(200, 1).map((value) => 15_000 + 100 * value);
    const [warning, error] = limitsOf(values);
    expect([warning?.severity, error?.severity]).toEqual(['warning', 'error']);
    expect([warning?.scope, error?.scope]).toEqual([null, null]);
    for (const [limit, sigmas] of [
      [warning, 4.5],
      [error, 7.5],
    ] as const) {
      expect(Math.abs((limit?.min ?? 0) - (15_000 - 100 * sigmas))).toBeLessThan(70);
      expect(Math.abs((limit?.max ?? 0) - (15_000 + 100 * sigmas))).toBeLessThan(70);
      expect((limit?.min ?? 1) % 10).toBe(0);
      expect((limit?.max ?? 1) % 10).toBe(0);
    }
  });

  it('come from the values after the last step, or after earlier ones', () => {
    const values = noise(90, 2).map((value, run) => value + (run < 30 ? 200 : run < 60 ? 100 : 150));
    const of = (segments: number): readonly [number, number] => {
      const [{ min, max } = { min: 0, max: 0 }] = limitsOf(values, { segments });
      return [min ?? 0, max ?? 0];
    };
    for (const [segments, low, high] of [
      [1, 145, 155],
      [2, 95, 155],
      [3, 95, 205],
      [9, 95, 205],
    ] as const) {
      const [min, max] = of(segments);
      expect(Math.abs(min - low)).toBeLessThan(3);
      expect(Math.abs(max - high)).toBeLessThan(3);
    }
    const { segments } = suggestLimits([trend(values)]);
    expect(segments).toMatchObject([{ firstRun: 367_060, lastRun: 367_089, points: 30, since: 'step' }]);
  });

  it('come from no value before the baseline, and from steps among the given runs alone', () => {
    const values = noise(120, 9).map((value, run) => value + 100 * Math.floor(run / 30));
    const whole = trend(values);
    expect(whole.stepRuns).toEqual([367_030, 367_060, 367_090]);
    const part = { ...whole, runs: whole.runs.slice(35, 85), values: values.slice(35, 85) };
    for (const [given, segments, firstRun, points, since] of [
      [{ ...whole, baselineRun: 367_060 }, 9, 367_060, 60, 'baseline'],
      [{ ...whole, baselineRun: 367_070 }, 2, 367_070, 50, 'baseline'],
      [{ ...whole, baselineRun: 367_040 }, 2, 367_060, 60, 'step'],
      [{ ...whole, baselineRun: 367_100 }, 1, 367_100, 20, 'baseline'],
      [{ ...whole, baselineRun: 367_200 }, 1, null, 0, 'baseline'],
      [{ ...whole, baselineRun: 366_000 }, 9, 367_000, 120, null],
      [part, 1, 367_060, 25, 'step'],
      [part, 2, 367_035, 50, null],
    ] as const)
      expect(suggestLimits([given], { segments }).segments).toMatchObject([{ firstRun, points, since }]);
  });

  it('are not widened by outliers, which are counted', () => {
    const clean = noise(100, 3);
    const values = clean.map((value, run) => (run % 30 === 7 ? 40 : value));
    const { limits, segments } = suggestLimits([trend(values)]);
    expect(limits[0]?.max).toBeLessThan(6);
    expect(limits[1]?.max).toBeLessThan(9);
    expect(segments[0]?.outside).toEqual({ warning: 4, error: 4 });
  });

  it('cover a drift, but no more than its noise beyond', () => {
    const values = noise(120, 4).map((value, run) => 500 - run + value);
    const { limits, segments } = suggestLimits([trend(values)]);
    expect(segments[0]).toMatchObject({ points: 120, outside: { warning: 0, error: 0 } });
    const [{ min, max } = { min: 0, max: 0 }] = limits;
    expect(min).toBeLessThan(382);
    expect(min).toBeGreaterThan(370);
    expect(max).toBeGreaterThan(499);
    expect(max).toBeLessThan(510);
  });

  it('have no end that no value can reach', () => {
    const counts = noise(60, 5).map((value) => Math.floor(Math.abs(2 * value)));
    expect(limitsOf(counts).map(({ min }) => min)).toEqual([null, null]);
    expect(limitsOf(counts.map((value) => -value)).map(({ max }) => max)).toEqual([null, null]);
    expect(limitsOf(noise(60, 5)).every(({ min, max }) => min !== null && max !== null)).toBe(true);
    // The error reaches farther down than the warning.
    expect(written(limitsOf(noise(60, 6).map((value) => 6.5 + value)))[1]).toMatch(/^error null\.\./);
  });

  it('of a constant are its value, as a warning', () => {
    expect(written(limitsOf(Array<number>(30).fill(0)))).toEqual(['warning 0..0']);
    expect(written(limitsOf(Array<number>(30).fill(46)))).toEqual(['warning 46..46']);
    expect(written(limitsOf(Array<number>(30).fill(-1 / 3)))).toEqual(['warning -0.333334..-0.333333']);
    const [warning] = limitsOf([...Array<number>(60).fill(5), 7]);
    expect(warning?.max).toBeLessThan(6);
  });

  it('need 20 values', () => {
    const values: (number | null)[] = noise(24, 7);
    values[3] = values[4] = values[5] = null;
    values[6] = Number.NaN;
    expect(limitsOf(values)).toHaveLength(2);
    values[7] = null;
    const { limits, segments } = suggestLimits([trend(values)]);
    expect(limits).toEqual([]);
    expect(segments).toMatchObject([{ points: 19, isEnough: false, outside: { warning: 0, error: 0 } }]);
    expect(suggestLimits([trend([null, null])]).segments).toMatchObject([{ firstRun: null, points: 0 }]);
  });

  it('cover all inner values, are nested, and count what they exclude, whatever the values', () => {
    const magnitude = fc.oneof(
      fc.double({ noNaN: false }),
      fc.integer({ min: -3, max: 3 }),
      fc.double({ min: 1, max: 2 }),
    );
    fc.assert(
      fc.property(fc.array(fc.option(magnitude), { minLength: 20, maxLength: 60 }), (values) => {
        const { limits, segments } = suggestLimits([trend(values)]);
        const [warning, error] = limits;
        for (const limit of limits) {
          expect(limit.min === null || Number.isFinite(limit.min)).toBe(true);
          expect(limit.max === null || Number.isFinite(limit.max)).toBe(true);
          expect(limit.min ?? -Infinity).toBeLessThanOrEqual(limit.max ?? Infinity);
        }
        if (warning && error) {
          expect(error.min ?? -Infinity).toBeLessThanOrEqual(warning.min ?? -Infinity);
          expect(error.max ?? Infinity).toBeGreaterThanOrEqual(warning.max ?? Infinity);
        }
        const [segment] = segments;
        const used = values.slice((segment?.firstRun ?? 367_000) - 367_000).filter((value) => Number.isFinite(value));
        expect(segment?.points).toBe(used.length);
        for (const severity of ['warning', 'error'] as const) {
          const limit = limits.find((each) => each.severity === severity);
          const beyond = limit ? used.filter((value) => isBeyond(limit, value ?? 0)).length : 0;
          expect(segment?.outside[severity]).toBe(beyond);
          expect(beyond).toBeLessThanOrEqual(used.length / 2);
        }
      }),
      { seed: 20_240_229, numRuns: 300 },
    );
  });

  it('scale with the unit of the values', () => {
    const values = noise(50, 8).map((value) => 7 + value);
    const [limit] = limitsOf(values);
    for (const factor of [1e-9, 1e-3, 1e4, 1e12]) {
      const [scaled] = limitsOf(values.map((value) => factor * value));
      expect((scaled?.min ?? 0) / factor).toBeCloseTo(limit?.min ?? 0, 9);
      expect((scaled?.max ?? 0) / factor).toBeCloseTo(limit?.max ?? 0, 9);
    }
  });
});

describe('the limits of several datasets', () => {
  const values = (level: number, count = 40): number[] => noise(count, level).map((value) => level + value);

  it('are the same where these agree, also those with few values', () => {
    const { limits } = suggestLimits([trend(values(100)), trend(values(101), 'Muon0'), trend(values(99, 5), 'JetHT')]);
    expect(limits.map(({ severity, scope }) => [severity, scope])).toEqual([
      ['warning', null],
      ['error', null],
    ]);
  });

  it('are variants where they differ; those with few values have none', () => {
    const { limits, segments } = suggestLimits([
      trend(values(100)),
      trend(values(130), 'Cosmics'),
      trend(values(160, 5), 'JetHT'),
    ]);
    expect(limits.map(({ severity, scope }) => `${severity}.${scope}`)).toEqual([
      'warning.ZeroBias',
      'error.ZeroBias',
      'warning.Cosmics',
      'error.Cosmics',
    ]);
    expect(segments.every(({ outside }) => outside.warning === 0)).toBe(true);
    const few = suggestLimits([trend(values(100)), trend(values(160, 5), 'JetHT')]);
    expect(few.limits.map(({ scope }) => scope)).toEqual(['ZeroBias', 'ZeroBias']);
  });

  it('are variants where not all datasets are given', () => {
    expect(limitsOf(values(100), { isComplete: false }).map(({ scope }) => scope)).toEqual(['ZeroBias', 'ZeroBias']);
  });

  it('cover all processings of a primary dataset', () => {
    const rereco = { ...trend(values(110)), processing: '19Dec2023' };
    const { limits } = suggestLimits([trend(values(100)), rereco]);
    expect(limits.map(({ scope }) => scope)).toEqual(['ZeroBias', 'ZeroBias']);
    expect(limits[0]?.min).toBeLessThan(97);
    expect(limits[0]?.max).toBeGreaterThan(113);
  });
});
