import { describe, expect, it } from 'vitest';
// @ts-expect-error a script of Node without types
import { figuresOf, rowsOf, worse } from './committed.js';

describe('the committed figures', () => {
  it('are found by their row and column', () => {
    const rows = rowsOf(`text
| work | goal | embedded database | PostgreSQL |
| --- | :-- | --- | --- |
| one file | 0.10 s | 0.423 s (wall) | 0.388 s |
| in Chromium | 1 s | 1.00 s | |
`);
    expect([...rows]).toEqual([
      ['one file', { goal: '0.10 s', 'embedded database': '0.423 s (wall)', PostgreSQL: '0.388 s' }],
      ['in Chromium', { goal: '1 s', 'embedded database': '1.00 s', PostgreSQL: '' }],
    ]);
  });

  it.each([
    ["1.7 ms, 0.27 MB (0.03 x plain SQL's 52 ms)", [[1.7, 'ms']]],
    ['13 ms; 206 ms', [[13, 'ms'], [206, 'ms']]], // prettier-ignore
    ['0.48 s / 0.17 s', [[0.48, 's'], [0.17, 's']]], // prettier-ignore
    ['0.423 s (database 0.051 s); wall 0.273 s', [[0.423, 's']]],
    ['1504 requests/s, p50 4.2 ms', [[1504, 'requests/s']]],
    ['19, 24.49 MB', [[19, '']]],
    ['1,200 MiB at most', [[1200, 'MiB']]],
    ['', []],
  ])('of %j are the first of each part', (cell, figures) => {
    expect(figuresOf(cell).map(({ value, unit }: { value: number; unit: string }) => [value, unit])).toEqual(figures);
  });
});

describe('a figure', () => {
  it.each([
    ['0.50 s', '0.423 s'],
    ['0.1 s', '0.423 s'],
    ['4.0 ms', '1.7 ms'], // within the noise of short times
    ['50 requests/s', '61 requests/s'],
    ['20 ms; 206 ms', '20 ms'], // a figure without a committed one
    ['1 s', '900 ms'], // another unit
    ["20 ms (0.20 x plain SQL's 100 ms)", "10 ms (0.20 x plain SQL's 50 ms)"], // as slow as its yardstick
  ])('of %j after %j is not reported', (now, committed) => {
    expect(worse(now, committed)).toEqual([]);
  });

  it.each([
    ['0.60 s; wall 9 s', '0.423 s; wall 0.2 s', 'WORSE by more than noise: 0.423 to 0.6 s (+42 %)'],
    ['13 ms; 300 ms', '13 ms; 206 ms', 'WORSE by more than noise: 206 to 300 ms (+46 %)'],
    ['40 requests/s', '61 requests/s', 'WORSE by more than noise: 61 to 40 requests/s (-34 %)'],
    ['40, 24 MB', '19, 24 MB', 'WORSE by more than noise: 19 to 40 (+111 %)'],
    [
      "30 ms (0.30 x plain SQL's 100 ms)",
      "10 ms (0.20 x plain SQL's 50 ms)",
      'WORSE by more than noise: 10 to 30 ms (+200 %)',
    ],
  ])('of %j after %j is reported as worse', (now, committed, text) => {
    expect(worse(now, committed)).toEqual([text]);
  });
});
