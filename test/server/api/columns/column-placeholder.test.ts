import { describe, expect, it } from 'vitest';
import { type AnswerColumn, columnMark, MarkedAnswer } from '../../../../server/api/columns/column-placeholder.ts';
import type { PointBlock } from '../../../../server/store/columns/point-block.ts';
import { PointTable } from '../../../../server/store/columns/point-table.ts';
import { TrendColumns } from '../../../../server/store/columns/trend-columns.ts';

/** A block of two trends, which have these values. */
const block = (version: string, ...values: number[]): PointBlock => ({
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
const columnsOf = (version: string): AnswerColumn[] => {
  const table = new PointTable([7, 8], [block('a', 1.5, 2.5), block(version, 3.5, 4.5)]);
  return [11, 12].flatMap((trend, index) =>
    (['runs', 'values'] as const).map((name) => ({ columns: new TrendColumns(trend, table, index), name })),
  );
};
const text = `{"a":${columnMark(0)},"b":[${columnMark(3)},"${JSON.stringify('\u0001').slice(1, -1)}"]}`;

describe('an answer with marks', () => {
  it('has its columns where the marks are, and texts that look like one as they are', () => {
    const pieces = [...new MarkedAnswer(text, columnsOf('b')).pieces()].join('');
    expect(JSON.parse(pieces)).toEqual({ a: [7, 8], b: [[2.5, 4.5], '\u0001'] });
    expect([...new MarkedAnswer('{"a":1}', []).pieces()].join('')).toBe('{"a":1}');
  });

  it('has another version as soon as its text, its columns or the points are others', () => {
    const versions = [
      [text, columnsOf('b')],
      [text, columnsOf('c')],
      [text.replace('"a"', '"c"'), columnsOf('b')],
      [text.replace(columnMark(0), columnMark(1)), columnsOf('b')],
      [text.replace(columnMark(3), columnMark(1)), columnsOf('b')],
    ] as const;
    expect(new Set(versions.map(([marked, columns]) => new MarkedAnswer(marked, columns).version)).size).toBe(5);
    expect(new MarkedAnswer(text, columnsOf('b')).version).toBe(new MarkedAnswer(text, columnsOf('b')).version);
  });

  it('whose column is not there is refused', () => {
    expect(() => [...new MarkedAnswer(text, []).pieces()]).toThrow('the answer has no column 0');
  });
});
