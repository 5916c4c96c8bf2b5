/** Compares the files of a tree with real ROOT: which can be opened, and which MEs they contain. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openDqmFile } from '../../server/read/open.ts';
import { CorruptFileError } from '../../server/storage/errors.ts';
import { hasShared, sharedFolder } from './read-golden.ts';

interface Golden {
  readonly files: readonly { readonly path: string; readonly state: string; readonly run: number }[];
  readonly sections: readonly { readonly relativepath: string }[];
  /** Sections whose main ME is missing, by index of the file. */
  readonly missing: Readonly<Record<string, readonly number[]>>;
}

function golden(): Golden {
  return JSON.parse(readFileSync(`${sharedFolder}oracle/golden.json`, 'utf8')) as Golden;
}

const tree = `${sharedFolder}oracle/tree/`;

describe.skipIf(!hasShared)('a tree (skipped without the folder "shared" next to the checkout)', () => {
  it('is opened if ROOT opens it', async () => {
    const { files } = golden();
    const rejected: string[] = [];
    for (const { path } of files) {
      await openDqmFile(tree + path).then(
        (file) => file.close(),
        (error: unknown) => {
          if (!(error instanceof CorruptFileError)) throw error;
          rejected.push(path);
        },
      );
    }
    const states = ['cannot open', 'recovered'];
    expect(rejected).toEqual(files.filter(({ state }) => states.includes(state)).map(({ path }) => path));
    expect(rejected.length).toBe(4);
  });

  it('has the MEs that ROOT finds in it', async () => {
    const { files, sections, missing } = golden();
    const different: string[] = [];
    let compared = 0;
    for (const [index, { path, run, state }] of files.entries()) {
      const expected = missing[index];
      if (!expected || state !== 'ok') continue;
      const file = await openDqmFile(tree + path);
      try {
        // The golden values are for the run of the file name.
        if (file.run !== run) continue;
        for (const [section, { relativepath }] of sections.entries()) {
          // ROOT does not accept a leading slash, which is ignored here.
          if (relativepath.startsWith('/')) continue;
          compared++;
          if ((await file.has(relativepath)) === expected.includes(section)) different.push(`${path}: ${relativepath}`);
        }
      } finally {
        await file.close();
      }
    }
    expect(different).toEqual([]);
    expect(compared).toBeGreaterThan(30 * 1000);
  });

  it('fails only for the ME that cannot be decompressed', async () => {
    const name = 'Run2023/ZeroBias/0003659xx/DQM_V0001_R000365919__ZeroBias__Run2023C-PromptReco-v1__DQMIO.root';
    const file = await openDqmFile(tree + name);
    try {
      const failed: string[] = [];
      for (const { path } of await file.list()) if ('failure' in (await file.read(path))) failed.push(path);
      expect(failed).toEqual(['Oracle/Classes/th2c']);
    } finally {
      await file.close();
    }
  });

  it('returns the run in the file, even if the file name has another', async () => {
    const name = 'Run2023/ZeroBias/0003659xx/DQM_V0001_R000365917__ZeroBias__Run2023C-PromptReco-v1__DQMIO.root';
    const file = await openDqmFile(tree + name);
    expect(file.run).toBe(365916);
    await file.close();
  });
});
