import { axisQuantity, quantityAxis, type RunAxis, runAxis, type XAxis } from '../../../chart/axis/run-axis.ts';
import type { RunInterval } from '../../../chart/axis/run-interval.ts';
import {
  type QuantityColumns,
  type RunQuantity,
  quantityValues,
  withUnit,
} from '../../../run-selection/run-quantity.ts';
import type { RunTable } from '../../../run-selection/run-table.ts';
import type { PlotData } from './plot-data.ts';

/** The runs of a plot in the order of its x axis. */
export interface PlotAxis {
  readonly table: RunTable<QuantityColumns>;
  readonly axis: RunAxis;
  /** What the axis does not show, for a note below the plot. */
  readonly hint?: string;
}

/**
 * The x axis of the plot of a page, and its runs. Over a quantity these are the ones for which it is known, in its order, of the zoomed
 * interval; where there is no such quantity, or it is not known for any of them, the runs are evenly spaced.
 */
export function plotAxis(
  { table, quantities }: Pick<PlotData, 'table' | 'quantities'>,
  x: XAxis,
  zoom: RunInterval | null,
): PlotAxis {
  const key = axisQuantity(x);
  if (key === undefined) return { table, axis: runAxis(table, x) };
  const quantity = quantities.find((each) => each.key === key);
  if (!quantity)
    return { table, axis: runAxis(table, 'even'), hint: `Runs have no quantity ${key}: select another x axis.` };
  const values = quantityValues(table, key) ?? [];
  const indices = [...table.runs.keys()].filter((index) => isWithin(table, index, zoom));
  const known = indices.filter((index) => typeof values[index] === 'number');
  const hint = describeUnknown(table, quantity, indices.length - known.length, indices.length);
  if (known.length === 0) return { table, axis: runAxis(table, 'even'), ...hint };
  const valueOf = (index: number): number => values[index] ?? 0;
  const order = known.toSorted((a, b) => valueOf(a) - valueOf(b) || a - b);
  return { table: reorder(table, order), axis: quantityAxis(quantity, order.map(valueOf)), ...hint };
}

function isWithin({ runs }: RunTable, index: number, zoom: RunInterval | null): boolean {
  const run = runs[index] ?? 0;
  return !zoom || (run >= zoom[0] && run <= zoom[1]);
}

function describeUnknown(
  { bins }: RunTable,
  quantity: RunQuantity,
  unknown: number,
  all: number,
): { readonly hint?: string } {
  if (unknown === 0) return {};
  const what = bins ? ['point', 'points'] : ['run', 'runs'];
  const title = withUnit(quantity);
  if (unknown === all)
    return { hint: `${title} is not known for any of these ${what[1]}: they are drawn in their order.` };
  const [are, counted] = unknown === 1 ? ['is', what[0]] : ['are', what[1]];
  return {
    hint: `${unknown} of ${all} ${what[1]} ${are} not shown: ${title} is not known for ${unknown === 1 ? `this ${counted}` : 'them'}.`,
  };
}

/** The rows of a table at some indices, in their order. */
function reorder<Columns extends QuantityColumns>(
  { indexByRun, bins, flags: _flags, labels: _labels, ...columns }: RunTable<Columns>,
  indices: readonly number[],
): RunTable<QuantityColumns> {
  const rows = new Map(indices.map((from, to) => [from, to]));
  const ordered = Object.entries(columns as Record<string, readonly unknown[]>).map(
    ([name, list]) => [name, indices.map((index) => list[index] ?? null)] as const,
  );
  return {
    ...(Object.fromEntries(ordered) as unknown as QuantityColumns),
    indexByRun: new Map(
      [...indexByRun].flatMap(([run, from]) => {
        const to = rows.get(from);
        return to === undefined ? [] : [[run, to] as const];
      }),
    ),
    ...(bins && { bins: { ...bins, list: indices.flatMap((index) => bins.list[index] ?? []) } }),
  };
}
