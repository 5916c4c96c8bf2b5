/** Which files of a tree a scan reads. */
import pLimit from 'p-limit';
import type { App } from '../app/app.ts';
import { selectFiles } from '../scan/select-files.ts';
import type { Tree, TreeFile } from '../scan/tree.ts';
import {
  type KnownFile,
  knownFiles,
  latestExtracted,
  markSuperseded,
  recordFound,
  type SettledFile,
} from '../store/files/files.ts';

export interface DueFiles {
  /** The files of each dataset and run that has something to read, the best first. */
  readonly candidates: readonly (readonly [KnownFile, ...KnownFile[]])[];
  readonly newFiles: number;
  /** Files, new or not read so far, of which a better one was read before. */
  readonly older: number;
  /** Failed files that are not due yet. */
  readonly waiting: number;
}

/** Stores the new files of a tree, and returns which files are to be read. */
export async function findDueFiles({ database, storage }: App, tree: Tree): Promise<DueFiles> {
  const known = await knownFiles(database);
  const { due, waiting } = await failedFilesDue(storage, tree, known);
  const selected = selectFiles(
    tree.files,
    (file) => known.get(file),
    (file) => due.has(file),
  );
  const fresh = selected
    .flatMap(({ files, superseded }) => [...files, ...superseded])
    .filter(({ path }) => !known.has(path));
  const recorded = new Map((await recordFound(database, fresh)).map((file) => [file.path, file]));
  const entry = ({ path: name }: TreeFile): KnownFile => {
    const file = recorded.get(name) ?? known.get(name);
    if (file === undefined || !('id' in file)) throw new Error(`file ${name} is not in the database`);
    return file;
  };
  const older = selected.flatMap(({ superseded }) => superseded.map((file) => entry(file).id));
  await markSuperseded(database, older);
  return {
    candidates: selected.flatMap(({ files: [best, ...worse] }) => (best ? [[entry(best), ...worse.map(entry)]] : [])),
    newFiles: fresh.length,
    older: older.length,
    waiting,
  };
}

/** Failed files to read again: their back-off is over, or they changed. The others wait. */
async function failedFilesDue(
  storage: App['storage'],
  tree: Tree,
  known: ReadonlyMap<string, KnownFile | SettledFile>,
): Promise<{ due: Set<string>; waiting: number }> {
  const due = new Set<string>();
  let waiting = 0;
  const now = Date.now();
  for (const { path: name } of tree.files) {
    const file = known.get(name);
    if (file?.state !== 'failed') continue;
    if ((file.nextAttemptAt !== null && file.nextAttemptAt.getTime() <= now) || (await hasChanged(storage, name, file)))
      due.add(name);
    else waiting += 1;
  }
  return { due, waiting };
}

/** How many of the files read last are compared with the tree: a state costs EOS milliseconds, and there are 80,000 files. */
const maxCompared = 2000;
/** Concurrent requests for the state of a file. */
const maxRequests = 32;

/** Files of the tree that changed after they were read, of those read last: their points are those of the earlier content. */
export async function findChangedFiles({ database, storage }: App, tree: Tree): Promise<string[]> {
  const present = new Set(tree.files.map(({ path }) => path));
  const files = (await latestExtracted(database, maxCompared)).filter(({ path }) => present.has(path));
  const limit = pLimit(maxRequests);
  const changed = await Promise.all(files.map((file) => limit(() => hasChanged(storage, file.path, file))));
  return files.flatMap(({ path }, index) => (changed[index] === true ? [path] : [])).toSorted();
}

/** Whether a file changed after it was read or failed; false where its state cannot be read. A web server reports whole seconds. */
async function hasChanged(
  storage: App['storage'],
  file: string,
  { size, modifiedAt }: Pick<KnownFile, 'size' | 'modifiedAt'>,
): Promise<boolean> {
  const seconds = (date: Date | null): number => Math.floor((date?.getTime() ?? 0) / 1000);
  try {
    const now = await storage.stat(file);
    return now.size !== size || seconds(now.modifiedAt) !== seconds(modifiedAt);
  } catch {
    return false;
  }
}
