import { describe, expect, it } from 'vitest';
import { Efficiency, EfficiencyOverall, RatioOfMeans } from '../../../metrics/basic/ratios.ts';
import type { Efficiency as EfficiencyElement } from '../../../metrics/histogram/histogram.ts';
import { apply, axis, made, valueOf } from './made.ts';

const bins = [axis(3, 0, 3)];

describe('an efficiency', () => {
  // TEfficiency::ClopperPearson(n, k, 0.682689492137, …) of ROOT 6.40.
  it.each([
    [3, 10, 0.14167190110719746, 0.5082624819902248],
    [0, 5, 0, 0.3080242234770515],
    [5, 5, 0.6919757765229485, 1],
    [97, 100, 0.941678311087667, 0.9862832497289595],
  ])('%d of %d has the interval of ROOT', (k, n, low, high) => {
    const main = made(bins, [0, k, 0, 0, 0]);
    const histo1 = made(bins, [0, n, 0, 0, 0]);
    const result = apply(Efficiency, { main, histo1 });
    const element: EfficiencyElement = {
      kind: 'efficiency',
      className: 'TEfficiency',
      name: 'e',
      title: '',
      passed: main,
      total: histo1,
      statisticOption: 0,
      confidenceLevel: 0.683,
      betaAlpha: 1,
      betaBeta: 1,
    };
    expect(apply(EfficiencyOverall, { main: element })).toEqual(result);
    if ('failure' in result) throw new Error(result.reason);
    expect(result.value).toBe(k / n);
    expect(result.value - result.errorLow).toBeCloseTo(low, 9);
    expect(result.value + result.errorHigh).toBeCloseTo(high, 9);
  });
  it('sums the bins of a range', () => {
    const main = made(bins, [9, 1, 2, 3, 9]);
    const histo1 = made(bins, [9, 2, 4, 4, 9]);
    expect(valueOf(apply(Efficiency, { main, histo1 }, 1, 2.5))).toBe(5 / 8);
    expect(valueOf(apply(Efficiency, { main, histo1 }))).toBe(24 / 28);
  });
  it('fails for a total of 0, or less than passed', () => {
    const [some, nothing] = [made(bins, [0, 1, 0, 0, 0]), made(bins, [0, 0, 0, 0, 0])];
    expect(valueOf(apply(Efficiency, { main: nothing, histo1: nothing }))).toBe('NO_DATA');
    expect(valueOf(apply(Efficiency, { main: made(bins, [0, 2, 0, 0, 0]), histo1: some }))).toBe('INCOMPATIBLE');
  });
});

describe('a ratio of means', () => {
  const at = (mean: number, weight: number) =>
    made(bins, [0, weight, 0, 0, 0], { w: weight, w2: weight, wx: weight * mean, wx2: weight * (mean * mean + 1) });
  it('propagates both errors', () => {
    const result = apply(RatioOfMeans, { main: at(6, 100), histo1: at(3, 25) });
    expect(result).toMatchObject({ value: 2 });
    expect((result as { errorLow: number }).errorLow).toBeCloseTo(2 * Math.hypot(0.1 / 6, 0.2 / 3), 12);
  });
  it('fails for a denominator of 0', () => {
    expect(valueOf(apply(RatioOfMeans, { main: at(6, 100), histo1: at(0, 25) }))).toBe('NO_DATA');
  });
});
