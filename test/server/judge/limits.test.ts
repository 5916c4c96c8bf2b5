import { describe, expect, it } from 'vitest';
import { limitsOf, scopesOf, trendLimits } from '../../../server/judge/limits.ts';
import type { Limit } from '../../../server/plan/plan.ts';

const error = (scope: string | null, min: number | null, max: number | null = null): Limit => ({
  severity: 'error',
  scope,
  min,
  max,
});
const scope = { primaryDataset: 'ZeroBias', era: 'Run2023C', runClass: 'Collisions23' };

describe('limitsOf', () => {
  it('chooses the limit of the dataset, then of era, year, class, and then the one without a scope', () => {
    const all = [
      error(null, 1),
      error('Collisions', 2),
      error('Run2023', 3),
      error('Run2023C', 4),
      error('ZeroBias', 5),
      error('Cosmics', 6),
    ];
    const chosen = [5, 4, 3, 2, 1].map((count) => limitsOf([...all.slice(0, count), error('Cosmics', 6)], scope));
    expect(chosen.map(([limit]) => limit?.min)).toEqual([5, 4, 3, 2, 1]);
    expect(limitsOf([error('Cosmics', 6)], scope)).toEqual([]);
    expect(limitsOf([error('cosmics', 6)], { ...scope, runClass: 'Cosmics24' })).toHaveLength(1);
    expect(limitsOf([error('Collisions', 6)], { ...scope, runClass: null })).toEqual([]);
  });

  it('has one of each severity, and none where it is switched off', () => {
    const warning: Limit = { severity: 'warning', scope: null, min: 3, max: null };
    expect(limitsOf([error(null, 1), warning], scope)).toEqual([warning, error(null, 1)]);
    expect(limitsOf([error(null, 1), error('ZeroBias', null, null)], scope)).toEqual([]);
  });
});

describe('trendLimits', () => {
  const run = (number: number, era: string) => ({ ...scope, run: number, era });

  it('is one entry for runs in a row with the same limits', () => {
    const runs = [run(1, 'Run2023C'), run(2, 'Run2023C'), run(3, 'Run2023D'), run(5, 'Run2024A'), run(8, 'Run2024A')];
    const limits = [error(null, 1, 9), error('Run2023D', 2, 8), error('Run2024', null, null)];
    expect(trendLimits(limits, scopesOf(runs))).toEqual([
      { severity: 'error', min: 1, max: 9, firstRun: 1, lastRun: 2 },
      { severity: 'error', min: 2, max: 8, firstRun: 3, lastRun: 3 },
    ]);
    expect(scopesOf(runs).map(({ era, firstRun, lastRun }) => [era, firstRun, lastRun])).toEqual([
      ['Run2023C', 1, 2],
      ['Run2023D', 3, 3],
      ['Run2024A', 5, 8],
    ]);
    expect(trendLimits([error(null, 1, 9)], scopesOf(runs))).toMatchObject([{ firstRun: 1, lastRun: 8 }]);
    expect(trendLimits([], scopesOf(runs))).toEqual([]);
    expect(trendLimits(limits, [])).toEqual([]);
  });
});
