import { fields, integer, number, parameter, text } from '../../url/codec.ts';

/** What counts as an anomaly; all of it is in the URL. */
export interface Criteria {
  /** How many of the newest runs of each dataset are judged. */
  readonly newest: number;
  /** How many runs before them make the baseline. */
  readonly baselineRuns: number;
  /** Minimum of abs(z). */
  readonly threshold: number;
  /** Age limit of the judged runs in days, counted from the newest run of all. */
  readonly lookBackDays: number;
  /** Empty for all subsystems. */
  readonly subsystem: string;
}

/** The subsystem is `of`, because `subsystem` marks a link of CentralHDQM. */
export const criteriaCodec = fields<Criteria>({
  newest: parameter('newest', 5, integer(1, 100)),
  baselineRuns: parameter('before', 50, integer(8, 1000)),
  threshold: parameter('limit', 5, number(0, 1000)),
  lookBackDays: parameter('days', 7, integer(0, 10_000)),
  subsystem: parameter('of', '', text),
});

export const defaultCriteria = criteriaCodec.read(new URLSearchParams());
