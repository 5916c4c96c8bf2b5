import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { Database } from '../connection/database.ts';
import { toJsonb, toText } from '../connection/storable.ts';
import { chainProcessing } from '../chains/chain-source.ts';
import { Note, type NoteEventKind } from '../entities/index.ts';
import { type NoteContent, NoteError } from './note-content.ts';

/** Stores a note; returns its id. */
export async function addNote({ dataSource }: Database, content: NoteContent, author: string): Promise<string> {
  return dataSource.transaction(async (manager) => {
    await checkScope(manager, content);
    const id = randomUUID();
    await manager.insert(Note, { id, ...storable(content), author: toText(author) });
    return id;
  });
}

/**
 * Changes what a note says and keeps in its history what it said before. Throws a NoteError where the note is not found, retired, or not at
 * this revision any more.
 */
export async function editNote(
  database: Database,
  id: string,
  { content, revision, by }: { readonly content: NoteContent; readonly revision: number; readonly by: string },
): Promise<void> {
  await change(database, id, async (manager, note) => {
    if (note.retiredAt !== null) throw new NoteError('the note is retired: restore it first');
    if (note.revision !== revision) {
      const who = note.editedBy ?? 'another user';
      throw new NoteError(`the note was changed by ${who} meanwhile: reload it and edit it again`);
    }
    const after = storable(content);
    const fields = (Object.keys(after) as (keyof NoteContent)[]).filter((field) => after[field] !== note[field]);
    if (fields.length === 0) return;
    if (fields.some((field) => scopeFields.includes(field))) await checkScope(manager, content);
    await manager.update(Note, id, {
      ...after,
      revision: revision + 1,
      editedBy: toText(by),
      editedAt: () => 'now()',
    });
    await record(manager, id, {
      kind: 'edited',
      by,
      comment: null,
      before: fields.map((field) => [field, note[field]]),
    });
  });
}

/** Retires a note: it does not apply any more. Throws a NoteError where it is not found, or is retired. */
export async function retireNote(database: Database, id: string, by: string, reason: string): Promise<void> {
  await change(database, id, async (manager, { retiredAt, retiredBy, revision }) => {
    if (retiredAt !== null) throw new NoteError(`the note was retired by ${retiredBy}`);
    await manager.update(Note, id, {
      revision: revision + 1,
      retiredBy: toText(by),
      retiredAt: () => 'now()',
      retiredReason: toText(reason),
    });
    await record(manager, id, { kind: 'retired', by, comment: reason });
  });
}

/** Restores a retired note. Throws a NoteError where it is not found, or is not retired. */
export async function restoreNote(database: Database, id: string, by: string, reason: string): Promise<void> {
  await change(database, id, async (manager, { retiredAt, revision }) => {
    if (retiredAt === null) throw new NoteError('the note is not retired');
    const columns = { revision: revision + 1, retiredBy: null, retiredAt: null, retiredReason: null };
    await manager.update(Note, id, columns);
    await record(manager, id, { kind: 'restored', by, comment: reason });
  });
}

/** Locks a note and changes it, in one transaction. Throws a NoteError where there is none. */
async function change(
  { dataSource }: Database,
  id: string,
  apply: (manager: EntityManager, note: Note) => Promise<void>,
): Promise<void> {
  await dataSource.transaction(async (manager) => {
    const note = await manager
      .getRepository(Note)
      .createQueryBuilder('note')
      .where('note.id = :id', { id })
      .setLock('pessimistic_write')
      .getOne();
    if (!note) throw new NoteError(`there is no note ${id}`);
    await apply(manager, note);
  });
}

const scopeFields: readonly (keyof NoteContent)[] = ['subsystem', 'config', 'primaryDataset', 'processing'];

/** Throws a NoteError where the subsystem, config or dataset of a note is not known: it would apply to nothing. */
async function checkScope(
  manager: EntityManager,
  { subsystem, config, primaryDataset, processing }: NoteContent,
): Promise<void> {
  const [found] = await manager.query<{ config: boolean; dataset: boolean }[]>(
    `SELECT EXISTS (SELECT FROM config WHERE ($1::text IS NULL OR subsystem = $1) AND ($2::text IS NULL OR name = $2)) AS config,
       EXISTS (SELECT FROM (SELECT primary_dataset, processing FROM dataset UNION ALL SELECT name, '${chainProcessing}' FROM dataset_chain) AS dataset
         WHERE ($3::text IS NULL OR primary_dataset = $3) AND ($4::text IS NULL OR processing = $4)) AS dataset`,
    [subsystem, config, primaryDataset, processing],
  );
  if (subsystem !== null && !found?.config)
    throw new NoteError(
      config === null ? `subsystem: there is none named ${subsystem}` : `config: ${subsystem} has none named ${config}`,
    );
  if ((primaryDataset !== null || processing !== null) && !found?.dataset)
    throw new NoteError(`dataset: there is none named ${[primaryDataset, processing].filter(Boolean).join(' ')}`);
}

async function record(
  manager: EntityManager,
  noteId: string,
  {
    kind,
    by,
    comment,
    before,
  }: {
    kind: NoteEventKind;
    by: string;
    comment: string | null;
    before?: readonly (readonly [string, unknown])[];
  },
): Promise<void> {
  await manager.query('INSERT INTO note_event (note_id, kind, by, comment, before) VALUES ($1, $2, $3, $4, $5)', [
    noteId,
    kind,
    toText(by),
    comment === null ? null : toText(comment),
    before ? toJsonb(Object.fromEntries(before)) : null,
  ]);
}

/** The content as PostgreSQL stores it. */
export function storable(content: NoteContent): NoteContent {
  const values = Object.entries(content).map(([field, value]: [string, unknown]) => [
    field,
    typeof value === 'string' ? toText(value) : value,
  ]);
  return Object.fromEntries(values) as unknown as NoteContent;
}
