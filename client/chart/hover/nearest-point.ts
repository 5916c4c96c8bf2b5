import type { RunAxis } from '../axis/run-axis.ts';
import { nearestIndex } from '../axis/run-axis.ts';
import type { PlotLine } from '../series.ts';

/** Runs that are so close to the pointer along x, in pixels, are as near as one another. */
const reach = 6;

/**
 * The index of the run of the point that is nearest to a position, in pixels. On the axis of a quantity several runs may be at the same place:
 * of those within some pixels along x it is the one whose value is nearest.
 */
export function nearestPoint(
  axis: RunAxis,
  runs: readonly number[],
  lines: readonly PlotLine[],
  { x, y }: { readonly x: number; readonly y: number },
  scales: {
    readonly toX: (value: number) => number;
    readonly toY: (value: number) => number;
    readonly fromX: (pixel: number) => number;
  },
): number {
  const nearest = nearestIndex(axis, scales.fromX(x));
  if (!axis.quantity) return nearest;
  const { centers } = axis;
  const distanceAlongX = (index: number): number => Math.abs(scales.toX(centers[index] ?? 0) - x);
  const max = Math.max(reach, distanceAlongX(nearest) + 1);
  let [first, last] = [nearest, nearest];
  while (first > 0 && distanceAlongX(first - 1) <= max) first -= 1;
  while (last < centers.length - 1 && distanceAlongX(last + 1) <= max) last += 1;
  const candidates = new Map(
    runs.slice(first, last + 1).map((run, position) => [run, distanceAlongX(first + position)] as const),
  );
  let [best, shortest] = [runs[nearest], Number.POSITIVE_INFINITY];
  for (const { columns } of lines)
    for (const [row, run] of columns.runs.entries()) {
      const along = candidates.get(run);
      const value = columns.values[row] ?? null;
      if (along === undefined || value === null) continue;
      const distance = Math.hypot(along, scales.toY(value) - y);
      if (distance < shortest) [best, shortest] = [run, distance];
    }
  return best === undefined ? nearest : runs.indexOf(best);
}
