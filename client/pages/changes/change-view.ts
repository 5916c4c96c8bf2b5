import { fields, integer, number, parameter, text } from '../../url/codec.ts';

/** The criteria by which the start page calls a point an anomaly; all of them are in the URL. */
export interface ChangeView {
  /** How many of the newest runs of each dataset are judged, and against how many before them. */
  readonly newest: number;
  readonly before: number;
  /** From which |z| on a trend has changed. */
  readonly limit: number;
  /** Runs that started within so many days before the newest of all. */
  readonly days: number;
  /** Only this subsystem; empty: all. */
  readonly subsystem: string;
}

export const usualChangeView: ChangeView = { newest: 5, before: 50, limit: 5, days: 7, subsystem: '' };

/** The subsystem is `of`: `subsystem` would begin an old link. */
export const changeViewCodec = fields<ChangeView>({
  newest: parameter('newest', usualChangeView.newest, integer(1, 100)),
  before: parameter('before', usualChangeView.before, integer(8, 1000)),
  limit: parameter('limit', usualChangeView.limit, number(0, 1000)),
  days: parameter('days', usualChangeView.days, integer(0, 10_000)),
  subsystem: parameter('of', '', text),
});
