import { expect, it } from 'vitest';
import { quantityAxis, runAxis } from '../../../../client/chart/axis/run-axis.ts';
import { nearestPoint } from '../../../../client/chart/hover/nearest-point.ts';
import { tableOf } from '../../run-selection/tables.ts';
import { noColumns } from '../columns.ts';

const pileup = { key: 'pileup', title: 'Pile-up', unit: '' };
/** A value of the axis is at ten times as many pixels, one of the line at as many. */
const scales = { toX: (value: number) => 10 * value, toY: (value: number) => value, fromX: (x: number) => x / 10 };
const runs = [7, 3, 5, 9];
const lines = [{ name: 'a', columns: { ...noColumns, runs: [3, 5, 7, 9], values: [20, 80, 50, null] } }];
const axis = quantityAxis(pileup, [30, 30, 30, 40]);

it('over a quantity is that of the value that is nearest, of the runs at the same place', () => {
  const at = (x: number, y: number): number | undefined => runs[nearestPoint(axis, runs, lines, { x, y }, scales)];
  expect([at(300, 0), at(302, 45), at(296, 100)]).toEqual([3, 7, 5]);
});

it('is a run without a value where no other is near', () => {
  expect(runs[nearestPoint(axis, runs, lines, { x: 400, y: 20 }, scales)]).toBe(9);
});

it('is the nearest along x on other axes', () => {
  const table = tableOf([3, 5, 7, 9]);
  expect(nearestPoint(runAxis(table, 'run'), table.runs, lines, { x: 52, y: 20 }, scales)).toBe(1);
});
