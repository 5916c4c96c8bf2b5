import type { QualityTest, Scalar } from '../../../metrics/histogram/histogram.ts';
import type { Key } from './key.ts';
import { parseText } from '../scalar.ts';

/** An entry of a folder: a record to read, or a scalar or quality test, which its key's name tells whole. */
export type Entry = { readonly key: Key } | { readonly element: Scalar | QualityTest };

/** A folder of a DQM file by the names of what is in it. Names are whole: those of texts contain slashes. */
export interface Folder {
  readonly folders: ReadonlyMap<string, Key>;
  readonly entries: ReadonlyMap<string, Entry>;
}

/** Sorts out a folder's keys: of several cycles of a name the highest counts. */
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
    if (key.className === 'TDirectory' || key.className === 'TDirectoryFile') {
      folders.set(key.name, key);
      continue;
    }
    const text = key.className === 'TObjString' ? parseText(key.name) : undefined;
    if (!text) records.set(key.name, { key });
    else (text.isFlag ? flags : texts).set(text.element.name, { element: text.element });
  }
  // An efficiency flag has the name of the ME that it flags: it stands for itself only where there is no such ME.
  return { folders, entries: new Map([...flags, ...texts, ...records]) };
}
