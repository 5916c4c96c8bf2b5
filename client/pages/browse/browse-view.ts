import { type CodecValue, fields, flag, integer, oneOf, optional, parameter, text } from '../../url/codec.ts';
import { maxRuns } from '../../waterfall/waterfall.tsx';

/** What the page Browse shows, in the URL. */
export const browseCodec = fields({
  primaryDataset: parameter('pd', '', text),
  processing: parameter('ps', '', text),
  /** Null: the latest. */
  run: parameter('run', null, optional(integer(1, 999_999_999))),
  search: parameter('search', '', text),
  /** Path of the ME that is shown. */
  element: parameter('me', null, optional(text)),
  /** Whether it is shown over runs instead of its histogram. */
  overRuns: parameter('over', false, flag),
  latest: parameter('latest', 50, integer(1, maxRuns)),
  metric: parameter('metric', '', text),
  along: parameter<'x' | 'y' | 'z'>('along', 'x', oneOf(['x', 'y', 'z'])),
});

export type BrowseView = CodecValue<typeof browseCodec>;
