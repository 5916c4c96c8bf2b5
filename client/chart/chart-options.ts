import { type XAxis, xAxes } from './axis/run-axis.ts';
import { fields, flag, oneOf, parameter } from '../url/codec.ts';
import { overlays } from './overlays.ts';

/** How trends are drawn: the same for all plots of a page. */
export interface ChartOptions {
  readonly x: XAxis;
  /** The y range follows the bulk of the points; arrows at its edge stand for outliers. */
  readonly clip: boolean;
  /** The y range includes zero. */
  readonly zero: boolean;
  readonly log: boolean;
  /** Whether each overlay is drawn, by its key. */
  readonly overlays: Readonly<Record<string, boolean>>;
}

/** The options in the URL. */
export const chartOptionsCodec = fields<ChartOptions>({
  x: parameter<XAxis>('x', 'even', oneOf(xAxes)),
  overlays: fields(
    Object.fromEntries(overlays.map(({ key, default: initial }) => [key, parameter(key, initial, flag)])),
  ),
  clip: parameter('bulk', true, flag),
  zero: parameter('zero', false, flag),
  log: parameter('log', false, flag),
});

export const defaultChartOptions = chartOptionsCodec.read(new URLSearchParams());
