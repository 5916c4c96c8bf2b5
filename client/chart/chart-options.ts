import { type XAxis, xAxes } from './axis/run-axis.ts';
import { type CodecValue, fields, flag, oneOf, parameter } from '../url/codec.ts';
import { overlays } from './overlays.ts';

/** How trends are drawn, the same for all plots of a page, in the URL. */
export const chartOptionsCodec = fields({
  x: parameter<XAxis>('x', 'even', oneOf(xAxes)),
  /** Whether each overlay is drawn, by its key. */
  overlays: fields(
    Object.fromEntries(overlays.map(({ key, default: initial }) => [key, parameter(key, initial, flag)])),
  ),
  /** The y range follows the bulk of the points; arrows at its edge stand for outliers. */
  clip: parameter('bulk', true, flag),
  /** The y range includes zero. */
  zero: parameter('zero', false, flag),
  log: parameter('log', false, flag),
});

export type ChartOptions = CodecValue<typeof chartOptionsCodec>;

export const defaultChartOptions = chartOptionsCodec.read(new URLSearchParams());
