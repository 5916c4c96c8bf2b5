import { addColor } from 'jsroot/colors';
import { createHistogram, createTGraph } from 'jsroot/core';
import { type FrameScheme, frames } from './frames.ts';
import { isCounting } from './root-object.ts';

/** Values for each bin below a histogram of one dimension: a ratio or pulls. */
export interface Pad {
  readonly title: string;
  /** Null has no point. */
  readonly values: readonly (number | null)[];
  /** Without errors: bars. */
  readonly errors?: readonly (number | null)[];
  /** The value that stands for no difference. */
  readonly base: number;
}

/** Height of a pad in pixels. */
export const padHeight = 110;

type Axis = Readonly<Record<string, unknown>> & { readonly fNbins: number };

/**
 * Objects that jsroot draws over one another as a pad below a histogram, with the x axis of this and text of a height in
 * pixels. Empty where the numbers of bins differ.
 */
export function preparePad(
  { title, values, errors, base }: Pad,
  histogram: Readonly<Record<string, unknown>>,
  scheme: FrameScheme,
  textHeight: number,
): { readonly object: Record<string, unknown>; readonly option: string }[] {
  const axis = axisOf(histogram);
  if (axis?.fNbins !== values.length) return [];
  const ink = addColor(frames[scheme].ink);
  const frame = createHistogram('TH1D', values.length);
  const contents = [base, ...values.map((value) => (errors ? base : (value ?? base))), base];
  const [fMinimum, fMaximum] = limitsOf({ values, base, ...(errors && { errors }) });
  const text = {
    fLabelSize: textHeight / padHeight,
    fTitleSize: textHeight / padHeight,
    fAxisColor: ink,
    fLabelColor: ink,
    fTitleColor: ink,
  };
  Object.assign(frame, { fName: title, fTitle: title, fArray: contents, fBits: 1 << 9, fMinimum, fMaximum });
  Object.assign(frame, {
    fLineColor: ink,
    fFillColor: errors ? 0 : addColor(barColors[scheme]),
    fFillStyle: errors ? 0 : 1001,
  });
  frame['fXaxis'] = { ...axis, ...text, fLabelSize: 0, fTitle: '', fTickLength: 0.05 };
  Object.assign(frame['fYaxis'] as object, {
    ...text,
    fTitle: title,
    fTitleOffset: 0.32,
    fNdivisions: 504,
    fTickLength: 0.01,
  });
  if (!errors) return [{ object: frame, option: 'hist' }];
  const points = values.flatMap((value, index) =>
    value === null ? [] : [{ value, bin: index + 1, error: errors[index] ?? 0 }],
  );
  const graph = createTGraph(
    points.length,
    points.map(({ bin }) => center(axis, bin)),
    points.map(({ value }) => value),
  );
  const color = addColor(pointColors[scheme]);
  Object.assign(graph, {
    _typename: 'TGraphErrors',
    fEX: points.map(() => 0),
    fEY: points.map(({ error }) => error),
    fLineColor: color,
    fMarkerColor: color,
    fMarkerStyle: 20,
    fMarkerSize: 0.5,
  });
  return [{ object: frame, option: 'hist' }, ...(points.length > 0 ? [{ object: graph, option: 'P same' }] : [])];
}

const barColors = { light: '#8fb8de', dark: '#3f6f9f' } as const;
const pointColors = { light: '#0063a6', dark: '#5ab4f5' } as const;

function axisOf(histogram: Readonly<Record<string, unknown>>): Axis | undefined {
  const total =
    histogram['_typename'] === 'TEfficiency' ? (histogram['fTotalHistogram'] as typeof histogram) : histogram;
  const hasOneAxis = isCounting(total, 1) || total['_typename'] === 'TProfile';
  return hasOneAxis ? (total['fXaxis'] as Axis) : undefined;
}

function center(axis: Axis, bin: number): number {
  const edges = axis['fXbins'] as ArrayLike<number>;
  const [min, max] = [Number(axis['fXmin']), Number(axis['fXmax'])];
  const edge = (at: number): number => (edges.length > 0 ? (edges[at] ?? 0) : min + ((max - min) * at) / axis.fNbins);
  return (edge(bin - 1) + edge(bin)) / 2;
}

/** The limits that show the base and all values whose errors are small enough to mean something; those of ratios have no negative part. */
export function limitsOf({ values, errors, base }: Omit<Pad, 'title'>): readonly [min: number, max: number] {
  const bins = values.flatMap((value, index) => (value === null ? [] : [{ value, error: errors?.[index] ?? 0 }]));
  const precise = bins.filter(({ value, error }) => error <= 0.5 * Math.abs(value));
  const used = precise.length > 0 ? precise : bins;
  const low = Math.max(base - maxDistance, Math.min(base, ...used.map(({ value, error }) => value - error)));
  const high = Math.min(base + maxDistance, Math.max(base, ...used.map(({ value, error }) => value + error)));
  const margin = high > low ? 0.1 * (high - low) : 0.5;
  const isPositive = base > 0 && bins.every(({ value }) => value >= 0);
  return [isPositive ? Math.max(0, low - margin) : low - margin, high + margin];
}

/** From the base: an outlier would hide the other bins. */
const maxDistance = 10;
