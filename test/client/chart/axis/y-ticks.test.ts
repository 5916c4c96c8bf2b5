import { describe, expect, it } from 'vitest';
import { tickLabels, tickOffset } from '../../../../client/chart/axis/y-ticks.ts';

/** Ticks from a first one in equal steps. */
const ticks = (first: number, step: number, count = 4): number[] =>
  Array.from({ length: count }, (_, index) => first + index * step);

describe('the labels of the y axis', () => {
  it.each([
    [ticks(0, 0.5), ['0', '0.5', '1.0', '1.5']],
    [ticks(-0.1, 0.05), ['-0.10', '-0.05', '0', '0.05']],
    [ticks(0, 2.5), ['0', '2.5', '5.0', '7.5']],
    [ticks(0, 0.025), ['0', '0.025', '0.050', '0.075']],
    [ticks(1_000_000, 100), ['1000000', '1000100', '1000200', '1000300']],
    [ticks(0, 5e6), ['0', '5e6', '1.0e7', '1.5e7']],
    [ticks(0, 2e-7), ['0', '2e-7', '4e-7', '6e-7']],
    [ticks(3.8, 0.0001), ['3.8000', '3.8001', '3.8002', '3.8003']],
  ])('%j are %j', (values, labels) => {
    expect(tickOffset(values)).toBe(0);
    expect(tickLabels(values)).toEqual(labels);
  });

  it.each([
    [ticks(123_456_750, 50), 123_456_000, ['750', '800', '850', '900']],
    [ticks(3.8, 5e-9), 3.8, ['0', '5e-9', '1.0e-8', '1.5e-8']],
    [ticks(-1e9, 200), -1e9, ['0', '200', '400', '600']],
    [ticks(1_000_000, 0.5), 1_000_000, ['0', '0.5', '1.0', '1.5']],
  ])('%j have the offset %d', (values, offset, labels) => {
    expect(tickOffset(values)).toBe(offset);
    expect(tickLabels(values, offset)).toEqual(labels);
  });

  it('differ from one another, whatever the values and the step', () => {
    const unclear: string[][] = [];
    for (let top = -12; top <= 12; top += 1)
      for (let below = 0; below <= 9; below += 1)
        for (const step of [1, 2, 2.5, 5]) {
          const values = ticks(3 * 10 ** top, step * 10 ** (top - below));
          const labels = tickLabels(values, tickOffset(values));
          if (new Set(labels).size < 4 || labels.some((label) => label.length > 10)) unclear.push(labels);
        }
    expect(unclear).toEqual([]);
  });

  it('may be one or none', () => {
    expect(tickLabels([12.3456])).toEqual(['12.35']);
    expect([tickLabels([]), tickOffset([])]).toEqual([[], 0]);
  });
});
