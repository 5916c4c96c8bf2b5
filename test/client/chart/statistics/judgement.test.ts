import { describe, expect, it } from 'vitest';
import {
  formatZ,
  type Judgement,
  judgedZ,
  judgementFormat,
  withJudgement,
} from '../../../../client/chart/statistics/judgement.ts';
import type { Columns } from '../../../../client/chart/series.ts';

const judgement: Judgement = { run: 370306, median: 10, spread: 0.5, threshold: 5, baseline: [366409, 370200] };
const columns = (value: number | null, errorLow = 0, errorHigh = 0): Columns => ({
  runs: [370306],
  values: [value],
  errorsLow: [errorLow],
  errorsHigh: [errorHigh],
  entries: [null],
  failures: [null],
  reasons: [null],
  revisions: [1],
});

describe('a judgement in the URL', () => {
  it('is read as it was written', () => {
    expect(judgementFormat.format(judgement)).toBe('370306,10,0.5,5,366409-370200');
    expect(judgementFormat.parse(judgementFormat.format(judgement))).toEqual(judgement);
    const small = { ...judgement, median: -1.25e-7, spread: 1.25e-10 };
    expect(judgementFormat.parse(judgementFormat.format(small))).toEqual(small);
  });

  it.each(['', '370306', '370306,1,2,5', '370306,1,e,5,1-2', '370306,1,-2,5,1-2', '370306,1,2,0,1-2', 'x,1,2,5,1-2'])(
    'is not %s',
    (text) => expect(judgementFormat.parse(text)).toBeUndefined(),
  );
});

describe('the z of a judged point', () => {
  it('has the error towards the median', () => {
    expect(judgedZ(judgement, columns(14))).toBe(8);
    expect(judgedZ(judgement, columns(12.5, 1.2, 9))).toBeCloseTo(2.5 / 1.3, 12);
    expect(judgedZ(judgement, columns(7.5, 9, 1.2))).toBeCloseTo(-2.5 / 1.3, 12);
  });

  it('is limited, and undefined without a value', () => {
    expect(judgedZ({ ...judgement, median: 0, spread: 0 }, columns(-1))).toBe(-1000);
    expect(judgedZ(judgement, columns(1e9))).toBe(1000);
    expect(judgedZ(judgement, columns(null))).toBeUndefined();
    expect(judgedZ({ ...judgement, run: 1 }, columns(3))).toBeUndefined();
  });

  it.each([
    [8, '+8.0'],
    [-12.34, '−12.3'],
    [123.4, '+123'],
    [-1000, '−>1000'],
  ])('%s is written %s', (z, text) => expect(formatZ(z)).toBe(text));
});

describe('the y range of a judged point', () => {
  const widen = (value: number | null, range: { min: number; max: number }, log = false) =>
    withJudgement(range, judgement, { values: [value], errorsLow: [0], errorsHigh: [0] }, 0, log);

  it('includes the band and the value', () => {
    const { min, max } = widen(100, { min: 9, max: 11 });
    expect(min).toBeLessThan(7.5);
    expect(max).toBeGreaterThan(100);
    expect(widen(null, { min: 0, max: 20 })).toEqual({ min: 0, max: 20 });
  });

  it('remains positive on a logarithmic axis', () => {
    const wide = withJudgement(
      { min: 1, max: 20 },
      { ...judgement, spread: 5 },
      { values: [-4], errorsLow: [0], errorsHigh: [0] },
      0,
      true,
    );
    expect(wide).toEqual({ min: 1, max: 35 });
  });
});
