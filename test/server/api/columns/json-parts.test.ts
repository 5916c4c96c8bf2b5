import { describe, expect, it } from 'vitest';
import { etagOf, jsonParts, jsonPieces } from '../../../../server/api/columns/json-parts.ts';
import type { PointBlock } from '../../../../server/store/columns/point-block.ts';
import { Column, PointTable, TrendColumns } from '../../../../server/store/columns/trend-columns.ts';

/** A block of two trends with these values. */
const block = (run: number, version: string, ...values: number[]): PointBlock => ({
  run,
  version,
  states: Uint8Array.from(values, () => 1),
  values: Float64Array.from(values),
  errorsLow: Float64Array.from(values, () => 0),
  errorsHigh: Float64Array.from(values, () => 0),
  entries: Float64Array.from(values, () => 5),
  revisions: Int32Array.from(values, () => 1),
  files: Int32Array.from(values, () => 1),
  failures: new Map(),
});
const columnsOf = (version: string): TrendColumns[] => {
  const table = new PointTable([block(7, 'a', 1.5, Number.NaN), block(8, version, 3.5, 4.5)]);
  return [11, 12].map((trend, index) => new TrendColumns(trend, table, index));
};
const resultOf = ([one, two]: TrendColumns[]): Record<string, unknown> => ({
  a: one?.runs,
  b: [two?.values, '\u0001', null, { x: 1 }, new Date(0)],
});

const tagOf = (value: unknown): string => etagOf(jsonParts(value));
const textOf = (value: unknown, length = 1): string => [...jsonPieces(jsonParts(value), length)].join('');

describe('a result with columns', () => {
  it('is written in parts as by JSON.stringify, with a line end', () => {
    const results = [
      resultOf(columnsOf('b')),
      { data: { trends: columnsOf('b').map(({ values, reasons }) => ({ columns: { values, reasons } })) } },
      { data: null, extensions: undefined },
      { data: { a: [], b: {}, c: ['"', [1, undefined]], 'd"': undefined } },
      new Column('1', () => []),
    ];
    for (const result of results) {
      expect(textOf(result)).toBe(`${JSON.stringify(result)}\n`);
      expect(textOf(result, 1e9)).toBe(`${JSON.stringify(result)}\n`);
    }
  });

  it('is written in pieces of that length, each when it is needed', () => {
    const made: number[] = [];
    const columns = [1, 2, 3].map((number) => new Column(`${number}`, () => [made.push(number), 5]));
    const pieces = jsonPieces(jsonParts(columns), 6);
    expect(pieces.next().value).toBe('[[1,5]');
    expect(made).toEqual([1]);
    expect([...pieces].every((piece, index, all) => piece.length >= 6 || index === all.length - 1)).toBe(true);
    expect(made).toEqual([1, 2, 3]);
  });

  it('is serialized with their lists, null for missing numbers', () => {
    expect(JSON.parse(JSON.stringify(resultOf(columnsOf('b'))))).toEqual({
      a: [7, 8],
      b: [[null, 4.5], '\u0001', null, { x: 1 }, '1970-01-01T00:00:00.000Z'],
    });
  });

  it('has another ETag if its text, its columns or their points are different', () => {
    const [one, two] = columnsOf('b');
    const result = resultOf(columnsOf('b'));
    const others = [
      resultOf(columnsOf('c')),
      { c: result['a'], b: result['b'] },
      { ...result, a: one?.values },
      { ...result, a: two?.runs },
      { ...result, b: [two?.values, '\u0001', null, { x: 2 }, new Date(0)] },
      { ...result, b: [two?.values, '\u0001', null, { x: 1 }, new Date(1)] },
    ];
    expect(new Set([result, ...others].map(tagOf)).size).toBe(1 + others.length);
    expect(tagOf(resultOf(columnsOf('b')))).toBe(tagOf(result));
    expect(tagOf(result)).toMatch(/^W\/"[-\w]+"$/);
  });

  it('has an ETag without building the lists', () => {
    const column = new Column('1', () => {
      throw new Error('the list was made');
    });
    expect(tagOf({ column })).toBe(tagOf({ column: new Column('1', () => []) }));
  });
});
