/** Reads elements by their path inside the file, as the golden files name them. */
import type { MonitorElement } from '../../metrics/histogram/histogram.ts';
import { BlockCache } from '../../server/read/root/block-cache.ts';
import type { DqmFile } from '../../server/read/dqm-file.ts';
import { toElement } from '../../server/read/element.ts';
import type { Key } from '../../server/read/root/key.ts';
import { LocalFile } from '../../server/storage/local-file.ts';
import { openDqmFile } from '../../server/read/open.ts';
import { RootFile } from '../../server/read/root/root-file.ts';
import { streamersOf } from '../../server/read/root/streamers.ts';

export interface Opened {
  read(path: string): Promise<MonitorElement>;
  close(): Promise<void>;
}

export async function openDqm(path: string): Promise<Opened> {
  const file = await openDqmFile(path);
  return { read: async (mePath) => elementOf(await file.read(configPath(mePath))), close: () => file.close() };
}

/** A ROOT file with histograms in its top folder, as the DQM GUI exports single MEs. */
export async function openPlain(path: string): Promise<Opened> {
  const source = await LocalFile.open(path);
  const file = await RootFile.open(new BlockCache(source));
  const keys = new Map<string, Key>((await file.topFolder()).map((key) => [key.name, key]));
  const streamers = streamersOf(await file.classDescriptions());
  const read = async (name: string): Promise<MonitorElement> => {
    const key = keys.get(name);
    if (!key) throw new TypeError(`no ${name}`);
    return toElement(streamers.decode(await file.content(key), key.className), key.className);
  };
  return { read, close: () => source.close() };
}

export function elementOf(reading: Awaited<ReturnType<DqmFile['read']>>): MonitorElement {
  if ('failure' in reading) throw new Error(`${reading.failure}: ${reading.reason}`);
  return reading.element;
}

/** Returns the config path of a path inside the file. */
function configPath(path: string): string {
  const [, , subsystem = '', , ...rest] = path.split('/');
  return [subsystem, ...rest].join('/');
}
