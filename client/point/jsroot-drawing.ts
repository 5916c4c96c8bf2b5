/** Draws ROOT objects with jsroot; a chunk of its own, loaded when the first histogram is shown. */
import { addColor } from 'jsroot/colors';
import { createHistogram, gStyle, parse, settings } from 'jsroot/core';
import { cleanup, draw } from 'jsroot/draw';
import type { HistogramView } from './histogram-view.ts';
import { isCounting, largestContent, type Numbers, normalise, project, type RootHistogram } from './root-object.ts';

/** An object to be drawn over the first, with the colour of its line. */
export interface Layer {
  /** ROOT's JSON. */
  readonly object: string;
  readonly color: string;
}

/** TH1::kNoStats. */
const noStatistics = 1 << 9;

Object.assign(settings, {
  ContextMenu: true,
  ToolBar: false,
  ProgressBox: false,
  DragAndDrop: false,
  Latex: 2, // ROOT's own formulas as SVG; nothing is loaded from elsewhere
  StripAxisLabels: true,
});
Object.assign(gStyle, {
  fOptTitle: 0, // the title stands above the drawing
  fPadTopMargin: 0.04,
  fFrameBorderMode: 0,
  fStatY: 0.96,
});

/**
 * Draws layers over one another, the first below. Takes the place of what is drawn in the element. Gives the number of layers that could be
 * drawn: graphs and two dimensions have nothing over them.
 */
export async function drawLayers(element: HTMLElement, layers: readonly Layer[], view: HistogramView): Promise<number> {
  cleanup(element);
  // A small drawing has larger letters, as a part of it, and room for them.
  const zoom = Math.min(1.7, Math.max(1, 600 / element.clientWidth));
  const objects = layers.map(({ object, color }) => prepare(parse(object), color, view, zoom));
  const [first] = objects;
  if (!first) return 0;
  const overlaid = isCounting(first, 1) || first['_typename'] === 'TProfile' ? objects : [first];
  const counting = overlaid.filter((object) => isCounting(object, 1));
  const highest = Math.max(0, ...counting.map(largestContent));
  if (counting.length > 1 && highest > 0 && isCounting(first, 1)) first.fMaximum = highest * (view.log ? 2 : 1.08);
  const hasPalette = optionOf(first, view).startsWith('colz');
  // Room for the colours and their numbers, or for the power of ten that stands at the end of an axis of large numbers.
  const atRight = (hasPalette ? 0.13 : isLong(first['fXaxis']) ? 0.075 : 0.04) * zoom;
  Object.assign(gStyle, {
    fPadLeftMargin: 0.1 * zoom,
    fPadBottomMargin: 0.12 * zoom,
    fPadRightMargin: atRight,
    fStatX: 1 - atRight,
    fStatW: 0.2 * zoom,
    fStatH: 0.15 * zoom,
  });
  await draw(element, first, optionOf(first, view));
  for (const object of overlaid.slice(1)) await draw(element, object, isCounting(object, 1) ? 'same hist' : 'same');
  return overlaid.length;
}

export { cleanup };

function prepare(
  object: Record<string, unknown>,
  color: string,
  view: HistogramView,
  zoom: number,
): Record<string, unknown> {
  let drawn = object;
  if (view.projection !== null && isCounting(object, 2)) drawn = projected(object, view.projection);
  if (view.normalised && (isCounting(drawn, 1) || isCounting(drawn, 2))) normalise(drawn);
  if ('fBits' in drawn && !view.statistics) drawn['fBits'] = Number(drawn['fBits']) | noStatistics;
  drawn['fLineColor'] = drawn['fMarkerColor'] = addColor(color);
  if (isCounting(drawn, 1)) drawn['fLineWidth'] = 2;
  for (const [name, titleOffset] of axes) {
    const axis = drawn[name];
    if (typeof axis !== 'object' || axis === null) continue;
    const [fLabelSize, fTitleSize] = [0.034 * zoom, 0.037 * zoom];
    Object.assign(axis, { fLabelSize, fTitleSize, fTitleOffset: titleOffset, fTickLength: 0.015 });
  }
  return drawn;
}

/** Whether an axis goes to numbers of which jsroot takes a power of ten out. */
function isLong(axis: unknown): boolean {
  const { fXmin = 0, fXmax = 0 } = (axis ?? {}) as { fXmin?: number; fXmax?: number };
  return Math.max(Math.abs(fXmin), Math.abs(fXmax)) >= 1e4;
}

/** The axes with how far their titles are from them, in heights of a letter as ROOT counts them. */
const axes = [
  ['fXaxis', 1.35],
  ['fYaxis', 1.2],
  ['fZaxis', 1.2],
] as const;

function optionOf(object: Record<string, unknown>, { log }: HistogramView): string {
  if (isCounting(object, 2) || object['_typename'] === 'TProfile2D' || object['_typename'] === 'TH2Poly')
    return log ? 'colz logz' : 'colz';
  const scale = log ? ' logy' : '';
  if (isCounting(object, 1)) return `hist${scale}`;
  return String(object['_typename']).startsWith('TGraph') ? `AP${scale}` : scale.trim();
}

/** The projection as a TH1D, with the axis of the original. */
function projected(histogram: RootHistogram, axis: 'x' | 'y'): Record<string, unknown> {
  const { contents, sumw2 } = project(histogram, axis);
  const source = axis === 'x' ? histogram.fXaxis : histogram.fYaxis;
  const projection = createHistogram('TH1D', source.fNbins);
  const labels = (source as unknown as Record<string, unknown>)['fLabels'];
  Object.assign(projection, {
    fName: `projection onto ${axis}`,
    fTitle: histogram.fTitle,
    fArray: contents as Numbers,
    fSumw2: sumw2 as Numbers,
    fEntries: histogram.fEntries,
  });
  Object.assign(projection['fXaxis'] as object, {
    fXmin: source.fXmin,
    fXmax: source.fXmax,
    fXbins: source.fXbins,
    fTitle: source.fTitle,
    fLabels: labels,
  });
  return projection;
}
