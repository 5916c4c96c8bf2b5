import { median } from '../cost.js';
import { knownTree } from '../tree.js';
import { listLocal } from '../walk.js';
import { walkTree } from '../../../dist/server/scan/tree.js';
import { scan, withDatabase } from './scan.js';

export const title = 'Files in the tree, all known: a scan that finds nothing new, beside walking the folders alone.';
export const sizes = [1000, 10_000, 100_000];
export const quickSizes = [100, 1000];

export function measure(files) {
  return withDatabase(async (opened) => {
    const tree = await knownTree(opened.database, files);
    const walks = [];
    const scans = [];
    for (let round = 0; round < 3; round += 1) {
      const begun = performance.now();
      await walkTree({ root: tree, list: listLocal(tree) }, ['DQM_V*DQMIO.root']);
      walks.push(performance.now() - begun);
      scans.push(await scan(opened, tree, 0));
    }
    const middle = (of) => median(scans.map(of));
    return {
      'scan that finds nothing new': [middle(({ wall }) => wall), 's'],
      'CPU of HDQM': [middle(({ own }) => own), 's'],
      'CPU of the database': [middle(({ server }) => server), 's'],
      memory: [middle(({ memory }) => memory), 'MiB'],
      'walking alone': [median(walks), 'ms'],
    };
  });
}
