import { type CodecValue, fields, integer, number, parameter, text } from '../../url/codec.ts';

/** What counts as an anomaly, in the URL. */
export const criteriaCodec = fields({
  /** How many of the newest runs of each dataset are judged. */
  newest: parameter('newest', 5, integer(1, 100)),
  /** How many runs before them make the baseline. */
  baselineRuns: parameter('before', 50, integer(8, 1000)),
  /** Minimum of abs(z). */
  threshold: parameter('limit', 5, number(0, 1000)),
  /** Age limit of the judged runs in days, counted from the newest run of all. */
  lookBackDays: parameter('days', 7, integer(0, 10_000)),
  /** Empty for all subsystems. */
  subsystem: parameter('of', '', text),
});

export type Criteria = CodecValue<typeof criteriaCodec>;

export const defaultCriteria = criteriaCodec.read(new URLSearchParams());
