import { setTimeout as delay } from 'node:timers/promises';
import { availableParallelism } from 'node:os';
import { createJiti } from 'jiti';
import { newTree, scan, withDatabase } from './scan.js';

const { serveTree } = await createJiti(import.meta.url).import('../../integration/web-tree.ts');

export const title = `Worker threads (WORKERS), on ${availableParallelism()} processors: new files of 1,000 MEs from the local disk, and from a web server that takes 200 ms for each request, as remote storage does. Beyond the scan that finds nothing new.`;
export const sizes = [1, 2, 3, 4];
export const quickSizes = [1, 2];

export async function measure(workers, { quick }) {
  const files = quick ? 4 : 200;
  const slowFiles = quick ? 2 : 40;
  const near = await rate(files, workers, false);
  const far = await rate(slowFiles, workers, true);
  return {
    'local disk: files a second': [near.rate, ''],
    'CPU a file': [near.cpu, 'ms'],
    memory: [near.memory, 'MiB'],
    'remote storage: files a second': [far.rate, ''],
  };
}

function rate(files, workers, isFar) {
  return withDatabase(async (opened) => {
    const { tree } = await newTree(files, 1000, 360_000);
    const web = isFar ? await serveTree(tree) : undefined;
    if (web)
      web.misbehave = async () => {
        await delay(200);
        return false;
      };
    try {
      const location = web?.url ?? tree;
      const first = await scan(opened, location, files, { WORKERS: String(workers) });
      const again = await scan(opened, location, 0, { WORKERS: String(workers) });
      return {
        rate: files / (first.wall - again.wall),
        cpu: (1000 * (first.own + first.server - again.own - again.server)) / files,
        memory: first.memory,
      };
    } finally {
      await web?.close();
    }
  });
}
