import type { ComparisonFragment } from '../../generated/operations.ts';
import type { HistogramOptions } from './histogram-options.ts';
import type { Pad } from './pad.ts';

/** The pads of a comparison that the options show: of shapes where the histograms are normalised. */
export function comparisonPads(
  { bins, shapes }: Pick<ComparisonFragment, 'bins' | 'shapes'>,
  { ratio, pulls, normalised }: Pick<HistogramOptions, 'ratio' | 'pulls' | 'normalised'>,
  ratioTitle: string,
): Pad[] {
  const shown = normalised ? (shapes ?? bins) : bins;
  if (!shown) return [];
  return [
    ...(ratio ? [{ title: ratioTitle, values: shown.ratios, errors: shown.errors, base: 1 }] : []),
    ...(pulls ? [{ title: 'pull', values: shown.pulls, base: 0 }] : []),
  ];
}
