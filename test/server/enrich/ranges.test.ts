import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchRuns, describeRange } from '../../../server/enrich/ranges.ts';

describe('batchRuns', () => {
  it('combines neighbouring runs, and ends with the last one', () => {
    expect(batchRuns([366003, 366000, 366500, 370000, 366003])).toEqual([
      { from: 366000, to: 366500, runs: [366000, 366003, 366500] },
      { from: 370000, to: 370000, runs: [370000] },
    ]);
    expect(batchRuns([])).toEqual([]);
  });

  it('returns at most 20 ranges for 5,000 new runs of a year', () => {
    const runs = Array.from({ length: 5000 }, (_, index) => 360_000 + 4 * index);
    expect(batchRuns(runs).length).toBeLessThanOrEqual(20);
  });

  it('contains each run once, in disjoint ranges of at most a thousand numbers', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 500_000 }), { maxLength: 300 }), (runs) => {
        const ranges = batchRuns(runs);
        expect(ranges.flatMap((range) => [...range.runs])).toEqual([...new Set(runs)].sort((a, b) => a - b));
        for (const [index, { from, to }] of ranges.entries()) {
          expect(to - from).toBeLessThan(1000);
          expect(from).toBeGreaterThan(ranges[index - 1]?.to ?? 0);
        }
      }),
    );
  });

  it('formats ranges', () => {
    expect(describeRange({ from: 1, to: 1 })).toBe('run 1');
    expect(describeRange({ from: 1, to: 9 })).toBe('runs 1 to 9');
  });
});
