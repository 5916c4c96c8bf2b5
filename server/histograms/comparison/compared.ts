/** Elements of two files, or two sums, compared for a viewer. */
import { compareElements, type ComparedBins, type ElementComparison } from '../../../metrics/histogram/compare.ts';
import type { MonitorElement } from '../../../metrics/histogram/histogram.ts';
import type { Reading } from '../../read/dqm-file.ts';

/** Two MEs compared, or why they are not. The bins are those of MEs of one dimension. */
export type Compared =
  (Omit<ElementComparison, 'bins'> & { readonly bins?: ComparedBins }) | { readonly problem: string };

/** Compares what was read of an ME in a run and in another one. */
export function compareReadings(own: Reading | undefined, other: Reading | undefined): Compared {
  if (!own || !other) return { problem: 'no such input' };
  if ('failure' in own) return { problem: own.reason };
  if ('failure' in other) return { problem: `of the reference: ${other.reason}` };
  return compare(own.element, other.element);
}

/** Compares two elements. */
export function compare(a: MonitorElement, b: MonitorElement): Compared {
  const compared = compareElements(a, b);
  if ('problem' in compared || dimensionOf(a) === 1) return compared;
  const { chiSquare, kolmogorov } = compared;
  return { ...(chiSquare && { chiSquare }), ...(kolmogorov && { kolmogorov }) };
}

function dimensionOf(element: MonitorElement): number {
  return element.kind === 'efficiency' ? element.total.axes.length : 'axes' in element ? element.axes.length : 0;
}
