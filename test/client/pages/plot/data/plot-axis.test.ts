import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binRuns } from '../../../../../client/chart/bins/bin-runs.ts';
import { plotAxis } from '../../../../../client/pages/plot/data/plot-axis.ts';
import type { QuantityColumns } from '../../../../../client/run-selection/run-quantity.ts';
import type { RunTable } from '../../../../../client/run-selection/run-table.ts';
import { tableOf } from '../../../run-selection/tables.ts';

const pileup = { key: 'pileup', title: 'Pile-up', unit: '' };
const bunches = { key: 'bunches', title: 'Bunches', unit: '' };
const quantities = [pileup, bunches];

/** Runs from 1 on with a pile-up each. */
function tableWith(values: readonly (number | null)[]): RunTable<QuantityColumns> {
  const runs = values.map((_, index) => index + 1);
  const table = tableOf(runs, { fills: runs.map((run) => 8000 + (run >> 1)) });
  return { ...table, 'quantity pileup': values } as RunTable<QuantityColumns>;
}

describe('the axis of a quantity', () => {
  const table = tableWith([50, null, 30, 40, 30]);

  it('has the runs in its order, those of the same value by number, and reports how many are not shown', () => {
    const { table: ordered, axis, hint } = plotAxis({ table, quantities }, 'oms:pileup', null);
    expect(ordered.runs).toEqual([3, 5, 4, 1]);
    expect(ordered.fills).toEqual([8001, 8002, 8002, 8000]);
    expect([...ordered.indexByRun].toSorted(([a], [b]) => a - b)).toEqual([
      [1, 3],
      [3, 0],
      [4, 2],
      [5, 1],
    ]);
    expect(axis).toMatchObject({ kind: 'oms:pileup', centers: [30, 30, 40, 50], title: 'Pile-up', quantity: pileup });
    expect(axis.min).toBeLessThan(30);
    expect(axis.max).toBeGreaterThan(50);
    expect(hint).toBe('1 of 5 runs is not shown: Pile-up is not known for this run.');
  });

  it('has the runs of the zoomed interval', () => {
    const zoomed = plotAxis({ table, quantities }, 'oms:pileup', [3, 4]);
    expect(zoomed.table.runs).toEqual([3, 4]);
    expect(zoomed.hint).toBeUndefined();
  });

  it('has bins of runs, too', () => {
    const bins = binRuns(table, 'fill');
    const { table: ordered } = plotAxis({ table: bins?.table ?? table, quantities }, 'oms:pileup', null);
    // The second and the third run are a fill, with the known value of one.
    expect(ordered.bins?.list.map(({ name }) => name)).toEqual(['fill 8001', 'fill 8002', 'fill 8000']);
    expect(ordered.runs).toEqual([2, 4, 1]);
    expect(ordered.indexByRun.get(3)).toBe(0);
  });

  it('is that of the runs where there is no such quantity, or none of them has it', () => {
    const missing = plotAxis({ table, quantities }, 'oms:pilup', null);
    expect(missing.table).toBe(table);
    expect(missing.axis.kind).toBe('even');
    expect(missing.hint).toBe('Runs have no quantity pilup: select another x axis.');
    const unknown = plotAxis({ table, quantities }, 'oms:bunches', null);
    expect(unknown.axis.kind).toBe('even');
    expect(unknown.hint).toBe('Bunches is not known for any of these runs: they are drawn in their order.');
  });

  it('shows each run of known value once, ascending', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer({ min: -3, max: 3 }))), (values) => {
        const given = tableWith(values);
        const known = values.flatMap((value, index) => (value === null ? [] : [index + 1]));
        const { table: ordered, axis } = plotAxis({ table: given, quantities }, 'oms:pileup', null);
        if (known.length === 0) expect(ordered).toBe(given);
        else {
          expect(ordered.runs.toSorted((a, b) => a - b)).toEqual(known);
          expect(axis.centers).toEqual(ordered.runs.map((run) => values[run - 1]));
          expect(axis.centers).toEqual(axis.centers.toSorted((a, b) => a - b));
          expect(axis.max).toBeGreaterThan(axis.min);
          for (const [index, run] of ordered.runs.entries()) expect(ordered.indexByRun.get(run)).toBe(index);
        }
      }),
    );
  });
});

it('other axes have the table as it is', () => {
  const table = tableWith([50, null]);
  expect(plotAxis({ table, quantities }, 'run', [1, 1])).toMatchObject({ table, axis: { kind: 'run' } });
});
