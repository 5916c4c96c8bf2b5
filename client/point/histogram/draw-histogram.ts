/** Draws ROOT objects with jsroot: a chunk of its own, which is loaded for the first histogram. */
import { gStyle } from 'jsroot/core';
import { cleanup, draw, type FramePainter } from 'jsroot/draw';
import type { FrameScheme } from './frames.ts';
import type { HistogramOptions } from './histogram-options.ts';
import { type Pad, preparePad } from './pad.ts';
import { type ColoredObject, prepareHistograms, zoomOf } from './prepare-histogram.ts';

/** A pad and the element that shows it. */
export interface PadElement {
  readonly pad: Pad;
  readonly element: HTMLElement;
}

/**
 * Draws objects over one another, the first at the bottom, in place of what the element shows, and pads below, whose x axes follow its zoom.
 * Returns the number of drawn objects.
 */
export function drawHistograms(...drawing: Parameters<typeof drawNow>): Promise<number> {
  const drawn = queue.then(() => drawNow(...drawing));
  queue = drawn.catch(() => undefined);
  return drawn;
}

/** The style of jsroot is that of one drawing at a time. */
let queue: Promise<unknown> = Promise.resolve();

async function drawNow(
  element: HTMLElement,
  layers: readonly ColoredObject[],
  options: HistogramOptions,
  scheme: FrameScheme,
  pads: readonly PadElement[] = [],
): Promise<number> {
  cleanup(element);
  const { objects, count } = prepareHistograms(layers, options, scheme, element.clientWidth);
  const frames: (FramePainter | null)[] = [];
  for (const { object, option } of objects) frames.push((await draw(element, object, option)).getFramePainter());
  const [frame] = frames;
  const [bottom] = objects;
  const drawn: FramePainter[] = frame ? [frame] : [];
  const textHeight = 0.034 * zoomOf(element.clientWidth) * element.clientHeight;
  for (const { pad, element } of pads) {
    cleanup(element);
    if (!bottom) continue;
    const margins = { top: gStyle['fPadTopMargin'], bottom: gStyle['fPadBottomMargin'] };
    Object.assign(gStyle, { fPadTopMargin: 0.06, fPadBottomMargin: 0.08 });
    const painters: (FramePainter | null)[] = [];
    for (const { object, option } of preparePad(pad, bottom.object, scheme, textHeight))
      painters.push((await draw(element, object, option)).getFramePainter());
    Object.assign(gStyle, { fPadTopMargin: margins.top, fPadBottomMargin: margins.bottom });
    if (painters[0]) drawn.push(painters[0]);
  }
  if (drawn.length > 1) linkZoom(drawn);
  return count;
}

/** Zooms the x axes of frames together. */
function linkZoom(frames: readonly FramePainter[]): void {
  const own = frames.map((frame) => ({ zoom: frame.zoom.bind(frame), zoomSingle: frame.zoomSingle.bind(frame) }));
  for (const [index, frame] of frames.entries()) {
    const others = own.filter((_, other) => other !== index);
    const mine = own[index];
    if (!mine) continue;
    frame.zoom = async (min, max, ...rest) => {
      if (min !== undefined) for (const other of others) await other.zoom(min, max);
      return mine.zoom(min, max, ...rest);
    };
    frame.zoomSingle = async (name, min, max, ...rest) => {
      if (name === 'x') for (const other of others) await other.zoomSingle(name, min, max, ...rest);
      return mine.zoomSingle(name, min, max, ...rest);
    };
  }
}

export { cleanup };
