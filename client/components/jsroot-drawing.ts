/** Draws ROOT objects with jsroot; a chunk of its own, loaded when the first histogram is shown. */
import { addColor } from 'jsroot/colors';
import { createHistogram, gStyle, parse, settings } from 'jsroot/core';
import { cleanup, draw } from 'jsroot/draw';
import type { HistogramView } from '../state/histogram-view.ts';
import {
  isCounting,
  largestContent,
  type Numbers,
  normalise,
  project,
  type RootHistogram,
} from '../state/root-object.ts';

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
  fPadLeftMargin: 0.11,
  fPadRightMargin: 0.03,
  fPadTopMargin: 0.04,
  fPadBottomMargin: 0.12,
  fFrameBorderMode: 0,
  fStatX: 0.97,
  fStatY: 0.96,
  fStatW: 0.22,
});

/**
 * Draws layers over one another, the first below. Takes the place of what is drawn in the element. Gives the number of layers that could be
 * drawn: graphs and two dimensions have nothing over them.
 */
export async function drawLayers(element: HTMLElement, layers: readonly Layer[], view: HistogramView): Promise<number> {
  cleanup(element);
  const objects = layers.map(({ object, color }) => prepare(parse(object), color, view));
  const [first] = objects;
  if (!first) return 0;
  const overlaid = isCounting(first, 1) || first['_typename'] === 'TProfile' ? objects : [first];
  const counting = overlaid.filter((object) => isCounting(object, 1));
  const highest = Math.max(0, ...counting.map(largestContent));
  if (counting.length > 1 && highest > 0 && isCounting(first, 1)) first.fMaximum = highest * (view.log ? 2 : 1.08);
  const hasPalette = optionOf(first, view).startsWith('colz');
  Object.assign(gStyle, { fPadRightMargin: hasPalette ? 0.13 : 0.03, fStatX: hasPalette ? 0.87 : 0.97 });
  await draw(element, first, optionOf(first, view));
  for (const object of overlaid.slice(1)) await draw(element, object, isCounting(object, 1) ? 'same hist' : 'same');
  return overlaid.length;
}

export { cleanup };

function prepare(object: Record<string, unknown>, color: string, view: HistogramView): Record<string, unknown> {
  let drawn = object;
  if (view.projection !== null && isCounting(object, 2)) drawn = projected(object, view.projection);
  if (view.normalised && (isCounting(drawn, 1) || isCounting(drawn, 2))) normalise(drawn);
  if ('fBits' in drawn && !view.statistics) drawn['fBits'] = Number(drawn['fBits']) | noStatistics;
  drawn['fLineColor'] = drawn['fMarkerColor'] = addColor(color);
  if (isCounting(drawn, 1)) drawn['fLineWidth'] = 2;
  return drawn;
}

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
