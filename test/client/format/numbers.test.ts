import { describe, expect, it } from 'vitest';
import { formatDuration, formatNumber, formatValue } from '../../../client/format/numbers.ts';

describe('formatNumber', () => {
  it.each([
    [0, '0'],
    [12.3456, '12.35'],
    [-0.012345, '-0.01235'],
    [123456, '123456'],
    [12345678, '12345678'],
    [12345678.9, '1.235e7'],
    [1234567890, '1.235e9'],
    [0.0000123, '1.230e-5'],
  ])('formats %d as %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });
});

describe('formatValue', () => {
  it('formats a value with as many digits as its error requires', () => {
    expect(formatValue(12.34567, 0.0123, 0.0123)).toBe('12.346 ± 0.012');
    expect(formatValue(18759.2, 197.1, 197.1)).toBe('18759 ± 197');
    expect(formatValue(5, 0, 0)).toBe('5');
    expect(formatValue(1.5e7, 2e5, 2e5)).toBe('1.500e7 ± 2.0e5');
  });

  it('keeps trailing zeros among the two digits of the error', () => {
    expect(formatValue(7.9, 2, 2)).toBe('7.9 ± 2.0');
    expect(formatValue(0.5, 0.1, 0.2)).toBe('0.50 −0.10 +0.20');
    expect(formatValue(0, 0.5, 0.5)).toBe('0.00 ± 0.50');
    expect(formatValue(-0.001, 0.2, 0.2)).toBe('0.00 ± 0.20');
    expect(formatValue(1.23456, 0.0996, 0.0996)).toBe('1.23 ± 0.10');
  });

  it('formats the smaller of two errors with its own digits, and a missing one as 0', () => {
    expect(formatValue(4.5678, 0.0123, 0.4)).toBe('4.57 −0.012 +0.40');
    expect(formatValue(4.5678, 0, 0.4)).toBe('4.57 −0 +0.40');
  });
});

it('formats durations in the largest suitable unit', () => {
  expect([0.4, 45, 600, 12_000, 172_740, 270_000].map(formatDuration)).toEqual([
    '<1 s',
    '45 s',
    '10 min',
    '3 h 20 min',
    '47 h 59 min',
    '3 d 3 h',
  ]);
});
