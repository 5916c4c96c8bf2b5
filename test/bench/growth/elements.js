import { openDqmFile } from '../../../dist/server/read/open.js';
import { LocalFile } from '../../../dist/server/read/local-file.js';
import { filesOf } from '../tree.js';
import { ownConfigs } from '../history.js';
import { newTree, scan, withDatabase } from './scan.js';

const files = 4;

export const title = `MEs in a file, 200 in a folder, of which the same 66 are wanted; means over ${files} files.`;
export const sizes = [1000, 10_000, 100_000];
export const quickSizes = [500, 1000];

export function measure(elements) {
  return withDatabase(async (opened) => {
    const { tree, bytes } = await newTree(files, elements, 360_000);
    const first = await scan(opened, tree, files);
    const again = await scan(opened, tree, 0);
    const file = await openDqmFile(await LocalFile.open(filesOf(tree)[0]));
    const { sections } = await ownConfigs();
    await file.prefetch(sections.flatMap(({ computation }) => Object.values(computation.paths).flat()));
    const { reads, bytesRead } = file;
    await file.close();
    return {
      'size of the file': [bytes / 1e6, 'MB'],
      'CPU a file': [(1000 * (first.own + first.server - again.own - again.server)) / files, 'ms'],
      reads: [reads, ''],
      'bytes read': [bytesRead / 1e6, 'MB'],
      memory: [first.memory, 'MiB'],
    };
  });
}
