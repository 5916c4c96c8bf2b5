/** The half of looking at MEs that runs in a worker thread: opens a file and gives what was asked for as jsroot draws it. */
import { workerData } from 'node:worker_threads';
import { openStorage } from '../storage/open-storage.ts';
import { type StorageAccess, isInputError } from '../storage/storage.ts';
import type { RootJsonReading } from '../read/dqm-file.ts';
import { openDqmFile } from '../read/open.ts';
import { CorruptFileError, FileNotFoundError } from '../storage/errors.ts';
import { enableSourceMaps } from '../app/source-maps.ts';

/** MEs to read of one file. */
export interface DrawingJob {
  /** The file, below EOS_ROOT. */
  readonly path: string;
  /** The run that the file's name says. */
  readonly run: number;
  /** For each wanted ME the paths to try, in order. */
  readonly wanted: readonly (readonly string[])[];
  /** An ME larger than this is not read. */
  readonly mostBytes: number;
}

/** What a file gave, one drawing for each wanted ME, with the path that was found (or tried last); or why it gave nothing. */
export type Drawn =
  | { readonly outcome: 'read'; readonly drawings: readonly (RootJsonReading & { readonly path: string })[] }
  | { readonly outcome: 'gone' }
  | { readonly outcome: 'failed'; readonly reason: string };

enableSourceMaps();
const storage = await openStorage(workerData as StorageAccess);

/** Reads MEs; the pool's task. Throws only what is no fault of the file. */
export default async function drawElements({ path, run, wanted, mostBytes }: DrawingJob): Promise<Drawn> {
  try {
    const file = await openDqmFile(await storage.open(path));
    try {
      if (file.run !== run)
        return { outcome: 'failed', reason: `its name says run ${run}, but inside is run ${file.run}` };
      const drawings = [];
      for (const paths of wanted) {
        let found: RootJsonReading & { path: string } = {
          path: '',
          failure: 'MISSING_HISTOGRAM',
          reason: 'no path is given',
        };
        for (const path of paths) {
          found = { path, ...(await file.readRootJson(path, mostBytes)) };
          if (!('failure' in found) || found.failure !== 'MISSING_HISTOGRAM') break;
        }
        drawings.push(found);
      }
      return { outcome: 'read', drawings };
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof FileNotFoundError) return goneOrAway();
    if (error instanceof CorruptFileError || isInputError(error)) return { outcome: 'failed', reason: error.message };
    throw error;
  }
}

/** A file that is not there is gone, unless the whole tree is away. */
async function goneOrAway(): Promise<Drawn> {
  const entries = await storage.list('').catch((error: unknown) => {
    if (isInputError(error)) return [];
    throw error;
  });
  if (entries.length > 0) return { outcome: 'gone' };
  return { outcome: 'failed', reason: `EOS_ROOT ${storage.root} cannot be reached at present, or is empty` };
}
