import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cell, type PointBlock } from '../../../../server/store/columns/point-block.ts';
import { PointTable } from '../../../../server/store/columns/point-table.ts';
import { columnNames, TrendColumns } from '../../../../server/store/columns/trend-columns.ts';

const number = fc.oneof(
  fc.double({ noDefaultInfinity: true }),
  fc.integer({ min: 0, max: 9 }),
  fc.constant(Number.NaN),
);
const cellOf = fc.record({
  state: fc.constantFrom(cell.nothing, cell.value, cell.value, cell.value, cell.failure, cell.missing),
  value: number,
  low: number,
  high: fc.option(number, { nil: undefined }),
  entries: number,
  revision: fc.constantFrom(0, 1, 1, 1, 2),
  reason: fc.constantFrom('it says "nothing"', 'χ², {,}', ''),
});

/** A block of these cells, one for each trend. */
function blockOf(cells: readonly (typeof cellOf extends fc.Arbitrary<infer C> ? C : never)[], run: number): PointBlock {
  const failed = cells.flatMap(({ state, reason }, index) =>
    state === cell.failure || state === cell.missing ? [[index, { code: 'NO_DATA' as const, reason }] as const] : [],
  );
  return {
    version: `${run}`,
    states: Uint8Array.from(cells, ({ state }) => state),
    values: Float64Array.from(cells, ({ value }) => value),
    errorsLow: Float64Array.from(cells, ({ low }) => low),
    errorsHigh: Float64Array.from(cells, ({ low, high }) => high ?? low),
    entries: Float64Array.from(cells, ({ entries }) => entries),
    revisions: Int32Array.from(cells, ({ revision }) => revision),
    files: Int32Array.from(cells, () => run),
    failures: new Map(failed),
  };
}

/** Blocks of some runs for as many trends as several bands have. */
const blocks = fc
  .record({ runs: fc.integer({ min: 0, max: 12 }), trends: fc.constantFrom(1, 31, 32, 33, 70) })
  .chain(({ runs, trends }) =>
    fc.array(fc.array(cellOf, { minLength: trends, maxLength: trends }), { minLength: runs, maxLength: runs }),
  )
  .map((rows) => rows.map((cells, at) => blockOf(cells, 360_000 + at)));

const tableOf = (rows: readonly PointBlock[]): PointTable =>
  new PointTable(
    rows.map((_, at) => 360_000 + at),
    rows,
  );

describe("a trend's columns", () => {
  it('are the cells of its place in each block, as JSON the same as when GraphQL goes through the lists', () => {
    fc.assert(
      fc.property(blocks, fc.boolean(), (rows, backwards) => {
        const table = tableOf(rows);
        const places = [...(rows[0]?.states.keys() ?? [])];
        for (const index of backwards ? places.toReversed() : places) {
          const columns = new TrendColumns(index, table, index);
          const there = rows.flatMap((row, at) => (row.states[index] === cell.nothing ? [] : [at]));
          expect(columns.runs).toEqual(there.map((at) => 360_000 + at));
          const values = there.map((at) => rows[at]?.values[index] ?? Number.NaN);
          expect(columns.values).toEqual(values.map((value) => (Number.isNaN(value) ? null : value)));
          expect(columns.files).toEqual(columns.runs);
          expect(columns.reasons).toEqual(
            there.map((at) => {
              const { states, failures } = rows[at] ?? { states: [], failures: new Map<number, never>() };
              return states[index] === cell.value ? null : failures.get(index)?.reason;
            }),
          );
          for (const name of columnNames) expect(columns.json(name)).toBe(JSON.stringify(columns[name]));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('of a place that the blocks have not are refused', () => {
    const [block] = [blockOf([], 1)];
    expect(() => new TrendColumns(7, tableOf([block]), -1).values).toThrow('no trend has the place -1');
  });
});

describe('a table of points', () => {
  it('has another version as soon as a run, or the file of one, is another', () => {
    const [one, two] = [blockOf([], 1), blockOf([], 2)];
    const version = (runs: number[], rows: PointBlock[]): string => new PointTable(runs, rows).version;
    const versions = [version([1, 2], [one, two]), version([1], [one]), version([2], [one]), version([1], [two])];
    expect(new Set(versions).size).toBe(4);
    expect(version([1, 2], [one, { ...two }])).toBe(versions[0]);
  });
});
