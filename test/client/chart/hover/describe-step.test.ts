import { expect, it } from 'vitest';
import { describeStep } from '../../../../client/chart/hover/describe-step.ts';

const first = {
  firstRun: 367_000,
  lastRun: 367_122,
  firstLevel: 15_020,
  lastLevel: 15_020,
  levelBefore: null,
  levelAfter: null,
  significance: null,
};
const second = { ...first, firstRun: 367_123, lastRun: 367_200, levelBefore: 15_020, levelAfter: 14_310 };
const textOf = (levelBefore: number, levelAfter: number, significance: number): string | undefined =>
  describeStep([{ ...second, levelBefore, levelAfter, significance }], 367_123)?.text;

it('describes the step before the runs of a segment', () => {
  const segments = [first, { ...second, significance: 12.3 }];
  const described = { name: 'step at 367123', text: '15020 → 14310 (−4.7 %, 12 σ)' };
  for (const run of [367_123, 367_150, 367_200]) expect(describeStep(segments, run)).toEqual(described);
  for (const run of [366_999, 367_000, 367_122, 367_201]) expect(describeStep(segments, run)).toBeUndefined();
});

it('has as many digits as the size of the step is known to', () => {
  expect(textOf(0.98012, 0.98342, 5)).toBe('0.98012 → 0.98342 (+0.34 %, 5 σ)');
  expect(textOf(15_020.4, 14_310.4, 100)).toBe('15020.4 → 14310.4 (−4.7 %, 100 σ)');
  expect(textOf(1, 1.5, 0)).toBe('1 → 1.5 (+50 %)');
});

it('has no percentage of zero, and no endless figures', () => {
  expect(textOf(0, 3, 6)).toBe('0.00 → 3.00 (6 σ)');
  expect(textOf(0.001, 4, 1e9)).toMatch(/\(\+more than 1000 %, more than 1000 σ\)$/);
  expect(textOf(-2, -3, 9)).toMatch(/\(−50 %, 9 σ\)$/);
});
