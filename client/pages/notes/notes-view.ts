import { runIntervalFormat } from '../../chart/axis/run-interval.ts';
import type { NoteKind } from '../../generated/operations.ts';
import { noteKinds } from '../../notes/note-text.ts';
import { type CodecValue, fields, oneOf, optional, parameter, text } from '../../url/codec.ts';

/** Which notes are shown: those that apply, those that are retired, or both. */
export const noteStates = ['current', 'retired', 'all'] as const;

/** What the page Notes shows, in the URL. */
export const notesCodec = fields({
  search: parameter('search', '', text),
  kind: parameter<NoteKind | null>('kind', null, optional(oneOf(noteKinds))),
  /** Empty: all. */
  subsystem: parameter('system', '', text),
  /** Empty: all. */
  author: parameter('author', '', text),
  state: parameter<(typeof noteStates)[number]>('state', 'current', oneOf(noteStates)),
  /** Runs on which the notes are; null: any. */
  runs: parameter('runs', null, optional(runIntervalFormat)),
});

export type NotesView = CodecValue<typeof notesCodec>;

/** The filters of the API. */
export function notesVariables({ search, kind, subsystem, author, state, runs }: NotesView) {
  return {
    search: search.trim() || null,
    kinds: kind === null ? null : [kind],
    subsystem: subsystem || null,
    author: author || null,
    retired: { current: false, retired: true, all: null }[state],
    from: runs?.[0] ?? null,
    to: runs?.[1] ?? null,
  };
}
