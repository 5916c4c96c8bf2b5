import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasShared, sharedFolder } from '../../integration/read-golden.ts';
import { openDqmFile } from '../../../server/read/open.ts';
import { readSoftware, type Software, softwarePaths } from '../../../server/read/software.ts';
import { CorruptFileError } from '../../../server/storage/errors.ts';
import { Bytes } from './sample.ts';
import { writtenFile, type Written } from './written-file.ts';

const info = 'DQMData/Run 380001/Info/Run summary';
const me = { path: 'DQMData/Run 380001/Tracking/Run summary/Tracks/Number', bytes: 500 };
const provInfo = (...texts: string[]): Written[] => texts.map((text) => ({ path: `${info}/ProvInfo`, text }));
const eventInfo = (...texts: string[]): Written[] => texts.map((text) => ({ path: `${info}/EventInfo`, text }));
const release = '<CMSSW>s=CMSSW_14_0_7</CMSSW>';
const globalTag = '<Globaltag>s=140X_dataRun3_Prompt_v2</Globaltag>';

async function softwareIn(bytes: Buffer): Promise<Software> {
  const file = await openDqmFile(new Bytes(bytes));
  await file.prefetch(softwarePaths);
  const software = await readSoftware(file);
  await file.close();
  return software;
}

describe('readSoftware', () => {
  it('reads release and global tag of DQMProvInfo', async () => {
    const bytes = writtenFile([me, ...provInfo('<runIsComplete>f=1</runIsComplete>', release, globalTag)]);
    expect(await softwareIn(bytes)).toEqual({ release: 'CMSSW_14_0_7', globalTag: '140X_dataRun3_Prompt_v2' });
  });

  it('reads those of DQMEventInfo where DQMProvInfo has none', async () => {
    const both = eventInfo('<CMSSW_Version>s=CMSSW_14_0_6</CMSSW_Version>', '<Globaltag>s=140X_v1</Globaltag>');
    expect(await softwareIn(writtenFile([me, ...both]))).toEqual({ release: 'CMSSW_14_0_6', globalTag: '140X_v1' });
    const bytes = writtenFile([...provInfo(release), ...both]);
    expect(await softwareIn(bytes)).toEqual({ release: 'CMSSW_14_0_7', globalTag: '140X_v1' });
  });

  it.each([
    ['no folder Info', []],
    ['an Info without them', provInfo('<runIsComplete>f=1</runIsComplete>')],
    ['placeholders', provInfo('<CMSSW>s=</CMSSW>', '<Globaltag>s=MODULE::DEFAULT</Globaltag>')],
    ['texts that are no names', provInfo(`<CMSSW>s=${'x'.repeat(201)}</CMSSW>`, '<Globaltag>s=global tag</Globaltag>')],
    ['control characters', provInfo('<CMSSW>s=a\0b</CMSSW>', '<Globaltag>s=a\nb</Globaltag>')],
    ['a histogram of the name', [{ path: `${info}/ProvInfo/CMSSW`, bytes: 4 }]],
    ['texts without tags', provInfo('CMSSW', 'Globaltag')],
  ])('returns null for %s', async (_, records) => {
    expect(await softwareIn(writtenFile([me, ...records]))).toEqual({ release: null, globalTag: null });
  });

  it('removes the quotes of older releases', async () => {
    expect(await softwareIn(writtenFile(provInfo('<CMSSW>s="CMSSW_7_5_0"</CMSSW>')))).toMatchObject({
      release: 'CMSSW_7_5_0',
    });
  });

  it('returns null for a corrupt folder, and leaves the rest of the file readable', async () => {
    const bytes = writtenFile([me, ...provInfo(release, globalTag)]);
    // The last occurrence of the name is in the list of keys, which begins with their number.
    const firstKey = bytes.lastIndexOf(release) - 'TObjString'.length - 2 - 26;
    bytes.fill(0xff, firstKey - 4, firstKey);
    const file = await openDqmFile(new Bytes(bytes));
    await file.prefetch([...softwarePaths, 'Tracking/Tracks/Number']);
    expect(await file.read('Info/ProvInfo/CMSSW')).toMatchObject({ failure: 'UNREADABLE' });
    expect(await readSoftware(file)).toEqual({ release: null, globalTag: null });
    expect(await file.has('Tracking/Tracks/Number')).toBe(true);
    await file.close();
  });

  it('throws where the file itself cannot be read', async () => {
    const filler = (name: string): Written => ({ path: `DQMData/Run 380001/Part/Run summary/${name}`, bytes: 3e6 });
    const source = new Bytes(writtenFile([filler('a'), ...provInfo(release), filler('b')]));
    const file = await openDqmFile(source);
    source.read = () => Promise.reject(new CorruptFileError('truncated'));
    await expect(readSoftware(file)).rejects.toThrow('truncated');
    await file.close();
  });

  it('costs at most the read of one more place in a large file', async () => {
    const histograms = Array.from({ length: 300 }, (_, index) => ({
      path: `DQMData/Run 380001/Part${index % 5}/Run summary/Folder${index % 60}/ME${index}`,
      bytes: 40_000,
    }));
    const paths = histograms.slice(0, 100).map(({ path }) => path.split('/').toSpliced(3, 1).slice(2).join('/'));
    const read = async (wanted: readonly string[]) => {
      const records = [...histograms.slice(0, 150), ...provInfo(release, globalTag), ...histograms.slice(150)];
      const file = await openDqmFile(new Bytes(writtenFile(records)));
      await file.prefetch(wanted);
      const prefetchReads = file.reads;
      const software = await readSoftware(file);
      expect(file.reads - prefetchReads).toBeLessThanOrEqual(1);
      return { software, reads: file.reads };
    };
    const [early, late] = [await read([...softwarePaths, ...paths]), await read(paths)];
    expect([early.software.release, late.software.release]).toEqual(['CMSSW_14_0_7', 'CMSSW_14_0_7']);
    expect(early.reads).toBeLessThanOrEqual(late.reads);
  });
});

const real = path.join(sharedFolder, 'real-data/DQM_V0001_R000000001__Global__CMSSW_X_Y_Z__RECO.root');

it.skipIf(!hasShared || !existsSync(real))('reads the release in a file of CMSSW (../shared/real-data)', async () => {
  const file = await openDqmFile(real);
  await file.prefetch(softwarePaths);
  expect(await readSoftware(file)).toEqual({ release: 'CMSSW_7_5_0', globalTag: null });
  await file.close();
});
