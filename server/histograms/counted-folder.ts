import type { DqmFile, FolderContents, ListedElement } from '../read/dqm-file.ts';
import { entriesOf } from '../reduce/reduce.ts';

/** An ME of a folder with its number of entries: null if it has none, or was not read because the folder is too large. */
export interface CountedElement extends ListedElement {
  readonly entries: number | null;
}

/** Contents of a folder with the numbers of entries of its MEs. */
export interface CountedFolder extends FolderContents {
  readonly elements: readonly CountedElement[];
}

/** MEs that are read for their entries have, in the order of their names, together at most this size decompressed. */
const maxBytes = 32 * 1024 * 1024;

/** Reads a folder and its MEs; undefined if the file does not have it. Throws a CorruptFileError if the list of the folder is unreadable. */
export async function countedFolder(file: DqmFile, path: string): Promise<CountedFolder | undefined> {
  const contents = await file.contents(path);
  if (!contents) return undefined;
  let left = maxBytes;
  const counted = contents.elements.filter(({ text, bytes }) => text === undefined && (left -= bytes) >= 0);
  await file.prefetch(counted.map((element) => element.path));
  const entries = new Map<string, number | null>();
  for (const element of counted) {
    const reading = await file.read(element.path);
    const count = 'element' in reading ? entriesOf(reading.element) : null;
    entries.set(element.path, count !== null && Number.isFinite(count) ? count : null);
  }
  const elements = contents.elements.map((element) => ({ ...element, entries: entries.get(element.path) ?? null }));
  return { folders: contents.folders, elements };
}
