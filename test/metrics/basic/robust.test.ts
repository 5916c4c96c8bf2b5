import { describe, expect, it } from 'vitest';
import { AxisQuantile, FractionAbove, FractionBelow, Median, TruncatedMean } from '../../../metrics/basic/robust.ts';
import { apply, axis, made, valueOf } from './made.ts';

/** 4 x 5 bins filled with weights, some outside; the projections in ROOT are [2 | 3 4 8 1 | 4] and [2 | 3 2 9 4 1 | 1]. */
const map = (() => {
  const cells = Array.from({ length: 6 * 7 }, () => 0);
  const fill = (x: number, y: number, w: number): void => {
    const cell = x + 6 * y;
    cells[cell] = (cells[cell] ?? 0) + w;
  };
  for (const [x, y, w] of [
    [1, 1, 3],
    [2, 2, 2],
    [3, 3, 7],
    [4, 5, 1],
    [0, 3, 2],
    [5, 4, 4],
    [2, 0, 2],
    [3, 6, 1],
  ] as const)
    fill(x, y, w);
  return made([axis(4, 0, 4), axis(5, 0, 10)], cells, { w: 13, w2: 63 });
})();
const line = made([axis(4, 0, 8)], [5, 1, 3, 4, 2, 5]);
const empty = made([axis(4, 0, 8)], [0, 0, 0, 0, 0, 0]);

describe('the quantiles of an axis', () => {
  it('are those of the projection in ROOT', () => {
    expect(apply(Median, { main: map })).toMatchObject({ value: 2.125 });
    const error = (Math.sqrt(0.25 / (13 ** 2 / 63)) * 16) / 8;
    expect(apply(Median, { main: map })).toMatchObject({ errorLow: error, errorHigh: error });
    expect(valueOf(apply(AxisQuantile, { main: map }, 0.9, 'y'))).toBeCloseTo(7.55, 12);
  });
  it('fail without the axis or content', () => {
    expect(valueOf(apply(Median, { main: map }, 'z'))).toBe('WRONG_TYPE');
    expect(valueOf(apply(Median, { main: empty }))).toBe('NO_DATA');
  });
});

describe('the fraction below and above a position', () => {
  it.each([
    [0, 5 / 20],
    [2, 6 / 20],
    [3, 7.5 / 20],
    [8, 15 / 20],
    [7.5, 14.5 / 20],
  ])('%d', (position, below) => {
    expect(valueOf(apply(FractionBelow, { main: line }, position))).toBeCloseTo(below, 12);
    expect(valueOf(apply(FractionAbove, { main: line }, position))).toBeCloseTo(1 - below, 12);
  });
  it('fails outside of the axis', () => {
    expect(valueOf(apply(FractionBelow, { main: line }, -1))).toBe('NO_SUCH_BIN');
    expect(valueOf(apply(FractionAbove, { main: line }, 9))).toBe('NO_SUCH_BIN');
  });
  it('has the error of a fraction', () => {
    expect(apply(FractionBelow, { main: line }, 2)).toMatchObject({ errorLow: Math.sqrt((0.3 * 0.7) / 20) });
  });
});

describe('the truncated mean', () => {
  it('is the mean without truncation', () => {
    expect(valueOf(apply(TruncatedMean, { main: line }, 0, 0))).toBeCloseTo((1 * 1 + 3 * 3 + 5 * 4 + 7 * 2) / 10, 12);
  });
  it('excludes the tails, including parts of bins', () => {
    // Of 10, 1 is excluded below and 2 above: 3 are left in the second bin, 4 in the third.
    expect(valueOf(apply(TruncatedMean, { main: line }, 0.1, 0.2))).toBeCloseTo((3 * 3 + 5 * 4) / 7, 12);
    expect(valueOf(apply(TruncatedMean, { main: line }, 0.2, 0.2))).toBeCloseTo((3 * 2 + 5 * 4) / 6, 12);
  });
  it('fails without content', () => {
    expect(valueOf(apply(TruncatedMean, { main: line }, 0.5, 0.5))).toBe('NO_DATA');
    expect(valueOf(apply(TruncatedMean, { main: empty }))).toBe('NO_DATA');
  });
});
