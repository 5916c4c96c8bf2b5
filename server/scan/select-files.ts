import { compareFiles } from './file-name.ts';
import type { TreeFile } from './tree.ts';

/** What the database knows of a file. */
export interface KnownState {
  readonly state: 'found' | 'extracted' | 'failed' | 'superseded';
}

/** The files of one dataset and run that are worth reading, the best first: the next is tried when one cannot be read. */
export interface Candidates {
  readonly files: readonly TreeFile[];
  /** New files that are worse than one that is extracted already. */
  readonly superseded: readonly TreeFile[];
}

/**
 * Says for each dataset and run of the tree which files are to be read: those that are better than the best one extracted,
 * unless they failed and are not due. `due` tells whether a failed file is to be tried again.
 */
export function selectFiles(
  files: readonly TreeFile[],
  known: (path: string) => KnownState | undefined,
  due: (path: string) => boolean,
): Candidates[] {
  const choices: Candidates[] = [];
  for (const group of groupByDatasetAndRun(files)) {
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
      } else if (state === undefined || state === 'found' || (state === 'failed' && due(file.path))) {
        candidates.push(file);
      }
    }
    if (candidates.length > 0 || superseded.length > 0) choices.push({ files: candidates, superseded });
  }
  return choices;
}

function groupByDatasetAndRun(files: readonly TreeFile[]): TreeFile[][] {
  const groups = new Map<string, TreeFile[]>();
  for (const file of files) {
    const key = `${file.primaryDataset}/${file.processing}/${file.run}`;
    const group = groups.get(key);
    if (group) group.push(file);
    else groups.set(key, [file]);
  }
  return [...groups.values()];
}
