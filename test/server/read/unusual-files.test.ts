/** Files of old versions of ROOT and of other writers, written by our own writer with objects of ROOT. */
import { expect, it } from 'vitest';
import { mean, meanError, stdDev } from '../../../metrics/histogram/moments.ts';
import type { DqmFile } from '../../../server/read/dqm-file.ts';
import { toElement } from '../../../server/read/element.ts';
import { openDqmFile } from '../../../server/read/open.ts';
import { streamersOf } from '../../../server/read/root/streamers.ts';
import { contentOf, recordsOf } from '../../fuzz/root-records.ts';
import { Bytes, expected, plain, sampleBytes } from './sample.ts';
import { type Stored, writtenFile } from './written-file.ts';

const classes = sampleBytes('classes.root');
const records = recordsOf(classes);

/** Returns a record of the sample as it is stored. */
function stored(name: string): Stored {
  const record = records.find((one) => one.name === name);
  if (!record) throw new Error(`the sample has no ${name}`);
  const { at, headerBytes, bytes, className, contentBytes } = record;
  return { className, contentBytes, headerBytes, content: classes.subarray(at + headerBytes, at + bytes) };
}

const names = ['TH1F', 'TH2S', 'TH3D', 'options', 'TProfile2D', 'TGraphErrors'];
const mes = names.map((name) => ({ path: `DQMData/Run 356789/Sub/Run summary/A/${name}`, stored: stored(name) }));
const descriptions = stored('StreamerInfo');

const opened = (bytes: Buffer): Promise<DqmFile> => openDqmFile(new Bytes(bytes));

/** Returns everything that is read of a file. */
async function contentsOf(bytes: Buffer): Promise<unknown> {
  const file = await opened(bytes);
  const elements: Record<string, unknown> = {};
  for (const name of names) elements[name] = plain(await file.read(`Sub/A/${name}`));
  return { run: file.run, list: (await file.list()).map(({ path }) => path), elements };
}

/** The MEs as ROOT read them from the sample. */
const ofRoot = {
  run: 356_789,
  list: names.map((name) => `Sub/A/${name}`),
  elements: Object.fromEntries(names.map((name) => [name, expectedElement(name)])),
};

function expectedElement(name: string): unknown {
  const [, element] = Object.entries(expected('classes').elements).find(([path]) => path.endsWith(`/${name}`)) ?? [];
  if (element === undefined) throw new Error(`the sample has no ${name}`);
  return element;
}

it('reads folders that are TDirectoryFile in the list and TDirectory in the record, as of ROOT 5.28', async () => {
  expect(await contentsOf(writtenFile(mes, descriptions, 'TDirectoryFile'))).toEqual(ofRoot);
});

it('reads a file whose version is negative', async () => {
  const bytes = writtenFile(mes, descriptions);
  bytes.writeInt32BE(-bytes.readInt32BE(4), 4);
  expect(await contentsOf(bytes)).toEqual(ofRoot);
});

it('reads records and folders whose version is negative', async () => {
  const bytes = writtenFile(mes, descriptions);
  for (const { at, headerBytes, className } of recordsOf(bytes)) {
    bytes.writeInt16BE(-4, at + 4);
    const version = at + headerBytes;
    if (className.startsWith('TDirectory') && bytes.readInt16BE(version) === 5) bytes.writeInt16BE(-5, version);
  }
  expect(await contentsOf(bytes)).toEqual(ofRoot);
});

it.each([-20, 40])('reads key lists whose record says that it is %d bytes longer', async (more) => {
  const bytes = writtenFile(mes, descriptions);
  const lists = recordsOf(bytes).filter(
    ({ className, at, headerBytes }) => className === 'TDirectory' && bytes.readUInt16BE(at + headerBytes) !== 5,
  );
  expect(lists.length).toBeGreaterThan(4);
  for (const { at, bytes: length } of lists) bytes.writeInt32BE(length + more, at);
  expect(await contentsOf(bytes)).toEqual(ofRoot);
});

it('reads a file without class descriptions by those of ROOT', async () => {
  expect(await contentsOf(writtenFile(mes))).toEqual(ofRoot);
});

it('reads a class that the descriptions of the file lack', async () => {
  const bytes = sampleBytes('compression-none.root');
  const record = recordsOf(bytes).find(({ name }) => name === 'StreamerInfo');
  if (!record) throw new Error('the sample has no class descriptions');
  const content = await contentOf(bytes, record);
  const { className, headerBytes } = record;
  expect(await contentsOf(writtenFile(mes, { className, headerBytes, content, contentBytes: content.length }))).toEqual(
    ofRoot,
  );
});

it('reads a histogram without a fill buffer, as of class version 3', async () => {
  const record = records.find(({ name }) => name === 'TH1F');
  if (!record) throw new Error('the sample has no TH1F');
  const content = { bytes: await contentOf(classes, record), headerBytes: record.headerBytes };
  const { fBuffer, ...object } = streamersOf(undefined).decodeElement(content, 'TH1F');
  expect(fBuffer).toEqual([]);
  expect(plain({ element: toElement(object, 'TH1F') })).toEqual(expectedElement('TH1F'));
});

it('sums y over the bins of a profile without stored sums, as of class version 3', async () => {
  const file = await opened(sampleBytes('buffers.root'));
  const reading = await file.read('Profiles/without_y');
  if (!('element' in reading) || reading.element.kind !== 'profile') throw new TypeError(JSON.stringify(reading));
  const { element } = reading;
  expect([element.moments.wy, element.moments.wy2]).toEqual([0, 0]);
  expect([mean(element, 1), meanError(element, 1), stdDev(element, 1)]).toEqual(
    [1.8869047619047619, 0.18920752745642047, 1.2262049236319468].map((number) => expect.closeTo(number, 10) as number),
  );
  expect(mean(element)).not.toBe(0);
});

it('finds an ME whose name contains slashes', async () => {
  const file = await opened(sampleBytes('buffers.root'));
  for (const path of ['Names/a/b', 'Names/with/two/slashes', '/Names/a/b']) expect(await file.has(path)).toBe(true);
  expect(await file.has('Names/with/two')).toBe(false);
  await file.prefetch(['Names/a/b']);
  expect(await file.read('Names/a/b')).toMatchObject({ element: { className: 'TH1F' } });
});
