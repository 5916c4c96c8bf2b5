// Storage as slow as EOS: a file layer that adds 10 ms a read and 200 ms an open.
import { setTimeout as delay } from 'node:timers/promises';
import { openDqmFile } from '../../dist/server/read/open.js';
import { LocalFile } from '../../dist/server/storage/local-file.js';
import { ownConfigs } from './history.js';
import { median } from './cost.js';

/** A file behind that latency. */
class SlowFile {
  static async open(path) {
    await delay(200);
    return new SlowFile(await LocalFile.open(path));
  }

  constructor(file) {
    this.file = file;
    this.size = file.size;
  }

  async read(offset, length) {
    await delay(10);
    return this.file.read(offset, length);
  }

  changed() {
    return this.file.changed();
  }

  close() {
    return this.file.close();
  }
}

/** Reads the MEs of the configs from each file: reads and bytes per file; seconds per file, sequentially and four concurrently. */
export async function slowReading(files) {
  const { sections } = await ownConfigs();
  const paths = [...new Set(sections.flatMap(({ computation }) => Object.values(computation.paths).flat()))];
  const costs = [];
  const read = async (path) => {
    const file = await openDqmFile(await SlowFile.open(path));
    await file.prefetch(paths);
    let elements = 0;
    for (const mePath of paths) if ('element' in (await file.read(mePath))) elements += 1;
    if (elements === 0) throw new Error(`${path} has none of the MEs`);
    costs.push({ reads: file.reads, bytes: file.bytesRead });
    await file.close();
  };
  const begun = performance.now();
  for (const file of files) await read(file);
  const seconds = (performance.now() - begun) / 1000 / files.length;
  const again = performance.now();
  const queue = files.values();
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (const file of queue) await read(file);
    }),
  );
  const concurrent = (performance.now() - again) / 1000 / files.length;
  return {
    reads: median(costs.map((cost) => cost.reads)),
    bytes: median(costs.map((cost) => cost.bytes)),
    seconds,
    concurrent,
  };
}
