import { compareFiles } from './file-name.ts';
import type { TreeFile } from './tree.ts';

/** State of a file in the database. */
export interface KnownState {
  readonly state: 'found' | 'extracted' | 'failed' | 'superseded';
}

/** Files of one processing and run to extract. */
export interface Candidates {
  /** Best first: each is the fallback for the one before it. */
  readonly files: readonly TreeFile[];
  /** New files that rank below the one already extracted. */
  readonly superseded: readonly TreeFile[];
}

/**
 * Selects the files to extract for each processing and run: those that rank above the best one extracted, except failed files that
 * are not due. `isDue` says whether a failed file is to be retried.
 */
export function selectFiles(
  files: readonly TreeFile[],
  known: (path: string) => KnownState | undefined,
  isDue: (path: string) => boolean,
): Candidates[] {
  const selected: Candidates[] = [];
  for (const group of groupByProcessingAndRun(files)) {
    group.sort((a, b) => compareFiles(b, a));
    const candidates: TreeFile[] = [];
    const superseded: TreeFile[] = [];
    let extracted = false;
    for (const file of group) {
      const state = known(file.path)?.state;
      if (extracted) {
        if (state === undefined || state === 'found') superseded.push(file);
      } else if (state === 'extracted') {
        extracted = true;
      } else if (state === undefined || state === 'found' || (state === 'failed' && isDue(file.path))) {
        candidates.push(file);
      }
    }
    if (candidates.length > 0 || superseded.length > 0) selected.push({ files: candidates, superseded });
  }
  return selected;
}

function groupByProcessingAndRun(files: readonly TreeFile[]): TreeFile[][] {
  const groups = new Map<string, TreeFile[]>();
  for (const file of files) {
    const key = `${file.primaryDataset}/${file.era}-${file.processing}/${file.run}`;
    const group = groups.get(key);
    if (group) group.push(file);
    else groups.set(key, [file]);
  }
  return [...groups.values()];
}
