import { describe, expect, it } from 'vitest';
import { countedFolder } from '../../../server/histograms/counted-folder.ts';
import { openDqmFile } from '../../../server/read/open.ts';
import { samplePath } from '../read/sample.ts';

describe('countedFolder', () => {
  it('counts the entries of the MEs that have some', async () => {
    const file = await openDqmFile(samplePath('features.root'));
    try {
      const [top = ''] = (await file.contents(''))?.folders ?? [];
      const folder = await countedFolder(file, top);
      expect(folder?.elements.length).toBeGreaterThan(0);
      for (const { path, entries } of folder?.elements ?? []) {
        const reading = await file.read(path);
        const expected = 'element' in reading && 'entries' in reading.element ? reading.element.entries : null;
        expect(entries).toBe(expected);
      }
      expect(folder?.elements.some(({ entries }) => entries !== null && entries > 0)).toBe(true);
    } finally {
      await file.close();
    }
  });

  it('is undefined for a folder that the file does not have', async () => {
    const file = await openDqmFile(samplePath('features.root'));
    try {
      expect(await countedFolder(file, 'Nowhere/At/All')).toBeUndefined();
    } finally {
      await file.close();
    }
  });
});
