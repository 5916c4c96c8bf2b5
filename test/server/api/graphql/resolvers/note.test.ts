import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rateLimits } from '../../../../../server/api/http/rate-limit.ts';
import { startServer, type WebServer } from '../../../../../server/api/server.ts';
import { parseContent } from '../../../../../server/store/notes/note-content.ts';
import { addNote } from '../../../../../server/store/notes/write-notes.ts';
import { freshDatabase, type TestDatabase } from '../../../../database.ts';
import { serverOptions } from '../../../../integration/server-context.ts';
import { openAlarm } from '../../../store/alarm-rows.ts';

let test: TestDatabase;
let server: WebServer;
const query = <Row>(sql: string, values: unknown[] = []): Promise<Row[]> => test.database.dataSource.query(sql, values);

beforeAll(async () => {
  test = await freshDatabase();
  // Trends of Tracker/plot_0 and Pixel/plot_1 in ZeroBias PromptReco, runs 100 to 104, of which the last two are fill 7.
  await openAlarm(test.database, { run: 100 });
  await openAlarm(test.database, { run: 101, subsystem: 'Pixel' });
  await query('INSERT INTO run (number, fill) VALUES (102, NULL), (103, 7), (104, 7)');
  await query(
    `INSERT INTO file (path, dataset_id, run_number, era, processing_version, tier, version, state)
     SELECT 'f' || number, dataset.id, number, 'Run2023C', 1, 'DQMIO', 1, 'extracted' FROM run CROSS JOIN dataset`,
  );
});
afterAll(() => test.drop());
// Each test has a server of its own, none of whose rate limits is used up.
beforeEach(async () => {
  server = await startServer(serverOptions(test.database), '127.0.0.1', 0);
});
afterEach(async () => {
  await server.close();
  await query('TRUNCATE note_event, note');
});

interface Answer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

async function send(text: string, variables: Record<string, unknown> = {}): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ query: text, variables });
  const response = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body });
  return (await response.json()) as Answer;
}

const adding = 'mutation ($note: NoteInput!) { addNote(note: $note) { id revision } }';
const editing =
  'mutation ($id: ID!, $revision: Int!, $note: NoteInput!) { editNote(id: $id, revision: $revision, note: $note) { revision text editedBy } }';
const remark = { kind: 'remark', text: 'x' };
/** A field of an answer's data. */
const fieldOf = <T>({ data, errors }: Answer, name: string): T => {
  expect(errors).toBeUndefined();
  return data?.[name] as T;
};
const problemOf = ({ errors }: Answer): [string, string] | undefined =>
  errors?.[0] && [errors[0].extensions.code, errors[0].message];

async function add(note: Record<string, unknown>): Promise<string> {
  return fieldOf<{ id: string }>(await send(adding, { note: { ...remark, ...note } }), 'addNote').id;
}

/** The texts of the notes that a filter selects. */
async function textsOf(filter: string): Promise<string[]> {
  const answer = await send(`{ notes${filter === '' ? '' : `(${filter})`} { total items { text } } }`);
  const { total, items } = fieldOf<{ total: number; items: { text: string }[] }>(answer, 'notes');
  expect(total).toBe(items.length);
  return items.map(({ text }) => text).sort();
}

describe('notes', () => {
  it('are on runs, on ranges of runs, and on fills, whose runs are found when they are read', async () => {
    await add({ text: 'one', firstRun: 101, lastRun: 101 });
    await add({ text: 'range', firstRun: 101, lastRun: 103 });
    await add({ text: 'open', firstRun: 103 });
    await add({ text: 'fill', fill: 7 });
    await add({ text: 'future fill', fill: 8 });
    expect(await textsOf('from: 101, to: 101')).toEqual(['one', 'range']);
    expect(await textsOf('from: 104')).toEqual(['fill', 'open']);
    expect(await textsOf('to: 102')).toEqual(['one', 'range']);
    expect(await textsOf('from: 9000')).toEqual(['open']);
    expect(await textsOf('')).toHaveLength(5);
    const fields = '{ items { text firstRun lastRun fill } }';
    expect((await send(`{ notes(search: "fill") ${fields} }`)).data?.['notes']).toMatchObject({
      items: [
        { text: 'future fill', firstRun: null, lastRun: null, fill: 8 },
        { text: 'fill', firstRun: 103, lastRun: 104, fill: 7 },
      ],
    });
    await query('INSERT INTO run (number, fill) VALUES (105, 8)');
    expect(await textsOf('from: 105, to: 105')).toEqual(['future fill', 'open']);
    await query('DELETE FROM run WHERE number = 105');
  });

  it('are those of a scope and those of everything', async () => {
    await add({ text: 'everywhere', firstRun: 100 });
    await add({ text: 'tracker', firstRun: 100, subsystem: 'Tracker' });
    await add({ text: 'plot', firstRun: 100, subsystem: 'Tracker', config: 'plot_0' });
    await add({ text: 'dataset', firstRun: 100, primaryDataset: 'ZeroBias', processing: 'PromptReco' });
    expect(await textsOf('subsystem: "Pixel"')).toEqual(['dataset', 'everywhere']);
    expect(await textsOf('subsystem: "Tracker", config: "plot_9"')).toEqual(['dataset', 'everywhere', 'tracker']);
    expect(await textsOf('primaryDataset: "Muon0"')).toEqual(['everywhere', 'plot', 'tracker']);
    const onTrends = await send(
      '{ trends(subsystem: "Tracker", primaryDataset: "ZeroBias", processing: "PromptReco") { notes { text } } }',
    );
    expect(onTrends.errors).toBeUndefined();
  });

  it('are found by words, kind, author and state', async () => {
    await add({ text: 'HV *raised* to 400 V', firstRun: 100, kind: 'intervention' });
    await add({ text: '100 % of modules', firstRun: 100, kind: 'problem', link: 'https://elog.example/77' });
    const retired = await add({ text: 'wrong', firstRun: 100 });
    await send(`mutation { retireNote(id: "${retired}", reason: "mistaken") { id } }`);
    expect(await textsOf('search: "hv 400"')).toEqual(['HV *raised* to 400 V']);
    expect(await textsOf('search: "100 %"')).toEqual(['100 % of modules']);
    expect(await textsOf('search: "elog"')).toEqual(['100 % of modules']);
    expect(await textsOf('kinds: [problem, remark]')).toEqual(['100 % of modules']);
    expect(await textsOf('retired: true')).toEqual(['wrong']);
    expect(await textsOf('retired: null')).toHaveLength(3);
    expect(await textsOf('author: "local user"')).toHaveLength(2);
    expect(await textsOf('author: "Eve"')).toEqual([]);
    expect((await send('{ noteAuthors }')).data).toEqual({ noteAuthors: ['local user'] });
    expect((await send('{ notes(offset: 1, limit: 1) { total items { text } } }')).data).toEqual({
      notes: { total: 2, items: [{ text: 'HV *raised* to 400 V' }] },
    });
  });

  it('are listed with runs and with trends', async () => {
    await query('UPDATE trend SET has_data = true');
    await add({ text: 'pixel', firstRun: 101, lastRun: 102, subsystem: 'Pixel' });
    await add({ text: 'fill', fill: 7 });
    await add({ text: 'before', firstRun: 50, lastRun: 99 });
    const runs = await send('{ runs(descending: false) { items { number notes { text } } } }');
    expect(runs.data?.['runs']).toEqual({
      items: [
        { number: 100, notes: [] },
        { number: 101, notes: [{ text: 'pixel' }] },
        { number: 102, notes: [{ text: 'pixel' }] },
        { number: 103, notes: [{ text: 'fill' }] },
        { number: 104, notes: [{ text: 'fill' }] },
      ],
    });
    const notesOf = async (subsystem: string, select = ''): Promise<unknown> => {
      const dataset = 'primaryDataset: "ZeroBias", processing: "PromptReco"';
      const text = `{ trends(subsystem: "${subsystem}", ${dataset}${select}) { notes { text } } }`;
      return (await send(text)).data?.['trends'];
    };
    expect(await notesOf('Tracker')).toEqual([{ notes: [{ text: 'fill' }] }]);
    expect(await notesOf('Pixel')).toEqual([{ notes: [{ text: 'fill' }, { text: 'pixel' }] }]);
    expect(await notesOf('Pixel', ', select: { to: 102 }')).toEqual([{ notes: [{ text: 'pixel' }] }]);
  });
});

describe('a change of a note', () => {
  const history = async (id: string): Promise<unknown> => {
    const answer = await send('{ notes(retired: null) { items { id events { kind by comment before } } } }');
    const { items } = fieldOf<{ items: { id: string; events: unknown }[] }>(answer, 'notes');
    return items.find((note) => note.id === id)?.events;
  };

  it('keeps who made it and what was before', async () => {
    const id = await add({ text: 'HV on', firstRun: 100, lastRun: 101 });
    const edited = { ...remark, text: 'HV **off**', firstRun: 100, link: 'https://elog.example/1' };
    expect((await send(editing, { id, revision: 1, note: edited })).data).toEqual({
      editNote: { revision: 2, text: 'HV **off**', editedBy: 'local user' },
    });
    await send(`mutation { retireNote(id: "${id}", reason: " mistaken ") { id } }`);
    await send(`mutation { restoreNote(id: "${id}", reason: "not mistaken") { id } }`);
    const none = { by: 'local user', before: null };
    expect(await history(id)).toEqual([
      { kind: 'edited', by: 'local user', comment: null, before: { lastRun: 101, text: 'HV on', link: null } },
      { ...none, kind: 'retired', comment: 'mistaken' },
      { ...none, kind: 'restored', comment: 'not mistaken' },
    ]);
  });

  it('without a difference is none', async () => {
    const id = await add({ firstRun: 100, lastRun: null });
    const { data } = await send(editing, { id, revision: 1, note: { ...remark, firstRun: 100 } });
    expect(data).toEqual({ editNote: { revision: 1, text: 'x', editedBy: null } });
    expect(await history(id)).toEqual([]);
  });

  it('is rejected where another user changed it meanwhile', async () => {
    const id = await add({ firstRun: 100 });
    await send(editing, { id, revision: 1, note: { ...remark, text: 'first', firstRun: 100 } });
    expect(
      problemOf(await send(editing, { id, revision: 1, note: { ...remark, text: 'second', firstRun: 100 } })),
    ).toEqual(['BAD_USER_INPUT', 'the note was changed by local user meanwhile: reload it and edit it again']);
    expect(await textsOf('')).toEqual(['first']);
  });

  it('is rejected where it is not found, retired or not retired', async () => {
    const id = await add({ firstRun: 100 });
    const change = (name: string, of: string) => send(`mutation { ${name}(id: "${of}", reason: "r") { retiredBy } }`);
    expect(problemOf(await change('retireNote', '7'))).toEqual(['BAD_USER_INPUT', 'there is no note 7']);
    const unknown = '00000000-0000-4000-8000-000000000000';
    expect(problemOf(await change('retireNote', unknown))?.[1]).toBe(`there is no note ${unknown}`);
    expect(problemOf(await change('restoreNote', id))?.[1]).toBe('the note is not retired');
    expect((await change('retireNote', id)).data).toEqual({ retireNote: { retiredBy: 'local user' } });
    expect(problemOf(await change('retireNote', id))?.[1]).toBe('the note was retired by local user');
    const edit = await send(editing, { id, revision: 2, note: { ...remark, firstRun: 100 } });
    expect(problemOf(edit)?.[1]).toBe('the note is retired: restore it first');
    expect(problemOf(await send(`mutation { restoreNote(id: "${id}", reason: " ") { id } }`))?.[1]).toBe(
      'reason has 0 characters: it must have 1 to 2000',
    );
  });

  it.each([
    [{ firstRun: 100, text: ' ' }, /^text: /],
    [{ firstRun: 100, lastRun: 99 }, /^lastRun: must not be before firstRun$/],
    [{}, /^firstRun: a note must have either firstRun or fill$/],
    [{ firstRun: 100, link: 'javascript:alert(1)' }, /^link: must be an http or https URL$/],
    [{ firstRun: 100, subsystem: 'Traker' }, /^subsystem: there is none named Traker$/],
    [{ firstRun: 100, subsystem: 'Tracker', config: 'plot_1' }, /^config: Tracker has none named plot_1$/],
    [{ firstRun: 100, primaryDataset: 'ZeroBias', processing: 'x' }, /^dataset: there is none named ZeroBias x$/],
  ])('is rejected with %j', async (note, message) => {
    expect(problemOf(await send(adding, { note: { ...remark, ...note } }))).toEqual([
      'BAD_USER_INPUT',
      expect.stringMatching(message),
    ]);
    expect(await textsOf('retired: null')).toEqual([]);
  });

  it('stores what PostgreSQL refuses in a text with a replacement', async () => {
    await addNote(test.database, parseContent({ ...remark, text: 'a\0b', firstRun: 100 }), 'Ada\0');
    expect((await send('{ notes { items { text author } } }')).data?.['notes']).toEqual({
      items: [{ text: 'a\ufffdb', author: 'Ada\ufffd' }],
    });
  });

  it('is limited per minute', async () => {
    for (let count = 0; count < rateLimits.notes; count += 1) await add({ firstRun: 100 });
    expect(problemOf(await send(adding, { note: { ...remark, firstRun: 100 } }))).toEqual([
      'TOO_MANY_REQUESTS',
      expect.stringMatching(/^more than 30 changes of notes per minute: retry in \d+ s$/),
    ]);
    expect(await textsOf('')).toHaveLength(rateLimits.notes);
  });
});
