/** Compares the reader with jsroot, which decompresses and decodes the same files with its own code. */
import { readdirSync, readFileSync } from 'node:fs';
import { openFile } from 'jsroot/io';
import { describe, expect, it } from 'vitest';
import { isElementClass, toElement } from '../../server/read/element.ts';
import { openDqmFile } from '../../server/read/open.ts';
import { CorruptFileError } from '../../server/storage/errors.ts';
import { compareDecoders } from '../server/read/root/compare-decoders.ts';
import { samplePath } from '../server/read/sample.ts';
import { hasShared, sharedFolder } from './read-golden.ts';

const zlibFile = 'Run2023/ZeroBias/0003658xx/DQM_V0001_R000365849__ZeroBias__Run2023C-PromptReco-v1__DQMIO.root';
const lz4File = 'Run2023/ZeroBias/0003658xx/DQM_V0001_R000365845__ZeroBias__Run2023C-PromptReco-v1__DQMIO.root';

describe('jsroot agrees', () => {
  it.each(['classes.root', 'compression-lz4.root'])('on the sample %s', async (name) => {
    expect(await differences(samplePath(name))).toEqual([]);
  });
});

describe.skipIf(!hasShared)('comparison with JSROOT (skipped without the folder "shared" next to the checkout)', () => {
  it.each([zlibFile, lz4File])('on %s', async (file) => {
    expect(await differences(`${sharedFolder}oracle/tree/${file}`)).toEqual([]);
  });
});

describe.skipIf(!hasShared)('jsroot agrees with the direct decoder', () => {
  it.each(['oracle/tree', 'real-data'])(
    'in all files of %s',
    async (folder) => {
      const names = readdirSync(`${sharedFolder}${folder}`, { recursive: true, encoding: 'utf8' });
      const classes = new Set<string>();
      let files = 0;
      for (const name of names.filter((name) => name.endsWith('.root'))) {
        const compared = await compareDecoders(`${sharedFolder}${folder}/${name}`).catch(ignoreCorruptFile);
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

/** The oracle has corrupt files on purpose. */
function ignoreCorruptFile(error: unknown): undefined {
  if (!(error instanceof CorruptFileError)) throw error;
}

/** Returns the MEs that are read differently. */
async function differences(filePath: string): Promise<string[]> {
  const content = readFileSync(filePath);
  const theirs = await openFile(content.buffer.slice(content.byteOffset, content.byteOffset + content.length));
  const ours = await openDqmFile(filePath);
  const different: string[] = [];
  try {
    const paths = (await ours.list()).map(({ path }) => path);
    expect(paths.length).toBeGreaterThan(0);
    for (const path of paths) {
      const reading = await ours.read(path);
      if ('failure' in reading || !isElementClass(reading.element.className)) continue;
      const [subsystem = '', ...rest] = path.split('/');
      const object = await theirs.readObject(`DQMData/Run ${ours.run}/${subsystem}/Run summary/${rest.join('/')}`);
      try {
        expect(reading.element).toEqual(toElement(object, reading.element.className));
      } catch (error) {
        different.push(`${path}: ${(error as Error).message}`);
      }
    }
  } finally {
    await ours.close();
  }
  return different;
}
