/** Draws ROOT objects with jsroot: a chunk of its own, which is loaded for the first histogram. */
import { cleanup, draw } from 'jsroot/draw';
import type { HistogramOptions } from './histogram-options.ts';
import { type ColoredCurve, type ColoredObject, type FrameScheme, prepareHistograms } from './prepare-histogram.ts';

/** Draws objects over one another, the first at the bottom, in place of what the element shows. Returns the number of drawn objects. */
export async function drawHistograms(
  element: HTMLElement,
  layers: readonly ColoredObject[],
  options: HistogramOptions,
  scheme: FrameScheme,
  curve?: ColoredCurve,
): Promise<number> {
  cleanup(element);
  const { objects, count } = prepareHistograms(layers, options, scheme, element.clientWidth, curve);
  for (const { object, option } of objects) await draw(element, object, option);
  return count;
}

export { cleanup };
