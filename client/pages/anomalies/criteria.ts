import { fields, integer, number, parameter, text } from '../../url/codec.ts';

/** The criteria by which the start page calls a point an anomaly; all of them are in the URL. */
export interface Criteria {
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

export const defaultCriteria: Criteria = { newest: 5, before: 50, limit: 5, days: 7, subsystem: '' };

/** The subsystem is `of`: `subsystem` would begin an old link. */
export const criteriaCodec = fields<Criteria>({
  newest: parameter('newest', defaultCriteria.newest, integer(1, 100)),
  before: parameter('before', defaultCriteria.before, integer(8, 1000)),
  limit: parameter('limit', defaultCriteria.limit, number(0, 1000)),
  days: parameter('days', defaultCriteria.days, integer(0, 10_000)),
  subsystem: parameter('of', '', text),
});
