/**
 * Pictures of plots without a browser: the server draws them with this module, which is built for Node beside the client. The data come from
 * queries of the API, as those of pages.
 */
import { plotViewCodec } from '../pages/plot/plot-view.ts';
import { loadPlot, type PlotName, type PlotProblem, type Query } from './load-plot.ts';
import { paintPlot } from './paint-plot.ts';
import { pictureCodec, sizeProblem } from './picture-size.ts';

/** What a picture is drawn of: the address of a plot's page, with the parameters of the picture. */
export interface PictureAddress extends PlotName {
  /** The parameters, with or without `?`. */
  readonly search: string;
}

/** A picture that can be painted, or why there is none. */
export type PreparedPicture =
  | {
      readonly outcome: 'ready';
      /** In pixels, without the scale. */
      readonly width: number;
      readonly height: number;
      readonly scale: number;
      /** Paints it on the context of a canvas, which gets its size. Returns the function that releases it, and clears the canvas. */
      readonly paint: (context: CanvasRenderingContext2D) => () => void;
    }
  | { readonly outcome: 'invalid'; readonly reason: string }
  | PlotProblem;

/** Loads what a picture shows. Throws what a query throws. */
export async function preparePlot({ search, ...name }: PictureAddress, query: Query): Promise<PreparedPicture> {
  const parameters = new URLSearchParams(search);
  const problem = problemOf(parameters);
  if (problem !== undefined) return { outcome: 'invalid', reason: problem };
  const options = pictureCodec.read(parameters);
  const plot = await loadPlot(name, plotViewCodec.read(parameters), options.theme === 'dark', query);
  if ('outcome' in plot) return plot;
  const { width, height, scale } = options;
  return { outcome: 'ready', width, height, scale, paint: (context) => paintPlot(context, plot, options) };
}

/** Why parameters are not those of a picture; undefined if they are. */
function problemOf(parameters: URLSearchParams): string | undefined {
  const known = [...plotViewCodec.keys, ...pictureCodec.keys];
  const unknown = [...new Set(parameters.keys())].filter((key) => !known.includes(key));
  if (unknown.length > 0) return `unknown parameter ${unknown.join(', ')}; known ones are ${known.join(', ')}`;
  const invalid = [...new Set([...plotViewCodec.invalid(parameters), ...pictureCodec.invalid(parameters)])];
  if (invalid.length > 0) return `invalid value of ${invalid.join(', ')}`;
  return sizeProblem(pictureCodec.read(parameters));
}
