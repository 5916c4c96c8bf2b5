import { newTree, scan, withDatabase } from './scan.js';

export const title =
  'New files in one scan, of 1,000 MEs each, on an empty database; then the scan that finds nothing new. 149 of the 2,861 configs have data in them.';
export const sizes = [10, 30, 100, 300, 1000];
export const quickSizes = [2, 4];

export function measure(files) {
  return withDatabase(async (opened) => {
    const { tree } = await newTree(files, 1000, 360_000);
    const first = await scan(opened, tree, files);
    const again = await scan(opened, tree, 0);
    return {
      'first scan': [first.wall, 's'],
      'CPU of HDQM': [first.own, 's'],
      'CPU of the database': [first.server, 's'],
      'CPU a file beyond the second scan': [
        (1000 * (first.own + first.server - again.own - again.server)) / files,
        'ms',
      ],
      memory: [first.memory, 'MiB'],
      points: [first.points, ''],
      'second scan': [again.wall, 's'],
    };
  });
}
