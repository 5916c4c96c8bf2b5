import type { QualityTest, Scalar } from '../../metrics/histogram/histogram.ts';
import { isFolderClass, type Key } from './root/key.ts';
import { parseText } from './scalar.ts';

/** An entry of a folder: the key of a record, or a scalar or quality test, which is contained in the name of its key. */
export type Entry = { readonly key: Key } | { readonly element: Scalar | QualityTest };

/** Subfolders and entries of a folder by name. Names of scalars may contain slashes. */
export interface Folder {
  readonly folders: ReadonlyMap<string, Key>;
  readonly entries: ReadonlyMap<string, Entry>;
}

/** Sorts the keys of a folder into subfolders and entries; of several cycles of a name, the highest is used. */
export function toFolder(keys: readonly Key[]): Folder {
  const newest = new Map<string, Key>();
  for (const key of keys) {
    const other = newest.get(key.name);
    if (!other || key.cycle > other.cycle) newest.set(key.name, key);
  }
  const folders = new Map<string, Key>();
  const records = new Map<string, Entry>();
  const texts = new Map<string, Entry>();
  const flags = new Map<string, Entry>();
  for (const key of newest.values()) {
    if (isFolderClass(key.className)) {
      folders.set(key.name, key);
      continue;
    }
    const text = key.className === 'TObjString' ? parseText(key.name) : undefined;
    if (!text) records.set(key.name, { key });
    else (text.isFlag ? flags : texts).set(text.element.name, { element: text.element });
  }
  // An efficiency flag has the name of the ME that it flags, which takes precedence.
  return { folders, entries: new Map([...flags, ...texts, ...records]) };
}
