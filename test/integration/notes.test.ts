/** `hdqm notes export` and `import`, from one database into another. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseContent } from '../../server/store/notes/note-content.ts';
import { addNote, retireNote } from '../../server/store/notes/write-notes.ts';
import { dropUrl, freshDatabase, freshUrl, type TestDatabase } from '../database.ts';
import { hdqm, temporaryFolder } from './command.ts';

let source: TestDatabase;
let target: string;
let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  source = await freshDatabase();
  target = await freshUrl();
  temporary = await temporaryFolder();
  const note = parseContent({ firstRun: 366_409, kind: 'intervention', text: 'HV *raised*', newBaseline: true });
  await addNote(source.database, note, 'Ada');
  const other = await addNote(source.database, parseContent({ fill: 8_700, kind: 'remark', text: 'x' }), 'Bob');
  await retireNote(source.database, other, 'Bob', 'mistaken');
});
afterAll(async () => {
  await source.drop();
  await dropUrl(target);
  await temporary.remove();
});

it('an export is imported once, with its history', async () => {
  const exported = await hdqm(['notes', 'export'], { DATABASE_URL: source.url });
  expect(exported).toMatchObject({ status: 0, stderr: '' });
  const file = path.join(temporary.folder, 'notes.json');
  await writeFile(file, exported.stdout);
  const into = { DATABASE_URL: target };
  expect(await hdqm(['notes', 'import', file], into)).toMatchObject({
    status: 0,
    stdout: '2 notes imported, 0 were there already.\n',
  });
  expect(await hdqm(['notes', 'import', file], into)).toMatchObject({
    status: 0,
    stdout: '0 notes imported, 2 were there already.\n',
  });
  expect((await hdqm(['notes', 'export'], into)).stdout).toBe(exported.stdout);

  const [first = {}, second = {}] = JSON.parse(exported.stdout) as object[];
  const id = '00000000-0000-4000-8000-000000000000';
  await writeFile(
    file,
    JSON.stringify([
      { ...first, id },
      { ...second, kind: 'rumour', text: '' },
    ]),
  );
  const invalid = await hdqm(['notes', 'import', file], into);
  expect(invalid.status).toBe(1);
  expect(invalid.stderr).toMatch(/no note was imported, 1 of 2 are invalid:\nnote 2: kind: /);
  expect((await hdqm(['notes', 'export'], into)).stdout).toBe(exported.stdout);
});

it('a file that is missing or no JSON, and a missing name, are wrong usage', async () => {
  const file = path.join(temporary.folder, 'bad.json');
  await writeFile(file, '[{');
  for (const [options, message] of [
    [['import', path.join(temporary.folder, 'missing.json')], /File of notes not readable: .*missing\.json \(ENOENT\)/],
    [['import', file], /File of notes is no JSON: /],
    [['import'], /name the file/],
    [['export', file], /export takes no file/],
  ] as const) {
    const { status, stderr } = await hdqm(['notes', ...options], { DATABASE_URL: target });
    expect([options[0], status]).toEqual([options[0], 2]);
    expect(stderr).toMatch(message);
  }
});
