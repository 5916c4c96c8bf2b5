import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellState, type PointBlock } from '../../../../server/store/columns/point-block.ts';
import { columnNames, PointTable, TrendColumns } from '../../../../server/store/columns/trend-columns.ts';

const number = fc.oneof(
  fc.double({ noDefaultInfinity: true }),
  fc.integer({ min: 0, max: 9 }),
  fc.constant(Number.NaN),
);
const cellOf = fc.record({
  state: fc.constantFrom(
    cellState.absent,
    cellState.value,
    cellState.value,
    cellState.value,
    cellState.failure,
    cellState.missing,
  ),
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
    state === cellState.failure || state === cellState.missing
      ? [[index, { code: 'NO_DATA' as const, reason }] as const]
      : [],
  );
  return {
    run,
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

/** Blocks of up to 12 runs. */
const blocks = fc
  .record({ runs: fc.integer({ min: 0, max: 12 }), trends: fc.constantFrom(1, 31, 32, 33, 70) })
  .chain(({ runs, trends }) =>
    fc.array(fc.array(cellOf, { minLength: trends, maxLength: trends }), { minLength: runs, maxLength: runs }),
  )
  .map((rows) => rows.map((cells, at) => blockOf(cells, 360_000 + at)));

const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

describe("a trend's columns", () => {
  it('are the items at its index in each block, and the same as its points', () => {
    fc.assert(
      fc.property(blocks, (rows) => {
        const table = new PointTable(rows);
        for (const index of rows[0]?.states.keys() ?? []) {
          const columns = new TrendColumns(index, table, index);
          const present = rows.filter(({ states }) => states[index] !== cellState.absent);
          const failures = present.map(({ states, failures }) =>
            states[index] === cellState.value ? undefined : failures.get(index),
          );
          const numbers = (list: (block: PointBlock) => Float64Array): (number | null)[] =>
            present.map((block) => orNull(list(block)[index] ?? Number.NaN));
          const expected = {
            runs: present.map(({ run }) => run),
            values: numbers(({ values }) => values),
            errorsLow: numbers(({ errorsLow }) => errorsLow),
            errorsHigh: numbers(({ errorsHigh }) => errorsHigh),
            entries: numbers(({ entries }) => entries),
            failures: failures.map((failure) => failure?.code ?? null),
            reasons: failures.map((failure) => failure?.reason ?? null),
            revisions: present.map(({ states, revisions }) =>
              states[index] === cellState.missing ? null : revisions[index],
            ),
          };
          expect(json(Object.fromEntries(columnNames.map((name) => [name, columns[name]])))).toEqual(json(expected));
          for (const name of [...columnNames, ...columnNames.toReversed()])
            expect(columns[name].json).toBe(JSON.stringify(columns[name]));
          const points = json(columns.points()) as Record<string, unknown>[];
          const items = (name: string): unknown[] => points.map((point) => point[name]);
          expect(json(expected)).toEqual({
            runs: items('runNumber'),
            values: items('value'),
            errorsLow: items('errorLow'),
            errorsHigh: items('errorHigh'),
            entries: items('entries'),
            failures: items('failure'),
            reasons: items('reason'),
            revisions: items('revision'),
          });
          expect(items('fileId')).toEqual(expected.runs);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('at an index that the blocks do not have are an error', () => {
    const columns = new TrendColumns(7, new PointTable([blockOf([], 1)]), -1);
    expect(() => columns.values.list).toThrow('the blocks have no trend at index -1');
  });

  it('have another version if the name, the trend, a run or the file of one is another, and make no list for it', () => {
    const [one, two] = [blockOf([], 1), blockOf([], 2)];
    const version = (rows: PointBlock[], trend = 7): string =>
      new TrendColumns(trend, new PointTable(rows), -1).values.version;
    const versions = [
      version([one, two]),
      version([one]),
      version([two]),
      version([{ ...one, version: two.version }]),
      version([one], 8),
      new TrendColumns(7, new PointTable([one]), -1).runs.version,
    ];
    expect(new Set(versions).size).toBe(versions.length);
    expect(version([one, { ...two }])).toBe(versions[0]);
  });

  describe('as JSON', () => {
    const cell = { state: cellState.value, low: 0.5, high: undefined, entries: 9, revision: 1, reason: '' } as const;
    const rows = (values: readonly number[]): PointBlock[] =>
      values.map((value, run) => blockOf([{ ...cell, value }], run));
    const columnsOf = (blocks: PointBlock[], cache: Map<string, string>): TrendColumns =>
      new TrendColumns(7, new PointTable(blocks, cache), 0);

    it('are written once for each version', () => {
      const cache = new Map<string, string>();
      const blocks = rows([1.5, 2.5]);
      expect(columnsOf(blocks, cache).values.json).toBe('[1.5,2.5]');
      // The same version would have the same values: these show that they are not read.
      expect(columnsOf(rows([7, 8]), cache).values.json).toBe('[1.5,2.5]');
      const changed = rows([7, 8]).map((block) => ({ ...block, version: `${block.version} changed` }));
      expect(columnsOf(changed, cache).values.json).toBe('[7,8]');
      expect(columnsOf(blocks, cache).entries.json).toBe('[9,9]');
      expect(cache.size).toBe(3);
    });

    it('are written again where they are long', () => {
      const cache = new Map<string, string>();
      const values = Array.from({ length: 1000 }, (_, run) => run + 0.123456);
      const { json: text } = columnsOf(rows(values), cache).values;
      expect(text).toBe(JSON.stringify(values));
      expect(cache.size).toBe(0);
    });
  });
});
