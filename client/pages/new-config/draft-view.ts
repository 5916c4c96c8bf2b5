import { chartOptionsCodec } from '../../chart/chart-options.ts';
import { type CodecValue, fields, flag, integer, optional, parameter, repeated, text } from '../../url/codec.ts';

/** Configs of a draft that are read over runs at a time. */
export const maxNames = 4;

/** Runs of a draft that are read at a time. */
export const maxLatest = 200;

/** What the page of a draft shows, in the URL. */
export const draftCodec = fields({
  /** Empty: that of the configs whose MEs are in the same folder. */
  subsystem: parameter('subsystem', '', text),
  primaryDataset: parameter('pd', '', text),
  processing: parameter('ps', '', text),
  latest: parameter('latest', 50, integer(1, maxLatest)),
  /** Names of the configs that are read over runs; empty: the first. */
  names: repeated('name', maxNames, text),
  /** Whether each has a plot of its own. */
  isSplit: parameter('split', false, flag),
  /** The run whose histograms are open. */
  run: parameter('run', null, optional(integer(1, 999_999_999))),
  chart: chartOptionsCodec,
  /** The sections. */
  ini: parameter('ini', '', text),
});

export type DraftView = CodecValue<typeof draftCodec>;

/** Characters of a text in an address at most: servers and browsers accept addresses of 8,000. */
const maxEncoded = 6_000;

/** Whether a text is short enough for an address. */
export function fitsAddress(ini: string): boolean {
  return new URLSearchParams({ ini }).toString().length <= maxEncoded;
}
