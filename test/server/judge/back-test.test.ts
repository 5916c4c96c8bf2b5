import { describe, expect, it } from 'vitest';
import { backTest, type JudgedBy, type TestedRun } from '../../../server/judge/back-test.ts';

const config: JudgedBy = { limits: [], alarms: ['limits', 'steps', 'anomalies'], minEntries: null };

/** Runs from 100 on, with values around 50. */
function runs(change: (index: number) => Partial<TestedRun> = () => ({})): TestedRun[] {
  return Array.from({ length: 60 }, (_, index) => ({
    run: 100 + index,
    primaryDataset: 'ZeroBias',
    era: 'Run2023C',
    runClass: 'Collisions23',
    value: 50 + Math.sin(7 * index),
    errorLow: 1,
    errorHigh: 1,
    entries: 1000,
    statuses: ['GOOD'],
    ...change(index),
  }));
}

describe('backTest', () => {
  it('finds nothing in a quiet trend', () => {
    expect(backTest(runs(), config)).toMatchObject({
      runs: 60,
      segments: [{ firstRun: 100, lastRun: 159, levelBefore: null }],
      findings: [],
      agreement: { badRuns: 0, caughtRuns: [], missedRuns: [], goodRuns: 60, disturbedRuns: [] },
    });
  });

  it('counts BAD runs that are caught and missed, and GOOD runs that are disturbed', () => {
    const outliers = runs((index) => ({
      ...(index === 30 || index === 50 ? { value: 90 } : {}),
      ...(index === 30 || index === 40 ? { statuses: ['GOOD', 'BAD'] as const } : {}),
    }));
    const { findings, agreement } = backTest(outliers, config);
    expect(findings.map(({ cause, firstRun, text }) => [cause, firstRun, text])).toEqual([
      ['anomalies', 130, expect.stringMatching(/^90 instead of 50/)],
      ['anomalies', 150, expect.stringMatching(/^90 instead of 50/)],
    ]);
    expect(agreement).toEqual({
      badRuns: 2,
      caughtRuns: [130],
      missedRuns: [140],
      goodRuns: 58,
      disturbedRuns: [150],
    });
  });

  it('has steps, with the levels before and after', () => {
    const stepped = runs((index) => (index >= 40 ? { value: 80 + Math.sin(7 * index), statuses: ['BAD'] } : {}));
    const { segments, findings, agreement } = backTest(stepped, config);
    expect(segments).toHaveLength(2);
    expect(segments[1]?.levelBefore).toBeCloseTo(50, 0);
    expect(findings).toMatchObject([
      { cause: 'steps', firstRun: 140, lastRun: 159, endRun: null, text: expect.stringMatching(/^level from /) },
    ]);
    expect(agreement).toMatchObject({ badRuns: 20, caughtRuns: { length: 20 }, disturbedRuns: [] });
  });

  it('counts only the first GOOD runs after a lasting step as disturbed', () => {
    const { agreement } = backTest(
      runs((index) => (index >= 40 ? { value: 80 + Math.sin(7 * index) } : {})),
      config,
    );
    expect(agreement?.disturbedRuns).toEqual([140, 141, 142, 143, 144]);
  });

  it('applies limits by their scope, also where they raise no alarm, and not below minEntries', () => {
    const limits = [{ severity: 'error', scope: 'Run2023C', min: null, max: 60 }] as const;
    const tested = runs((index) => ({
      ...(index === 10 || index === 20 || index === 55 ? { value: 70 } : {}),
      ...(index === 20 ? { entries: 5 } : {}),
      ...(index >= 50 ? { era: 'Run2023D' } : {}),
    }));
    const judgedBy: JudgedBy = { limits, alarms: ['limits'], minEntries: 100 };
    expect(backTest(tested, judgedBy).limits).toEqual([
      { severity: 'error', min: null, max: 60, firstRun: 100, lastRun: 149 },
    ]);
    expect(backTest(tested, judgedBy).findings).toMatchObject([
      { cause: 'limits', firstRun: 110, lastRun: 110, text: '70 is above the error limit 60' },
    ]);
    const silent = backTest(tested, { ...judgedBy, alarms: [] });
    expect(silent.findings).toEqual([]);
    expect(silent.agreement?.disturbedRuns).toEqual([110]);
  });

  it('has no agreement where no run is GOOD or BAD', () => {
    expect(
      backTest(
        runs(() => ({ statuses: ['STANDBY', null] })),
        config,
      ).agreement,
    ).toBeNull();
    expect(
      backTest(
        runs(() => ({ statuses: [] })),
        config,
      ).agreement,
    ).toBeNull();
    expect(backTest([], config)).toEqual({ runs: 0, limits: [], segments: [], findings: [], agreement: null });
  });
});
