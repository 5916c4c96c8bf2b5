// DQM files with as many MEs as one likes, made of the histograms that real ROOT wrote into a file of the sample. No ROOT is needed.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createJiti } from 'jiti';
import { BlockCache } from '../../dist/server/read/root/block-cache.js';
import { LocalFile } from '../../dist/server/storage/local-file.js';
import { RootFile } from '../../dist/server/read/root/root-file.js';
import { readHeader } from '../../dist/server/read/root/file-header.js';
import { root } from './cost.js';
import { filePath } from './history.js';

const { writtenFile } = await createJiti(import.meta.url).import('../server/read/written-file.ts');

const sampleRun = 367_102;
const sample = path.join(root, 'test/sample/eos', filePath(sampleRun));
/** MEs of a folder, beside those of the sample. */
const folderSize = 200;

/** The histograms of the sample's file: their paths, and what they hold. */
async function sampleRecords() {
  const source = await LocalFile.open(sample);
  const cache = new BlockCache(source);
  const file = await RootFile.open(cache);
  const stored = async ({ className, seek, bytes, headerBytes, contentBytes }) => ({
    className,
    headerBytes,
    contentBytes,
    content: Buffer.from(await cache.read(seek + headerBytes, bytes - headerBytes)),
  });
  const records = [];
  const visit = async (keys, above) => {
    for (const key of keys) {
      const mePath = [...above, key.name];
      if (!key.className.startsWith('TDirectory')) records.push({ path: mePath.join('/'), stored: await stored(key) });
      else await visit((await file.folders([key])).get(key), mePath);
    }
  };
  await visit(await file.topFolder(), []);
  const { descriptions } = await readHeader(cache);
  const header = (await cache.read(descriptions.seek, 18)).readUInt16BE(14);
  const whole = await cache.read(descriptions.seek, descriptions.bytes);
  const about = {
    className: 'TList',
    headerBytes: header,
    contentBytes: whole.readUInt32BE(6),
    content: Buffer.from(whole.subarray(header)),
  };
  await source.close();
  return { records, descriptions: about };
}

/** Numbers from 0 to 1, the same for the same seed (a linear congruential generator). */
function numbers(seed) {
  let state = seed;
  return () => (state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32;
}

/** Paths of the sample's MEs as configs name them. */
export async function samplePaths() {
  const { records } = await sampleRecords();
  return records
    .filter(({ stored }) => /^T(H[12]|Profile)/.test(stored.className))
    .map(({ path: mePath }) => mePath.replace(/^DQMData\/Run \d+\//, '').replace('/Run summary/', '/'));
}

/**
 * Writes a tree with a file for each run: the MEs of a file of the sample, and beside them copies of some of them under other names, 200 in a
 * folder, until there are `elements`. Gives the bytes of a file.
 */
export async function writeTree(tree, { runs, elements, seed = 1 }) {
  const { records, descriptions } = await sampleRecords();
  const random = numbers(seed);
  const histograms = records.filter(({ stored }) => stored.className.startsWith('T') && stored.content.length > 100);
  const fillers = Array.from({ length: Math.max(0, elements - records.length) }, (_, index) => {
    const { stored } = histograms[Math.floor(random() * histograms.length)];
    const folder = `Folder${String(Math.floor(index / folderSize)).padStart(5, '0')}`;
    return { path: `DQMData/Run ${sampleRun}/Fill/Run summary/${folder}/m${index}`, stored };
  });
  const bytes = writtenFile([...records, ...fillers], descriptions);
  const positions = [];
  for (let at = bytes.indexOf('Run 367102'); at >= 0; at = bytes.indexOf('Run 367102', at + 1)) positions.push(at);
  for (const run of runs) {
    for (const at of positions) bytes.write(`Run ${run}`, at, 'latin1');
    const file = path.join(tree, filePath(run));
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  return bytes.length;
}
