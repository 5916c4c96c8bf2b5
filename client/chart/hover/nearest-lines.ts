import type { PlotLine } from '../series.ts';

/** Returns the indices of the lines, those first whose value for a run has the smallest distance; without a value last. */
export function nearestLines(lines: readonly PlotLine[], run: number, distance: (value: number) => number): number[] {
  const distances = lines.map(({ columns }) => {
    const value = columns.values[columns.runs.indexOf(run)] ?? null;
    return value === null ? Number.POSITIVE_INFINITY : distance(value);
  });
  const at = (index: number): number => distances[index] ?? Number.POSITIVE_INFINITY;
  return lines.map((_, index) => index).toSorted((a, b) => (at(a) === at(b) ? a - b : at(a) - at(b)));
}
