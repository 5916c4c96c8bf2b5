/** Which files of a tree a scan reads. */
import type { App } from '../app/app.ts';
import { selectFiles } from '../scan/select-files.ts';
import type { Tree, TreeFile } from '../scan/tree.ts';
import { type KnownFile, knownFiles, markSuperseded, recordFound, type SettledFile } from '../store/files/files.ts';

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

/** Whether a file changed after it failed; false where its state cannot be read. */
async function hasChanged(storage: App['storage'], file: string, { size, modifiedAt }: KnownFile): Promise<boolean> {
  try {
    const now = await storage.stat(file);
    return now.size !== size || now.modifiedAt.getTime() !== modifiedAt?.getTime();
  } catch {
    return false;
  }
}
