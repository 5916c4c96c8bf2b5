import { axisQuantity, type XAxis, xAxes } from './axis/run-axis.ts';
import { quantityKeyFormat } from '../run-selection/run-quantity.ts';
import { type CodecValue, fields, flag, type Format, oneOf, parameter } from '../url/codec.ts';
import { type Bins, binsFormat } from './bins/bins.ts';
import type { Overlay } from './overlay.ts';
import { overlays } from './overlays.ts';

const order = oneOf(xAxes);
/** An axis with the runs in their order. */
const orderFormat: Format<XAxis> = { parse: (text) => order.parse(text), format: String };

/** One of these, or `oms:KEY`. */
const axisFormat: Format<XAxis> = {
  parse: (text) => {
    const key = text.startsWith('oms:') ? quantityKeyFormat.parse(text.slice(4)) : undefined;
    return key === undefined ? orderFormat.parse(text) : `oms:${key}`;
  },
  format: String,
};

/** A codec of how trends are drawn, the same for all plots of a page, with the default of each overlay. */
const codecWith = (defaultOf: (overlay: Overlay) => boolean, xFormat = orderFormat) =>
  fields({
    x: parameter<XAxis>('x', 'even', xFormat),
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

/** The same where a quantity of the runs can be the x axis. */
export const plotOptionsCodec = codecWith(({ default: initial }) => initial, axisFormat);

/** The same for a grid of plots. */
export const gridOptionsCodec = codecWith(({ default: initial, gridDefault = initial }) => gridDefault);

export type ChartOptions = CodecValue<typeof chartOptionsCodec>;

/** The options with which plots are drawn: without the overlays that cannot be. */
export function drawnOptions(options: ChartOptions): ChartOptions {
  const hidden = overlays.filter((overlay) => hiddenReason(overlay, options) !== undefined);
  if (hidden.length === 0) return options;
  return {
    ...options,
    overlays: { ...options.overlays, ...Object.fromEntries(hidden.map(({ key }) => [key, false])) },
  };
}

/** Why an overlay is not drawn whatever is selected; undefined where it can be. */
export function hiddenReason(
  { isOfRuns = false, isOfPoints = false }: Overlay,
  { x, bins }: Pick<ChartOptions, 'x' | 'bins'>,
): string | undefined {
  if (isOfRuns && bins !== 'run') return 'Not drawn where a point stands for several runs.';
  if (!isOfPoints && axisQuantity(x) !== undefined)
    return 'Not drawn over a quantity: it needs the runs in their order.';
  return undefined;
}

export const defaultGridOptions = gridOptionsCodec.read(new URLSearchParams());
