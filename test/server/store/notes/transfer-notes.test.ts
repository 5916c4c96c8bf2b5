import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseContent } from '../../../../server/store/notes/note-content.ts';
import { exportNotes, importNotes } from '../../../../server/store/notes/transfer-notes.ts';
import { addNote, editNote, restoreNote, retireNote } from '../../../../server/store/notes/write-notes.ts';
import { freshDatabase, type TestDatabase } from '../../../database.ts';

let source: TestDatabase;
let target: TestDatabase;
beforeAll(async () => {
  [source, target] = [await freshDatabase(), await freshDatabase()];
  const range = parseContent({
    firstRun: 7,
    lastRun: 9,
    kind: 'problem',
    text: 'HV *trip*',
    link: 'https://elog.example/1',
  });
  const id = await addNote(source.database, range, 'Ada');
  await editNote(source.database, id, {
    content: { ...range, text: 'HV trip', lastRun: null },
    revision: 1,
    by: 'Bob',
  });
  await retireNote(source.database, id, 'Bob', 'solved');
  const onFill = await addNote(
    source.database,
    parseContent({ fill: 3, kind: 'remark', text: 'x', newBaseline: true }),
    'Eve',
  );
  await retireNote(source.database, onFill, 'Eve', 'mistaken');
  await restoreNote(source.database, onFill, 'Ada', 'not mistaken');
});
afterAll(async () => {
  await source.drop();
  await target.drop();
});
afterEach(() => target.database.dataSource.query('TRUNCATE note_event, note'));

/** What the file of an export has. */
const written = async (): Promise<Record<string, unknown>[]> =>
  JSON.parse(JSON.stringify(await exportNotes(source.database))) as Record<string, unknown>[];

describe('an export', () => {
  it('has all notes with their history', async () => {
    expect(await written()).toMatchObject([
      {
        firstRun: 7,
        lastRun: null,
        text: 'HV trip',
        author: 'Ada',
        editedBy: 'Bob',
        retiredReason: 'solved',
        revision: 3,
        events: [
          { kind: 'edited', by: 'Bob', before: { text: 'HV *trip*', lastRun: 9 } },
          { kind: 'retired', comment: 'solved' },
        ],
      },
      {
        fill: 3,
        firstRun: null,
        newBaseline: true,
        retiredAt: null,
        events: [{ kind: 'retired' }, { kind: 'restored' }],
      },
    ]);
  });

  it('is the same once it is imported, and imported again adds nothing', async () => {
    const notes = await written();
    expect(await importNotes(target.database, notes)).toBe(2);
    expect(await exportNotes(target.database)).toEqual(await exportNotes(source.database));
    expect(await importNotes(target.database, notes)).toBe(0);
    expect(await exportNotes(target.database)).toEqual(await exportNotes(source.database));
  });

  it('adds only what is missing, and leaves the other notes as they are', async () => {
    const [first = {}, second = {}] = await written();
    await importNotes(target.database, [{ ...first, text: 'as it was changed here', events: [] }]);
    expect(await importNotes(target.database, [first, second, second])).toBe(1);
    expect(await exportNotes(target.database)).toMatchObject([
      { text: 'as it was changed here', events: [] },
      { fill: 3 },
    ]);
  });
});

describe('an invalid import', () => {
  it.each([
    ['no list', { notes: [] }, /^the file has no list of notes/],
    ['an entry that is no note', ['x'], /note 1: /],
    ['a kind', [{ kind: 'rumour' }], /note 1: kind: /],
    ['an id', [{ id: '7' }], /note 1: id: /],
    ['no id', [{ id: undefined }], /note 1: id: /],
    ['a link', [{ link: 'javascript:alert(1)' }], /note 1: link: must be an http or https URL/],
    ['runs', [{ firstRun: 9, lastRun: 7 }], /note 1: lastRun: must not be before firstRun/],
    ['a time', [{ createdAt: 'yesterday' }], /note 1: createdAt: /],
    [
      'a retirement by nobody',
      [{ retiredAt: '2026-01-01T00:00:00Z', retiredBy: null }],
      /note 1: retiredBy: must be given/,
    ],
    ['an event', [{ events: [{ at: 'x', kind: 'edited', by: 'Ada' }] }], /note 1: events\.0\.at: /],
    ['an unknown field', [{ color: 'red' }], /note 1: .*color/],
    ['a second entry', [{}, { text: ' ' }], /1 of 2 are invalid:\nnote 2: text: /],
  ])('of %s stores nothing', async (_, entries, message) => {
    const [note = {}] = await written();
    const given = Array.isArray(entries)
      ? entries.map((entry, index) =>
          typeof entry === 'string'
            ? entry
            : { ...note, id: `00000000-0000-4000-8000-00000000000${index}`, ...(entry as object) },
        )
      : entries;
    await expect(importNotes(target.database, given)).rejects.toThrow(message);
    expect(await exportNotes(target.database)).toEqual([]);
  });
});
