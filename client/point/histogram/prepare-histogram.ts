/** Prepares ROOT objects for jsroot: the same on pages and in pictures. */
import { addColor } from 'jsroot/colors';
import { addMethods, createHistogram, createTGraph, gStyle, parse, settings } from 'jsroot/core';
import { type FrameScheme, frames } from './frames.ts';
import type { HistogramOptions } from './histogram-options.ts';
import { type AxisName, isProjectable, type Projectable, project } from './projection.ts';
import { integral, isCounting, maxContent, normalise, type RootAxis } from './root-object.ts';

/** An object with the colour of its line. */
export interface ColoredObject {
  /** ROOT's JSON. */
  readonly object: string;
  readonly color: string;
  /** Over it, in units of its contents. */
  readonly curve?: ColoredCurve | undefined;
}

/** A fitted curve. */
export interface ColoredCurve {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly color: string;
}

/** TH1::kNoStats. */
const noStatistics = 1 << 9;

Object.assign(settings, {
  ContextMenu: true,
  ToolBar: false,
  ProgressBox: false,
  DragAndDrop: false,
  Latex: 2, // formulas as SVG, without MathJax from another host
  StripAxisLabels: true,
  SmallPad: { width: 50, height: 50 }, // axes of pads below histograms, too
});
Object.assign(gStyle, {
  fOptTitle: 0, // the caption has the title
  fPadTopMargin: 0.04,
  fFrameBorderMode: 0,
  fStatY: 0.96,
});

/** Objects that are drawn over one another, the first at the bottom. */
export interface PreparedHistograms {
  readonly objects: readonly { readonly object: Record<string, unknown>; readonly option: string }[];
  /** Number of them without the curves. */
  readonly count: number;
}

/**
 * Returns objects as jsroot draws them over one another in a picture of some width, and sets jsroot's style. Graphs and histograms of two dimensions
 * cannot be overlaid: then only the first is drawn.
 */
export function prepareHistograms(
  layers: readonly ColoredObject[],
  options: HistogramOptions,
  scheme: FrameScheme,
  width: number,
): PreparedHistograms {
  const frame = frames[scheme];
  const [paper, ink] = [addColor(frame.paper), addColor(frame.ink)];
  Object.assign(gStyle, { fCanvasColor: paper, fPadColor: paper, fFrameFillColor: paper, fStatColor: paper });
  Object.assign(gStyle, { fFrameLineColor: ink, fStatTextColor: ink });
  // Text is relatively larger in a small picture, and so are its margins.
  const zoom = zoomOf(width);
  const parsed = layers.map(({ object }) => parse(object) as Record<string, unknown>);
  const curves = layers.map(({ curve }, index) => curve && scaled(curve, parsed[index], options));
  const objects = parsed.map((object, index) => prepare(object, layers[index]?.color ?? 'black', ink, options, zoom));
  const [first] = objects;
  if (!first) return { objects: [], count: 0 };
  const overlaid = isCounting(first, 1) || first['_typename'] === 'TProfile' ? objects : [first];
  const counting = overlaid.filter((object) => isCounting(object, 1));
  const drawnCurves = curves.slice(0, overlaid.length).flatMap((curve) => curve ?? []);
  const highest = Math.max(0, ...counting.map(maxContent), ...drawnCurves.flatMap(({ y }) => y));
  if (counting.length + drawnCurves.length > 1 && highest > 0 && isCounting(first, 1))
    first.fMaximum = highest * (options.log ? 2 : 1.08);
  if (overlaid.length > 1 && first['_typename'] === 'TProfile')
    Object.assign(first, commonLimits(overlaid as unknown as Profile[], options));
  const hasPalette = drawOption(first, options).startsWith('colz');
  // Room for the palette and its labels, or for the exponent at the end of an axis of large numbers.
  const rightMargin = (hasPalette ? 0.13 : hasExponent(first['fXaxis']) ? 0.075 : 0.04) * zoom;
  Object.assign(gStyle, {
    fPadLeftMargin: 0.1 * zoom,
    fPadBottomMargin: 0.12 * zoom,
    fPadRightMargin: rightMargin,
    fStatX: 1 - rightMargin,
    fStatW: 0.2 * zoom,
    fStatH: 0.15 * zoom,
  });
  return {
    objects: [
      { object: first, option: drawOption(first, options) },
      ...overlaid.slice(1).map((object) => ({ object, option: isCounting(object, 1) ? 'same hist' : 'same' })),
      ...drawnCurves.map((curve) => ({ object: toGraph(curve, drawnCurves.length > 1), option: 'L' })),
    ],
    count: overlaid.length,
  };
}

/** How much larger text is in a picture of some width. */
export function zoomOf(width: number): number {
  return Math.min(1.7, Math.max(1, 600 / width));
}

function prepare(
  object: Record<string, unknown>,
  color: string,
  ink: number,
  options: HistogramOptions,
  zoom: number,
): Record<string, unknown> {
  let prepared = object;
  if (options.projection !== null && isProjectable(object, options.projection))
    prepared = toProjection(object, options.projection);
  if (options.normalised && (isCounting(prepared, 1) || isCounting(prepared, 2))) normalise(prepared);
  if ('fBits' in prepared && !options.statistics) prepared['fBits'] = Number(prepared['fBits']) | noStatistics;
  prepared['fLineColor'] = prepared['fMarkerColor'] = addColor(color);
  if (isCounting(prepared, 1)) prepared['fLineWidth'] = 2;
  for (const [name, titleOffset] of axes) {
    const axis = prepared[name];
    if (typeof axis !== 'object' || axis === null) continue;
    const [fLabelSize, fTitleSize] = [0.034 * zoom, 0.037 * zoom];
    Object.assign(axis, { fLabelSize, fTitleSize, fTitleOffset: titleOffset, fTickLength: 0.015 });
    Object.assign(axis, { fAxisColor: ink, fLabelColor: ink, fTitleColor: ink });
  }
  return prepared;
}

interface Profile {
  readonly fXaxis: RootAxis;
  getBinContent: (bin: number) => number;
  getBinError: (bin: number) => number;
  getBinEntries: (bin: number) => number;
}

/** The limits of y within which all bins of profiles are, with their errors; ROOT's own are those of the first profile. */
function commonLimits(profiles: readonly Profile[], { log }: HistogramOptions): object {
  const ends = profiles.flatMap((profile) =>
    Array.from({ length: profile.fXaxis.fNbins }, (_, index) => index + 1)
      .filter((bin) => profile.getBinEntries(bin) !== 0)
      .flatMap((bin) => [-1, 1].map((sign) => profile.getBinContent(bin) + sign * profile.getBinError(bin))),
  );
  if (ends.length === 0) return {};
  const [low, high] = ends.reduce(([min, max], end) => [Math.min(min, end), Math.max(max, end)], [Infinity, -Infinity]);
  const margin = 0.05 * (high - low);
  return log ? { fMaximum: 2 * high } : { fMinimum: low - margin, fMaximum: high + margin };
}

/** A curve in the units in which its histogram is drawn. */
function scaled(
  { x, y, color }: ColoredCurve,
  histogram: Record<string, unknown> | undefined,
  { normalised }: HistogramOptions,
): ColoredCurve {
  const scale = normalised && histogram && isCounting(histogram, 1) ? integral(histogram) || 1 : 1;
  return { x, y: y.map((content) => content / scale), color };
}

/** Several curves are dashed: each has the colour of its histogram. */
function toGraph({ x, y, color }: ColoredCurve, isDashed: boolean): Record<string, unknown> {
  const graph = createTGraph(x.length, [...x], [...y]);
  return Object.assign(graph, { fLineColor: addColor(color), fLineWidth: 2, fLineStyle: isDashed ? 7 : 1 });
}

/** Whether jsroot writes the labels of an axis with a common power of ten. */
function hasExponent(axis: unknown): boolean {
  const { fXmin = 0, fXmax = 0 } = (axis ?? {}) as { fXmin?: number; fXmax?: number };
  return Math.max(Math.abs(fXmin), Math.abs(fXmax)) >= 1e4;
}

/** The axes with the offsets of their titles, in ROOT's units (heights of a letter). */
const axes = [
  ['fXaxis', 1.35],
  ['fYaxis', 1.2],
  ['fZaxis', 1.2],
] as const;

function drawOption(object: Record<string, unknown>, { log }: HistogramOptions): string {
  if (isCounting(object, 2) || object['_typename'] === 'TProfile2D' || object['_typename'] === 'TH2Poly')
    return log ? 'colz logz' : 'colz';
  const scale = log ? ' logy' : '';
  if (isCounting(object, 1)) return `hist${scale}`;
  return String(object['_typename']).startsWith('TGraph') ? `AP${scale}` : scale.trim();
}

/** Returns the projection as a TH1D or TProfile with the axis of the original. Its y axis has the title of the contents. */
function toProjection(histogram: Projectable, axis: AxisName): Record<string, unknown> {
  const { fTitle, fXaxis, fYaxis, fZaxis, _typename } = histogram;
  const { fNbins, fXmin, fXmax, fXbins, ...source } = { x: fXaxis, y: fYaxis, z: fZaxis }[axis];
  const projected = project(histogram, axis);
  const projection = createHistogram('TH1D', fNbins);
  if (projected.fBinEntries) {
    Object.assign(projection, { _typename: 'TProfile', fErrorMode: 0, fYmin: 0, fYmax: 0 });
    addMethods(projection, 'TProfile');
  }
  Object.assign(projection, { fName: `projection onto ${axis}`, fTitle, ...projected });
  const { fBits, fFirst, fLast, fTitle: title } = source;
  const labels = (source as unknown as Record<string, unknown>)['fLabels'];
  const own = { fNbins, fXmin, fXmax, fXbins, fBits, fFirst, fLast, fTitle: title, fLabels: labels };
  Object.assign(projection['fXaxis'] as object, own);
  Object.assign(projection['fYaxis'] as object, { fTitle: _typename.startsWith('TH3') ? '' : fZaxis.fTitle });
  return projection;
}
