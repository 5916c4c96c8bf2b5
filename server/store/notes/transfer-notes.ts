/** Notes with their history as JSON, to be imported into another database. */
import { z } from 'zod';
import type { Database } from '../connection/database.ts';
import { toJsonb, toText } from '../connection/storable.ts';
import { Note } from '../entities/index.ts';
import { checkContent, contentFields, describeIssues, NoteError, noteLimits } from './note-content.ts';
import { storable } from './write-notes.ts';

const time = z.iso.datetime({ offset: true });
const nullable = <T extends z.ZodType>(type: T) => type.nullish().transform((value) => value ?? null);
const author = z.string().min(1).max(noteLimits.name);
const comment = z.string().max(noteLimits.comment);

const noteEvent = z.strictObject({
  at: time,
  kind: z.enum(['edited', 'retired', 'restored']),
  by: author,
  comment: nullable(comment),
  before: nullable(z.record(z.string(), z.unknown())),
});

const exportedNote = z
  .strictObject({
    id: z.uuid().toLowerCase(),
    revision: z.int().min(1).default(1),
    ...contentFields,
    author,
    createdAt: time,
    editedBy: nullable(author),
    editedAt: nullable(time),
    retiredBy: nullable(author),
    retiredAt: nullable(time),
    retiredReason: nullable(comment),
    events: z.array(noteEvent).default([]),
  })
  .superRefine((note, context) => {
    checkContent(note, (field, message) => context.addIssue({ code: 'custom', path: [field], message }));
    if ((note.retiredAt === null) !== (note.retiredBy === null))
      context.addIssue({ code: 'custom', path: ['retiredBy'], message: 'must be given with retiredAt' });
  });

/** A note with its history; times are ISO 8601. */
export type ExportedNote = z.output<typeof exportedNote>;

/** All notes with their history, the oldest first. The runs of a note on a fill are those of the database: it names the fill only. */
export async function exportNotes({ dataSource }: Database): Promise<ExportedNote[]> {
  return dataSource.transaction('REPEATABLE READ', async (manager) => {
    const notes = await manager.getRepository(Note).find({ order: { createdAt: 'ASC', id: 'ASC' } });
    const events = await manager.query<EventRow[]>(
      'SELECT note_id AS "noteId", at, kind, by, comment, before FROM note_event ORDER BY id',
    );
    const text = (time: Date | null): string | null => time?.toISOString() ?? null;
    return notes.map(({ createdAt, editedAt, retiredAt, ...note }) => ({
      ...note,
      createdAt: createdAt.toISOString(),
      editedAt: text(editedAt),
      retiredAt: text(retiredAt),
      events: events.filter(({ noteId }) => noteId === note.id).map(exportedEvent),
    }));
  });
}

interface EventRow extends Omit<z.output<typeof noteEvent>, 'at'> {
  readonly noteId: string;
  readonly at: Date;
}

function exportedEvent({ at, kind, by, comment, before }: EventRow): z.output<typeof noteEvent> {
  return { at: at.toISOString(), kind, by, comment, before };
}

/** Problems that are listed. */
const maxProblems = 20;

/**
 * Adds the notes of an export that the database does not have, by their ids; returns how many. Throws a NoteError that lists the invalid ones
 * by number and field; then none is added.
 */
export async function importNotes({ dataSource }: Database, entries: unknown): Promise<number> {
  if (!Array.isArray(entries))
    throw new NoteError('the file has no list of notes: it must be what `hdqm notes export` prints');
  const parsed = entries.map((entry: unknown) => exportedNote.safeParse(entry));
  const problems = parsed.flatMap(({ error }, index) => (error ? `note ${index + 1}: ${describeIssues(error)}` : []));
  if (problems.length > 0) {
    const more = problems.length > maxProblems ? [`and ${problems.length - maxProblems} more`] : [];
    throw new NoteError(
      [
        `no note was imported, ${problems.length} of ${entries.length} are invalid:`,
        ...problems.slice(0, maxProblems),
        ...more,
      ].join('\n'),
    );
  }
  const notes = parsed.flatMap(({ data }) => data ?? []);
  return dataSource.transaction(async (manager) => {
    let added = 0;
    for (const { id, revision, author, createdAt, events, ...rest } of notes) {
      const { editedBy, editedAt, retiredBy, retiredAt, retiredReason, ...content } = rest;
      const texts = { author, editedBy, retiredBy, retiredReason };
      const { raw } = await manager
        .createQueryBuilder()
        .insert()
        .into(Note)
        .values({
          id,
          revision,
          ...storable(content),
          ...Object.fromEntries(
            Object.entries(texts).map(([name, text]) => [name, text === null ? null : toText(text)]),
          ),
          createdAt,
          editedAt,
          retiredAt,
        })
        .orIgnore()
        .returning('id')
        .execute();
      if ((raw as unknown[]).length === 0) continue;
      added += 1;
      for (const { at, kind, by, comment, before } of events)
        await manager.query(
          'INSERT INTO note_event (note_id, at, kind, by, comment, before) VALUES ($1, $2, $3, $4, $5, $6)',
          [
            id,
            at,
            kind,
            toText(by),
            comment === null ? null : toText(comment),
            before === null ? null : toJsonb(before),
          ],
        );
    }
    return added;
  });
}
