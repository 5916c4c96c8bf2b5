import type { ListedElement } from '../read/dqm-file.ts';

/** MEs that match a search. */
export interface ElementMatches {
  /** Number of all. */
  readonly total: number;
  /** The first of them: those whose name contains all words before those of which only the path does, each in the order of the file. */
  readonly elements: readonly ListedElement[];
}

/** Finds the MEs whose path contains all words of a search, in any order and case; of an empty search all. */
export function searchElements(elements: readonly ListedElement[], search: string, limit: number): ElementMatches {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const byName: ListedElement[] = [];
  const byPath: ListedElement[] = [];
  let total = 0;
  for (const element of elements) {
    const path = element.path.toLowerCase();
    if (!words.every((word) => path.includes(word))) continue;
    total += 1;
    const name = path.slice(path.lastIndexOf('/') + 1);
    const matches = words.every((word) => name.includes(word)) ? byName : byPath;
    if (matches.length < limit) matches.push(element);
  }
  return { total, elements: [...byName, ...byPath].slice(0, limit) };
}
