import { lowEdge } from './axis.ts';
import type { BinnedElement } from './bins.ts';
import type { Axis } from './histogram.ts';

const axisNames = ['x', 'y', 'z'] as const;

/** How the bins of `b` differ from those of `a`, for the user: in dimension, number, or edges (by more than 1e-9 of the axis); undefined if they are the same. */
export function binningDifference(a: BinnedElement, b: BinnedElement): string | undefined {
  if (a.axes.length !== b.axes.length) return `${b.axes.length} axes instead of ${a.axes.length}`;
  return firstDifference(a, b, edgeDifference);
}

/** How the labels of bins of `b` differ from those of `a`, for the user; undefined if they are the same. */
export function labelDifference(a: BinnedElement, b: BinnedElement): string | undefined {
  return firstDifference(a, b, differentLabel);
}

function firstDifference(
  a: BinnedElement,
  b: BinnedElement,
  of: (a: Axis, b: Axis) => string | undefined,
): string | undefined {
  for (const [direction, axis] of a.axes.entries()) {
    const other = b.axes[direction];
    const difference = other && of(axis, other);
    if (difference !== undefined) return `${difference} on the ${axisNames[direction] ?? ''} axis`;
  }
  return undefined;
}

function edgeDifference(a: Axis, b: Axis): string | undefined {
  if (a.bins !== b.bins) return `${b.bins} bins instead of ${a.bins}`;
  const isNear = (x: number, y: number): boolean => Math.abs(x - y) <= 1e-9 * Math.abs(a.max - a.min);
  if (!isNear(a.min, b.min) || !isNear(a.max, b.max))
    return `bins from ${b.min} to ${b.max} instead of ${a.min} to ${a.max}`;
  if (!a.edges && !b.edges) return undefined;
  for (let bin = 2; bin <= a.bins; bin += 1) {
    const [edge, wanted] = [lowEdge(b, bin), lowEdge(a, bin)];
    if (!isNear(wanted, edge)) return `bin ${bin} from ${edge} instead of ${wanted}`;
  }
  return undefined;
}

function differentLabel(a: Axis, b: Axis): string | undefined {
  if (!a.labels && !b.labels) return undefined;
  const [wanted, given] = [labelsOf(a), labelsOf(b)];
  for (let bin = 1; bin <= a.bins; bin += 1) {
    const [label = '', other = ''] = [wanted.get(bin), given.get(bin)];
    if (label !== other) return `the label '${other}' of bin ${bin} instead of '${label}'`;
  }
  return undefined;
}

function labelsOf({ labels }: Axis): ReadonlyMap<number, string> {
  return new Map([...(labels ?? [])].map(([label, bin]) => [bin, label]));
}
