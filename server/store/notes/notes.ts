import type { Database } from '../connection/database.ts';
import { type Note, NoteEvent, type NoteKind } from '../entities/index.ts';
import { searchCondition, searchPatterns } from '../search.ts';

/** Filters for notes; null or undefined: no filter. */
export interface NoteFilter {
  /** Only notes on this run or later ones. */
  readonly from?: number | null | undefined;
  /** Only notes on this run or earlier ones. */
  readonly to?: number | null | undefined;
  /** Only notes that apply to it: its own, and those of no subsystem; the same for config, primary dataset and processing. */
  readonly subsystem?: string | null | undefined;
  readonly config?: string | null | undefined;
  readonly primaryDataset?: string | null | undefined;
  readonly processing?: string | null | undefined;
  readonly kinds?: readonly NoteKind[] | null | undefined;
  readonly author?: string | null | undefined;
  /** Only notes that are retired (true) or are not (false). */
  readonly retired?: boolean | null | undefined;
  /** Words that must all occur in text, link, author, kind or scope. */
  readonly search?: string | null | undefined;
}

/** A note on a fill has the runs of the fill that are known when it is read. */
const source = `note LEFT JOIN LATERAL (
  SELECT min(number) AS first_run, max(number) AS last_run FROM run WHERE run.fill = note.fill
) AS of_fill ON true`;
const [firstRun, lastRun] = [
  'coalesce(note.first_run, of_fill.first_run)',
  'coalesce(note.last_run, of_fill.last_run)',
];
const columns = `note.id, note.revision, ${firstRun} AS "firstRun", ${lastRun} AS "lastRun", note.fill, note.subsystem, note.config,
  note.primary_dataset AS "primaryDataset", note.processing, note.kind, note.text, note.link, note.new_baseline AS "newBaseline",
  note.author, note.created_at AS "createdAt", note.edited_by AS "editedBy", note.edited_at AS "editedAt", note.retired_by AS "retiredBy",
  note.retired_at AS "retiredAt", note.retired_reason AS "retiredReason"`;

const applies = (column: string, parameter: string): string =>
  `(${parameter}::text IS NULL OR note.${column} IS NULL OR note.${column} = ${parameter})`;
const filtered = `($1::int IS NULL OR ${lastRun} >= $1 OR (note.fill IS NULL AND note.last_run IS NULL))
  AND ($2::int IS NULL OR ${firstRun} <= $2)
  AND ${['subsystem', 'config', 'primary_dataset', 'processing'].map((column, index) => applies(column, `$${index + 3}`)).join(' AND ')}
  AND ($7::text[] IS NULL OR note.kind = ANY ($7)) AND ($8::text IS NULL OR note.author = $8)
  AND ($9::boolean IS NULL OR (note.retired_at IS NOT NULL) = $9)
  AND ${searchCondition('$10', ...['text', 'link', 'author', 'kind', 'subsystem', 'config', 'primary_dataset', 'processing'].map((column) => `note.${column}`))}`;

function parametersOf(filter: NoteFilter): unknown[] {
  const { from, to, subsystem, config, primaryDataset, processing, kinds, author, retired, search } = filter;
  const values = [from, to, subsystem, config, primaryDataset, processing, kinds, author, retired];
  return [...values.map((value) => value ?? null), searchPatterns(search)];
}

/** A page of the notes that pass a filter, the latest written first, with their total number. Throws a SelectionError. */
export async function findNotes(
  { dataSource }: Database,
  filter: NoteFilter,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<{ total: number; items: Note[] }> {
  const parameters = parametersOf(filter);
  const [items, [counted]] = await Promise.all([
    dataSource.query<Note[]>(
      `SELECT ${columns} FROM ${source} WHERE ${filtered} ORDER BY note.created_at DESC, note.id OFFSET $11 LIMIT $12`,
      [...parameters, offset, limit],
    ),
    dataSource.query<{ total: number }[]>(`SELECT count(*)::int AS total FROM ${source} WHERE ${filtered}`, parameters),
  ]);
  return { total: counted?.total ?? 0, items };
}

/** All notes that are not retired, the latest written first. */
export async function currentNotes({ dataSource }: Database): Promise<Note[]> {
  return dataSource.query(
    `SELECT ${columns} FROM ${source} WHERE note.retired_at IS NULL ORDER BY note.created_at DESC, note.id`,
  );
}

/** The notes with these ids, in no particular order. */
export async function notesById({ dataSource }: Database, ids: readonly string[]): Promise<Note[]> {
  return dataSource.query(`SELECT ${columns} FROM ${source} WHERE note.id = ANY ($1::uuid[])`, [ids]);
}

/** The names of those who wrote notes, in alphabetical order. */
export async function noteAuthors({ dataSource }: Database): Promise<string[]> {
  const rows = await dataSource.query<{ author: string }[]>('SELECT DISTINCT author FROM note ORDER BY author');
  return rows.map(({ author }) => author);
}

/** The events of notes, oldest first. */
export async function noteEventsOf({ dataSource }: Database, noteIds: readonly string[]): Promise<NoteEvent[]> {
  return dataSource
    .getRepository(NoteEvent)
    .createQueryBuilder('event')
    .where('event.noteId = ANY (:noteIds)', { noteIds })
    .orderBy('event.id')
    .getMany();
}

/** Whether a note is about a run. */
export function isOnRun(
  { firstRun, lastRun, fill }: Pick<Note, 'firstRun' | 'lastRun' | 'fill'>,
  run: number,
): boolean {
  return firstRun !== null && firstRun <= run && (lastRun === null ? fill === null : run <= lastRun);
}

/** Whether a note applies to a trend. */
export function appliesTo(
  note: Pick<Note, 'subsystem' | 'config' | 'primaryDataset' | 'processing'>,
  trend: Readonly<Record<'subsystem' | 'config' | 'primaryDataset' | 'processing', string>>,
): boolean {
  return (['subsystem', 'config', 'primaryDataset', 'processing'] as const).every(
    (name) => note[name] === null || note[name] === trend[name],
  );
}
