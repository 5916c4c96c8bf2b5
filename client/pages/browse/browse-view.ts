import { type CodecValue, fields, integer, optional, parameter, text } from '../../url/codec.ts';

/** What the page Browse shows, in the URL. */
export const browseCodec = fields({
  primaryDataset: parameter('pd', '', text),
  processing: parameter('ps', '', text),
  /** Null: the latest. */
  run: parameter('run', null, optional(integer(1, 999_999_999))),
  search: parameter('search', '', text),
  /** Path of the ME that is shown. */
  element: parameter('me', null, optional(text)),
});

export type BrowseView = CodecValue<typeof browseCodec>;

/** The folders above an ME or folder, the subsystem first; the list of subsystems, '', is not among them. */
export function foldersAbove(path: string): string[] {
  const names = path.split('/').slice(0, -1);
  return names.map((_, index) => names.slice(0, index + 1).join('/'));
}
