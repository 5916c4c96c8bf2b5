import { openDqmFile } from '../../../dist/server/read/open.js';
import { LocalFile } from '../../../dist/server/storage/local-file.js';
import { median } from '../cost.js';
import { filesOf } from '../tree.js';
import { ownConfigs } from '../history.js';
import { newTree, scan, withDatabase } from './scan.js';

const files = 10;

export const title = `MEs in a file, 200 in a folder, of which the same 66 are wanted: reading them in this process, median of ${files} files; memory of a scan of these.`;
export const sizes = [1000, 10_000, 100_000];
export const quickSizes = [500, 1000];

export function measure(elements) {
  return withDatabase(async (opened) => {
    const { tree, bytes } = await newTree(files, elements, 360_000);
    const { sections } = await ownConfigs();
    const paths = [...new Set(sections.flatMap(({ computation }) => Object.values(computation.paths).flat()))];
    const costs = [];
    for (const name of filesOf(tree)) costs.push(await readWanted(name, paths));
    const { memory } = await scan(opened, tree, files);
    const middle = (of) => median(costs.map(of));
    return {
      'size of the file': [bytes / 1e6, 'MB'],
      'CPU of reading': [middle(({ cpu }) => cpu), 'ms'],
      reads: [middle(({ reads }) => reads), ''],
      'bytes read': [middle(({ bytesRead }) => bytesRead) / 1e6, 'MB'],
      'memory of a scan': [memory, 'MiB'],
    };
  });
}

/** Reads what is wanted of a file: CPU in ms, and what was read. */
async function readWanted(name, paths) {
  const before = process.cpuUsage();
  const file = await openDqmFile(await LocalFile.open(name));
  await file.prefetch(paths);
  let found = 0;
  for (const mePath of paths) if ('element' in (await file.read(mePath))) found += 1;
  const { user, system } = process.cpuUsage(before);
  const { reads, bytesRead } = file;
  await file.close();
  if (found === 0) throw new Error(`${name} has none of the MEs`);
  return { cpu: (user + system) / 1000, reads, bytesRead };
}
