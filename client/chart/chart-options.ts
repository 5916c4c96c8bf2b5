import { type XAxis, xAxes } from './axis/run-axis.ts';
import { type CodecValue, fields, flag, oneOf, parameter } from '../url/codec.ts';
import { type Bins, binsFormat } from './bins/bins.ts';
import type { Overlay } from './overlay.ts';
import { overlays } from './overlays.ts';

/** A codec of how trends are drawn, the same for all plots of a page, with the default of each overlay. */
const codecWith = (defaultOf: (overlay: Overlay) => boolean) =>
  fields({
    x: parameter<XAxis>('x', 'even', oneOf(xAxes)),
    /** What runs are put together by. */
    bins: parameter<Bins>('bins', 'run', binsFormat),
    /** Whether each overlay is drawn, by its key. */
    overlays: fields(
      Object.fromEntries(overlays.map((overlay) => [overlay.key, parameter(overlay.key, defaultOf(overlay), flag)])),
    ),
    /** The y range follows the bulk of the points; arrows at its edge stand for outliers. */
    clip: parameter('bulk', true, flag),
    /** The y range includes zero. */
    zero: parameter('zero', false, flag),
    log: parameter('log', false, flag),
  });

/** How the trends of a single plot are drawn, in the URL. */
export const chartOptionsCodec = codecWith(({ default: initial }) => initial);

/** The same for a grid of plots. */
export const gridOptionsCodec = codecWith(({ default: initial, gridDefault = initial }) => gridDefault);

export type ChartOptions = CodecValue<typeof chartOptionsCodec>;

/** The options with which plots are drawn: bins of runs without the overlays that belong to runs. */
export function drawnOptions(options: ChartOptions): ChartOptions {
  if (options.bins === 'run') return options;
  const hidden = overlays.filter(({ isOfRuns }) => isOfRuns).map(({ key }) => [key, false] as const);
  return { ...options, overlays: { ...options.overlays, ...Object.fromEntries(hidden) } };
}

export const defaultGridOptions = gridOptionsCodec.read(new URLSearchParams());
