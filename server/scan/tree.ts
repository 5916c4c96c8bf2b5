import { wildcard } from '../names/wildcard.ts';
import type { ListFolder } from '../storage/storage.ts';
import { type FileName, parseFileName } from './file-name.ts';

/** A DQM file of the tree; `path` is relative to its root, with `/`. */
export interface TreeFile extends FileName {
  readonly path: string;
}

/** What a walk over the EOS tree found. */
export interface Tree {
  readonly files: readonly TreeFile[];
  /** Paths that match the pattern but whose name is none of a DQM file. */
  readonly unknownNames: readonly string[];
  /** How many files are of run 1 (Monte Carlo) or 999999 (several runs together), which are not trended. */
  readonly leftOut: number;
  /** Folders that could not be listed: their files are neither found nor gone. */
  readonly unreadable: readonly { readonly folder: string; readonly reason: string }[];
  /** Links: not followed, since they may lead out of the tree. */
  readonly links: readonly string[];
  readonly folders: number;
}

/** The tree cannot be scanned at all: nothing is concluded from it. */
export class TreeError extends Error {
  override name = 'TreeError';
}

/** Run numbers that stand for no run of the detector. */
const notRuns = new Set([1, 999_999]);

/** Folders listed at once: a listing on EOS waits for the network, not for the processor. */
const parallel = 32;
/** Folders in folders, at most: a link that a server follows may lead round for ever. */
const deepest = 16;

/**
 * Lists the DQM files below `root` whose names match `pattern` (`*` stands for any text), without a `stat` per file.
 * Throws a TreeError where the root cannot be listed or holds no file of the pattern: an EOS mount that is gone looks like that.
 */
export async function walkTree(
  { root, list: listFolder }: { readonly root: string; readonly list: ListFolder },
  pattern: string,
): Promise<Tree> {
  const matches = wildcard(pattern);
  const files: TreeFile[] = [];
  const unknownNames: string[] = [];
  const unreadable: { folder: string; reason: string }[] = [];
  const links: string[] = [];
  let leftOut = 0;
  let folders = 0;

  const waiting: string[] = [''];
  const list = async (folder: string): Promise<void> => {
    let entries;
    try {
      if (folder.split('/').length > deepest)
        throw new Error(`it is deeper than ${deepest} folders: does a link lead back?`);
      entries = await listFolder(folder);
    } catch (error) {
      const reason = (error as Error).message;
      if (folder === '') {
        throw new TreeError(`EOS_ROOT ${root} cannot be listed: ${sentence(reason)} ${advice(root)}`, {
          cause: error,
        });
      }
      unreadable.push({ folder, reason });
      return;
    }
    folders += 1;
    for (const entry of entries) {
      const place = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.kind === 'folder') {
        waiting.push(place);
      } else if (entry.kind === 'link') {
        links.push(place);
      } else if (matches.test(entry.name)) {
        const name = parseFileName(entry.name);
        if (name === undefined) unknownNames.push(place);
        else if (notRuns.has(name.run)) leftOut += 1;
        else files.push({ path: place, ...name });
      }
    }
  };

  const running = new Set<Promise<void>>();
  while (waiting.length > 0 || running.size > 0) {
    for (let folder; running.size < parallel && (folder = waiting.pop()) !== undefined;) {
      const job: Promise<void> = list(folder).finally(() => running.delete(job));
      running.add(job);
    }
    await Promise.race(running);
  }

  if (files.length === 0 && leftOut === 0 && unknownNames.length === 0) {
    const also = unreadable[0] ? ` (${unreadable.length} folders cannot be listed: ${unreadable[0].reason})` : '';
    throw new TreeError(`EOS_ROOT ${root} has no file named ${pattern}${also}. ${advice(root)}`);
  }
  unknownNames.sort();
  return { files, unknownNames, leftOut, unreadable, links, folders };
}

/** With a full stop, where it does not end in a mark of its own. */
function sentence(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}

function advice(root: string): string {
  const right = 'EOS_ROOT and EOS_PATTERN right?';
  return /^https?:/.test(root) ? `Are ${right}` : `Is EOS mounted, and are ${right}`;
}
