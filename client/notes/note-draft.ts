/** A note while it is written. */
import type { NoteInput, NoteKind, ShownNoteFragment } from '../generated/operations.ts';

/** How a note names its runs. */
export type Extent = 'run' | 'range' | 'open' | 'fill';

/** The fields of the form, as they are typed. */
export interface NoteDraft {
  readonly extent: Extent;
  readonly firstRun: string;
  readonly lastRun: string;
  readonly fill: string;
  readonly subsystem: string | null;
  readonly config: string;
  readonly primaryDataset: string | null;
  readonly processing: string | null;
  readonly kind: NoteKind;
  readonly text: string;
  readonly link: string;
  readonly newBaseline: boolean;
}

/** Where a new note applies, as far as the page knows. */
export interface NoteTarget {
  readonly firstRun?: number | undefined;
  readonly lastRun?: number | undefined;
  readonly subsystem?: string | undefined;
  readonly config?: string | undefined;
  readonly primaryDataset?: string | undefined;
  readonly processing?: string | undefined;
}

/** The draft of a new note. */
export function newDraft({ firstRun, lastRun, subsystem, config, primaryDataset, processing }: NoteTarget): NoteDraft {
  return {
    extent: lastRun === undefined || lastRun === firstRun ? 'run' : 'range',
    firstRun: firstRun === undefined ? '' : String(firstRun),
    lastRun: lastRun === undefined ? '' : String(lastRun),
    fill: '',
    subsystem: subsystem ?? null,
    config: config ?? '',
    primaryDataset: primaryDataset ?? null,
    processing: processing ?? null,
    kind: 'remark',
    text: '',
    link: '',
    newBaseline: false,
  };
}

/** The draft of what a note says. */
export function draftOf(note: ShownNoteFragment): NoteDraft {
  const { firstRun, lastRun, fill, subsystem, config, primaryDataset, processing, kind, text, link, newBaseline } =
    note;
  const extent = fill !== null ? 'fill' : lastRun === null ? 'open' : lastRun === firstRun ? 'run' : 'range';
  return {
    extent,
    firstRun: fill === null ? String(firstRun) : '',
    lastRun: fill === null && lastRun !== null ? String(lastRun) : '',
    fill: fill === null ? '' : String(fill),
    subsystem,
    config: config ?? '',
    primaryDataset,
    processing,
    kind,
    text,
    link: link ?? '',
    newBaseline,
  };
}

/** The problems of a draft, by field. An empty field that is required has none: it is only incomplete. */
export function problemsOf(draft: NoteDraft): Partial<Record<'firstRun' | 'lastRun' | 'fill' | 'link', string>> {
  const { extent, firstRun, lastRun, fill, link } = draft;
  const isBad = (text: string): boolean => text !== '' && !/^[1-9]\d{0,8}$/.test(text);
  const hasRuns = extent !== 'fill';
  return {
    ...(hasRuns && isBad(firstRun) && { firstRun: 'a run number' }),
    ...(extent === 'range' && isBad(lastRun) && { lastRun: 'a run number' }),
    ...(extent === 'range' &&
      lastRun !== '' &&
      Number(lastRun) < Number(firstRun) && { lastRun: 'not before the first' }),
    ...(extent === 'fill' && isBad(fill) && { fill: 'a fill number' }),
    ...(link.trim() !== '' && !isWebLink(link.trim()) && { link: 'an address that begins with https:// or http://' }),
  };
}

function isWebLink(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** What the API gets; undefined while the draft is incomplete or has a problem. */
export function inputOf(draft: NoteDraft): NoteInput | undefined {
  const { extent, firstRun, lastRun, fill, subsystem, config, primaryDataset, processing, kind, text, link } = draft;
  const required = { run: [firstRun], range: [firstRun, lastRun], open: [firstRun], fill: [fill] }[extent];
  if ([...required, text.trim()].includes('') || Object.keys(problemsOf(draft)).length > 0) return undefined;
  return {
    firstRun: extent === 'fill' ? null : Number(firstRun),
    lastRun: extent === 'run' ? Number(firstRun) : extent === 'range' ? Number(lastRun) : null,
    fill: extent === 'fill' ? Number(fill) : null,
    subsystem,
    config: subsystem === null || config.trim() === '' ? null : config.trim(),
    primaryDataset,
    processing,
    kind,
    text: text.trim(),
    link: link.trim() === '' ? null : link.trim(),
    newBaseline: draft.newBaseline,
  };
}
