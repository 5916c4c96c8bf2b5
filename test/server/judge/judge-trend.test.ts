import { describe, expect, it } from 'vitest';
import { type JudgeInput, judgeTrend } from '../../../server/judge/judge-trend.ts';

/** Reproducible noise of a normal distribution (sum of 12 uniform numbers). */
function noise(count: number, seed = 1): number[] {
  let state = seed;
  const uniform = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  return Array.from({ length: count }, () => Array.from({ length: 12 }, uniform).reduce((a, b) => a + b) - 6);
}

function input(values: readonly (number | null)[], rest: Partial<JudgeInput> = {}): JudgeInput {
  return {
    runs: values.map((_, index) => 100 + index),
    values,
    limits: [],
    causes: ['limits', 'steps', 'anomalies'],
    minEntries: null,
    baselineRun: null,
    ...rest,
  };
}

const quiet = noise(100).map((value) => 50 + value);
const replaced = (values: readonly (number | null)[], from: number, by: readonly (number | null)[]) =>
  values.map((value, index) => (index >= from && index < from + by.length ? (by[index - from] ?? null) : value));

describe('judgeTrend', () => {
  it('finds nothing in noise', () => {
    expect(judgeTrend(input(quiet))).toMatchObject({
      findings: [],
      segments: [{ firstRun: 100, lastRun: 199, runs: 100, levelBefore: null, significance: null }],
    });
  });

  it('finds an outlier as an anomaly, which ends after three good runs', () => {
    expect(judgeTrend(input(replaced(quiet, 90, [80]))).findings).toEqual([
      {
        cause: 'anomalies',
        severity: 'warning',
        firstRun: 190,
        lastRun: 190,
        endRun: 193,
        value: 80,
        reference: expect.closeTo(50, 0),
        significance: expect.closeTo(30, -1),
      },
    ]);
    expect(judgeTrend(input(replaced(quiet, 98, [80]))).findings).toMatchObject([{ firstRun: 198, endRun: null }]);
  });

  it('finds a lasting step where it is, not as an anomaly', () => {
    const stepped = quiet.map((value, index) => (index >= 80 ? value + 10 : value));
    const { findings, segments } = judgeTrend(input(stepped));
    expect(findings).toMatchObject([{ cause: 'steps', firstRun: 180, lastRun: 199, endRun: null }]);
    expect(findings[0]?.reference).toBeCloseTo(50, 0);
    expect(findings[0]?.value).toBeCloseTo(60, 0);
    expect(segments).toMatchObject([
      { firstRun: 100, lastRun: 179, significance: null },
      { firstRun: 180, lastRun: 199 },
    ]);
  });

  it('ends a step where the level returns, or changes again', () => {
    const shifted = (from: number, to: number, by: number) => (value: number, index: number) =>
      index >= from && index < to ? value + by : value;
    expect(judgeTrend(input(quiet.map(shifted(60, 80, 10)))).findings).toMatchObject([
      { cause: 'steps', firstRun: 160, lastRun: 179, endRun: 180 },
    ]);
    expect(
      judgeTrend(input(quiet.map(shifted(60, 80, 10)).map(shifted(80, 100, 25)))).findings.map(
        ({ firstRun, endRun }) => [firstRun, endRun],
      ),
    ).toEqual([
      [160, 180],
      [180, null],
    ]);
  });

  it('gives each segment its noise and the runs that are far from its level, with their distances', () => {
    const values = replaced(replaced(quiet, 90, [80]), 40, [54]);
    const { segments, findings } = judgeTrend(input(values));
    expect(segments).toMatchObject([
      { noise: expect.closeTo(1, 0), baseline: null, farRuns: [140, 190], anomalousRuns: [190] },
    ]);
    const [first = 0, second] = segments[0]?.farDistances ?? [];
    expect(first).toBeGreaterThan(3);
    expect(second).toBe(findings[0]?.significance);
    // Nothing is an anomaly where anomalies raise no alarm.
    expect(judgeTrend(input(values, { causes: ['limits', 'steps'] })).segments).toMatchObject([
      { farRuns: [140, 190], anomalousRuns: [] },
    ]);
  });

  it('gives the distance of a run by its own error', () => {
    const errors = quiet.map((_, index) => (index === 90 ? 10 : 1));
    const { segments } = judgeTrend(input(replaced(quiet, 90, [70]), { errors }));
    const [{ farRuns, farDistances, firstLevel, noise }] = segments as [(typeof segments)[number]];
    expect(farRuns).toContain(190); // far for a typical run
    const distance = farDistances[farRuns.indexOf(190)];
    expect(distance).toBeLessThan((0.5 * (70 - firstLevel)) / noise);
  });

  it('compares a short newest level with the one before if steps raise no alarm', () => {
    const values = quiet.map((value, index) => (index >= 97 ? value + 20 : value));
    const { segments } = judgeTrend(input(values, { causes: ['anomalies'] }));
    expect(segments).toMatchObject([
      { baseline: null },
      { firstRun: 197, baseline: segments[0]?.lastLevel, farRuns: [197, 198, 199], anomalousRuns: [197, 198, 199] },
    ]);
    expect(judgeTrend(input(values)).segments).toMatchObject([{}, { firstRun: 197, baseline: null, farRuns: [] }]);
  });

  it('judges runs without a value if most runs before have one', () => {
    const lost = replaced(quiet, 97, [null, null, null]);
    expect(judgeTrend(input(lost)).findings).toMatchObject([
      { cause: 'anomalies', firstRun: 197, lastRun: 199, endRun: null, value: null, significance: null },
    ]);
    expect(judgeTrend(input(replaced(quiet, 98, [null, null]))).findings).toEqual([]);
    const rare = quiet.map((value, index) => (index % 4 === 0 ? value : null));
    expect(judgeTrend(input(rare)).findings).toEqual([]);
  });

  it('compares with limits, each in its runs', () => {
    const limits = [
      { severity: 'warning', min: 40, max: 60, firstRun: 100, lastRun: 149 },
      { severity: 'error', min: 30, max: null, firstRun: 100, lastRun: 199 },
    ] as const;
    const values = replaced(replaced(quiet, 40, [65, 20]), 95, [65, 20]);
    expect(judgeTrend(input(values, { limits, causes: ['limits'] })).findings).toMatchObject([
      { severity: 'error', firstRun: 140, lastRun: 141, endRun: 144, value: 20, reference: 30, significance: null },
      { severity: 'error', firstRun: 196, lastRun: 196, endRun: 199, value: 20, reference: 30 },
    ]);
    expect(judgeTrend(input(values, { limits, causes: [] })).findings).toEqual([]);
  });

  it('does not judge values with too few entries, nor count them as missing', () => {
    const values = replaced(quiet, 95, [300, 300, 300, 300, 300]);
    const entries = values.map((_, index) => (index >= 95 ? 5 : 1000));
    expect(judgeTrend(input(values, { entries, minEntries: 10 })).findings).toEqual([]);
    expect(judgeTrend(input(values, { entries, minEntries: 5 })).findings).not.toEqual([]);
  });

  it('starts from the baseline that was set by hand', () => {
    const stepped = quiet.map((value, index) => (index >= 80 ? value + 10 : value));
    const { findings, segments } = judgeTrend(input(stepped, { baselineRun: 180 }));
    expect(findings).toEqual([]);
    expect(segments).toMatchObject([{ lastRun: 179 }, { firstRun: 180, levelBefore: null }]);
    expect(judgeTrend(input(replaced(stepped, 99, [90]), { baselineRun: 180 })).findings).toMatchObject([
      { cause: 'anomalies', firstRun: 199 },
    ]);
    expect(judgeTrend(input(stepped, { baselineRun: 500 })).findings).toEqual([]);
  });

  it('asks more of a trend that often has outliers', () => {
    const spiky = quiet.map((value, index) => (index % 20 === 7 ? value + 12 : value));
    expect(judgeTrend(input(replaced(spiky, 95, [62]))).findings.filter(({ firstRun }) => firstRun === 195)).toEqual(
      [],
    );
    expect(judgeTrend(input(replaced(quiet, 95, [62]))).findings).toMatchObject([{ firstRun: 195 }]);
  });

  it('asks less of each of two runs in a row', () => {
    const at = (...values: number[]) =>
      judgeTrend(input(replaced(quiet, 90, values))).findings.map(({ firstRun, lastRun }) => [firstRun, lastRun]);
    expect(at(57)).toEqual([]);
    expect(at(57, 57.5)).toEqual([[190, 191]]);
    expect(at(57, 43)).toEqual([]); // at opposite sides
    expect(at(57, 50, 57)).toEqual([]);
  });

  it('asks more of a trend with heavy tails, but not because of bad data', () => {
    const tails = quiet.map((value, index) => 50 + (value - 50) * (index % 10 === 3 ? 4 : 1));
    const outlier = [66];
    expect(judgeTrend(input(replaced(tails, 95, outlier))).findings).toEqual([]);
    expect(judgeTrend(input(replaced(quiet, 95, outlier))).findings).toMatchObject([{ firstRun: 195 }]);
    const bad = replaced(replaced(quiet, 40, [90, 91]), 95, outlier);
    expect(judgeTrend(input(bad)).findings).toMatchObject([{ firstRun: 140, lastRun: 141 }, { firstRun: 195 }]);
  });

  it('takes as many missing runs as are no chance', () => {
    const rare = noise(200).map((value, index) => (index % 5 === 0 ? null : value));
    const lost = (count: number) => judgeTrend(input(replaced(rare, 200 - count, Array(count).fill(null)))).findings;
    expect(lost(6)).toEqual([]);
    expect(lost(9)).toMatchObject([{ firstRun: 290, lastRun: 299, value: null }]); // run 290 has no value either
  });

  it('finds no step in values that vary from fill to fill, unless it is larger', () => {
    const fills = noise(40, 7).map((value) => 3 * value);
    const varying = noise(200, 8).map((value, index) => value + (fills[Math.floor(index / 5)] ?? 0));
    expect(judgeTrend(input(varying)).findings).toEqual([]);
    expect(judgeTrend(input(varying.map((value, index) => (index < 170 ? value : value + 40)))).findings).toMatchObject(
      [{ cause: 'steps', firstRun: 270 }],
    );
  });

  it('keeps a step of little significance in the segments, without a finding', () => {
    const small = quiet.map((value, index) => (index < 90 ? value : value + 2));
    const { segments, findings } = judgeTrend(input(small));
    expect(segments).toMatchObject([{}, { significance: expect.any(Number) }]);
    expect(segments[1]?.significance).toBeLessThan(8);
    expect(findings).toEqual([]);
  });

  it('does not depend on unit and zero of the values', () => {
    const values = replaced(
      quiet.map((value, index) => (index >= 60 ? value + 6 : value)),
      90,
      [90],
    );
    const found = (scale: number, shift: number) =>
      judgeTrend(input(values.map((value) => (value === null ? null : value * scale + shift)))).findings.map(
        ({ cause, firstRun, lastRun, endRun }) => ({ cause, firstRun, lastRun, endRun }),
      );
    const expected = found(1, 0);
    expect(expected.map(({ cause }) => cause)).toEqual(['steps', 'anomalies']);
    for (const [scale, shift] of [
      [1024, 0],
      [-0.5, 0],
      [1, 1e6],
      [2 ** -60, 0],
    ] as const)
      expect(found(scale, shift)).toEqual(expected);
  });

  it.each([
    ['uninitialised numbers', [6.9e-310, 1e200, -1.7e308, 1.7e308]],
    ['numbers that are not finite', [Number.NaN, Infinity, -Infinity, Number.NaN]],
  ])('takes %s', (_, numbers) => {
    const { findings, segments } = judgeTrend(input(replaced(quiet, 90, numbers)));
    for (const number of [...findings, ...segments].flatMap((row) => Object.values(row) as unknown[]))
      if (typeof number === 'number') expect(number).toSatisfy(Number.isFinite);
    expect(judgeTrend(input(numbers)).segments.length).toBeLessThan(2);
  });

  it('judges a constant, and what differs from it', () => {
    const constant = quiet.map(() => 7);
    expect(judgeTrend(input(constant))).toMatchObject({ findings: [], segments: [{ firstLevel: 7, lastLevel: 7 }] });
    expect(judgeTrend(input(replaced(constant, 90, [8]))).findings).toMatchObject([{ firstRun: 190, value: 8 }]);
    expect(judgeTrend(input([])).segments).toEqual([]);
  });
});
