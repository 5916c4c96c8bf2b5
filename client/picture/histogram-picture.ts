/** Pictures of ROOT objects without a browser, by jsroot, as pages draw them. Built for the server like plot-picture.ts. */
import { gStyle } from 'jsroot/core';
import { makeSVG } from 'jsroot/draw';
import { seriesColors } from '../chart/series.ts';
import { histogramCodec } from '../point/histogram/histogram-options.ts';
import { prepareHistograms } from '../point/histogram/prepare-histogram.ts';
import { pictureCodec, sizeProblem } from './picture-size.ts';

/** A ROOT object with what its picture shows beside it. */
export interface HistogramAddress {
  /** ROOT's JSON. */
  readonly object: string;
  /** Appended to the title. */
  readonly caption: string;
  /** The parameters of the picture. */
  readonly search: string;
}

/** A picture as SVG, or why there is none. */
export type HistogramPicture =
  | { readonly outcome: 'ready'; readonly svg: string; readonly scale: number }
  | { readonly outcome: 'invalid'; readonly reason: string };

/** Room for the title, as a part of the height. */
const titleMargin = 0.1;

/** Draws a ROOT object. */
export async function drawHistogram({ object, caption, search }: HistogramAddress): Promise<HistogramPicture> {
  const parameters = new URLSearchParams(search);
  const invalid = [...pictureCodec.invalid(parameters), ...histogramCodec.invalid(parameters)];
  const { width, height, scale, theme } = pictureCodec.read(parameters);
  const problem = invalid.length > 0 ? `invalid value of ${invalid.join(', ')}` : sizeProblem({ width, height, scale });
  if (problem !== undefined) return { outcome: 'invalid', reason: problem };
  const [color = 'black'] = seriesColors(theme === 'dark');
  const options = histogramCodec.read(parameters);
  const [first] = prepareHistograms([{ object, color }], options, theme, width).objects;
  if (!first || /^(?:TH3|TProfile3D)/.test(String(first.object['_typename'])))
    return { outcome: 'invalid', reason: 'three dimensions have no picture: project it with hist=x, hist=y or hist=z' };
  Object.assign(gStyle, { fOptTitle: 1, fTitleFontSize: 0.045, fPadTopMargin: titleMargin, fStatY: 1 - titleMargin });
  gStyle['fTitleTextColor'] = gStyle['fStatTextColor'];
  const title = String(first.object['fTitle'] ?? '');
  first.object['fTitle'] = [title, caption].filter((text) => text !== '').join(', ');
  return { outcome: 'ready', svg: await makeSVG({ ...first, width, height }), scale };
}
