import { isDeepStrictEqual } from 'node:util';
import { BlockCache } from '../../../../server/read/root/block-cache.ts';
import { isElementClass, toElement } from '../../../../server/read/element.ts';
import { RecordError } from '../../../../server/read/root/record-error.ts';
import { decodeHistogram } from '../../../../server/read/root/histogram-record.ts';
import type { Key } from '../../../../server/read/root/key.ts';
import { LocalFile } from '../../../../server/storage/local-file.ts';
import { RootFile } from '../../../../server/read/root/root-file.ts';
import { streamersOf } from '../../../../server/read/root/streamers.ts';

/** Compares the direct decoder with jsroot for all objects of a file; `different` lists those that differ. */
export async function compareDecoders(
  path: string,
): Promise<{ direct: string[]; byJsroot: string[]; different: string[] }> {
  const source = await LocalFile.open(path);
  const [direct, byJsroot, different] = [new Set<string>(), new Set<string>(), [] as string[]];
  try {
    const file = await RootFile.open(new BlockCache(source));
    const streamers = streamersOf(await file.classDescriptions());
    for (const key of await recordsOf(file)) {
      const { className, name } = key;
      const content = await file.content(key).catch(ignoreCorruptRecord);
      const object = content && decodeHistogram(content, className);
      (object ? direct : byJsroot).add(className);
      if (!content || !object) continue;
      const [ours, theirs] = [object, streamers.decode(content, className)].map((decoded) =>
        outcome(() => toElement(decoded, className)),
      );
      // Equality of vitest takes minutes for histograms of many cells.
      if (!isDeepStrictEqual(ours, theirs)) different.push(`${name}, a ${className}`);
    }
  } finally {
    await source.close();
  }
  return { direct: [...direct].sort(), byJsroot: [...byJsroot].sort(), different };
}

/** Returns the keys of all MEs below the top folder. */
async function recordsOf(file: RootFile): Promise<Key[]> {
  const records: Key[] = [];
  let keys = await file.topFolder();
  while (keys.length > 0) {
    records.push(...keys.filter(({ className }) => isElementClass(className)));
    const inner = await file.folders(keys.filter(({ className }) => className.startsWith('TDirectory')));
    keys = [...inner.values()].flatMap((list) => (list instanceof Error ? [] : list));
  }
  return records;
}

/** Returns the result, or the message of the error. */
function outcome(make: () => unknown): unknown {
  try {
    return make();
  } catch (error) {
    return (error as Error).message;
  }
}

/** Some oracle files have corrupt records on purpose. */
function ignoreCorruptRecord(error: unknown): undefined {
  if (!(error instanceof RecordError)) throw error;
}
