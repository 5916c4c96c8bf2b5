/** What comes out is what jsroot by itself reads from the same bytes, decompressed and decoded in its own way. */
import { readdirSync, readFileSync } from 'node:fs';
import { openFile } from 'jsroot/io';
import { describe, expect, it } from 'vitest';
import { isElementClass, toElement } from '../../server/read/element.ts';
import { openDqmFile } from '../../server/read/open.ts';
import { CorruptFileError } from '../../server/storage/errors.ts';
import { compareDecoders } from '../server/read/compare-decoders.ts';
import { samplePath } from '../server/read/sample.ts';
import { hasShared, sharedFolder } from './read-golden.ts';

const zlibFile = 'Run2023/ZeroBias/0003658xx/DQM_V0001_R000365849__ZeroBias__Run2023C-PromptReco-v1__DQMIO.root';
const lz4File = 'Run2023/ZeroBias/0003658xx/DQM_V0001_R000365845__ZeroBias__Run2023C-PromptReco-v1__DQMIO.root';

describe('jsroot agrees', () => {
  it.each(['classes.root', 'compression-lz4.root'])('on the sample %s', async (name) => {
    expect(await differences(samplePath(name))).toEqual([]);
  });
});

describe.skipIf(!hasShared)('jsroot agrees (skipped where the folder "shared" is not beside the checkout)', () => {
  it.each([zlibFile, lz4File])('on %s', async (file) => {
    expect(await differences(`${sharedFolder}oracle/tree/${file}`)).toEqual([]);
  });
});

describe.skipIf(!hasShared)('jsroot agrees with what is decoded directly', () => {
  it.each(['oracle/tree', 'real-data'])(
    'in all files of %s',
    async (folder) => {
      const names = readdirSync(`${sharedFolder}${folder}`, { recursive: true, encoding: 'utf8' });
      const classes = new Set<string>();
      let files = 0;
      for (const name of names.filter((name) => name.endsWith('.root'))) {
        const compared = await compareDecoders(`${sharedFolder}${folder}/${name}`).catch(ignoreDamage);
        if (!compared) continue;
        files += 1;
        expect(compared.different).toEqual([]);
        for (const className of compared.direct) classes.add(className);
      }
      expect(files).toBeGreaterThan(3);
      expect([...classes]).toEqual(expect.arrayContaining(['TH1F', 'TH2F', 'TProfile']));
    },
    120_000,
  );
});

/** The oracle has files that are no files; that these are told is tested elsewhere. */
function ignoreDamage(error: unknown): undefined {
  if (!(error instanceof CorruptFileError)) throw error;
}

/** The MEs that are not read alike. */
async function differences(path: string): Promise<string[]> {
  const content = readFileSync(path);
  const theirs = await openFile(content.buffer.slice(content.byteOffset, content.byteOffset + content.length));
  const ours = await openDqmFile(path);
  const different: string[] = [];
  try {
    const paths = await ours.list();
    expect(paths.length).toBeGreaterThan(0);
    for (const place of paths) {
      const reading = await ours.read(place);
      if ('failure' in reading || !isElementClass(reading.element.className)) continue;
      const [subsystem = '', ...rest] = place.split('/');
      const object = await theirs.readObject(`DQMData/Run ${ours.run}/${subsystem}/Run summary/${rest.join('/')}`);
      try {
        expect(reading.element).toEqual(toElement(object, reading.element.className));
      } catch (error) {
        different.push(`${place}: ${(error as Error).message}`);
      }
    }
  } finally {
    await ours.close();
  }
  return different;
}
