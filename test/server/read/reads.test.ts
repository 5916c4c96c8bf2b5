import { describe, expect, it } from 'vitest';
import { openDqmFile } from '../../../server/read/open.ts';
import { Bytes } from './sample.ts';
import { writtenFile } from './written-file.ts';

/** As large as the files of CMS: 8,000 MEs in 369 folders, 31 MB. */
const [mes, folders, meBytes] = [8000, 369, 3800];
const pathOf = (index: number): [folder: string, name: string] => [
  `Part${index % 7}/Run summary/Folder${Math.floor((index * folders) / mes)}`,
  `ME${index}`,
];
const paths = Array.from({ length: mes }, (_, index) => pathOf(index));
const bytes = writtenFile(
  paths.map(([folder, name]) => ({ path: `DQMData/Run 365835/${folder}/${name}`, bytes: meBytes })),
);
const mePath = ([folder, name]: readonly [string, string]): string => `${folder.replace('/Run summary', '')}/${name}`;

describe('a file of 31 MB on storage with high latency', () => {
  it.each([
    ['every tenth ME', (index: number) => index % 10 === 3],
    ['all MEs', () => true],
    ['the MEs of a few folders', (index: number) => index % 7 === 2 && index < 2000],
    ['one ME', (index: number) => index === 4711],
  ])('needs at most 40 reads, and reads no byte twice: %s', async (_, wanted) => {
    const source = new Bytes(bytes);
    const file = await openDqmFile(source);
    const chosen = paths.filter((_path, index) => wanted(index)).map(mePath);
    await file.prefetch(chosen);
    const prefetchReads = source.reads;
    for (const path of chosen) {
      // The record exists, but is not decodable: this file has no class descriptions.
      expect(await file.read(path)).toMatchObject({ failure: 'UNREADABLE' });
    }
    expect(source.reads).toBe(prefetchReads);
    expect(file.reads).toBe(prefetchReads);
    expect(prefetchReads).toBeLessThanOrEqual(40);
    expect(file.bytesRead).toBeLessThanOrEqual(bytes.length);
    await file.close();
  });
});
