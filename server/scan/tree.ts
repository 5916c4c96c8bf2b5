import pLimit from 'p-limit';
import { wildcard } from '../names/wildcard.ts';
import type { ListFolder } from '../storage/storage.ts';
import { type FileName, parseFileName } from './file-name.ts';

/** A DQM file of the tree; `path` is relative to its root, with `/`. */
export interface TreeFile extends FileName {
  readonly path: string;
}

/** Result of walking the EOS tree. */
export interface Tree {
  readonly files: readonly TreeFile[];
  /** Paths that match a pattern, but whose name is not a DQM file name, and paths of more than 2000 bytes. */
  readonly unknownNames: readonly string[];
  /** Number of files skipped because they are not trended: run 1 (Monte Carlo) and 999999 (several runs merged). */
  readonly skipped: number;
  /** Folders that could not be listed: whether their files still exist is unknown. */
  readonly unreadable: readonly { readonly folder: string; readonly reason: string }[];
  /** Symbolic links. They are not followed, because they may leave the tree. */
  readonly links: readonly string[];
  /** FIFOs, sockets and devices. They are not opened. */
  readonly special: readonly string[];
  /** Number of folders listed. */
  readonly folders: number;
}

/** The tree as a whole cannot be scanned. */
export class TreeError extends Error {
  override name = 'TreeError';
}

/** Run numbers that are not runs of the detector. */
const notRuns = new Set([1, 999_999]);

/** Concurrent listings. Listing a folder on EOS waits for the network, not for the CPU. */
const maxListings = 32;
/** Maximum depth of folders: a link that the server follows may be a cycle. */
const maxDepth = 16;
/** Maximum length of a path: an index of PostgreSQL holds 2704 bytes. */
const maxPathBytes = 2000;

/**
 * Lists the DQM files below `root` whose names match one of the patterns (`*` matches any text), without a `stat` per file.
 * Throws a TreeError if the root cannot be listed or holds no file that matches, which is what a lost EOS mount looks like.
 */
export async function walkTree(
  { root, list: listFolder }: { readonly root: string; readonly list: ListFolder },
  patterns: readonly string[],
): Promise<Tree> {
  const wildcards = patterns.map(wildcard);
  const matches = (name: string): boolean => wildcards.some((match) => match(name));
  const files: TreeFile[] = [];
  const unknownNames: string[] = [];
  const unreadable: { folder: string; reason: string }[] = [];
  const links: string[] = [];
  const special: string[] = [];
  let skipped = 0;
  let folders = 0;

  const limit = pLimit(maxListings);
  const list = async (folder: string): Promise<void> => {
    let entries;
    try {
      if (folder.split('/').length > maxDepth)
        throw new Error(`more than ${maxDepth} levels of folders: possibly a link that forms a cycle`);
      entries = await limit(listFolder, folder);
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
    const subfolders: string[] = [];
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.kind === 'folder') {
        subfolders.push(path);
      } else if (entry.kind === 'link') {
        links.push(path);
      } else if (entry.kind === 'special') {
        special.push(path);
      } else if (matches(entry.name)) {
        const name = Buffer.byteLength(path) > maxPathBytes ? undefined : parseFileName(entry.name);
        if (name === undefined) unknownNames.push(path);
        else if (notRuns.has(name.run)) skipped += 1;
        else files.push({ path, ...name });
      }
    }
    await Promise.all(subfolders.map(list));
  };
  await list('');

  if (files.length === 0 && skipped === 0 && unknownNames.length === 0) {
    const also = unreadable[0] ? ` (${unreadable.length} folders cannot be listed: ${unreadable[0].reason})` : '';
    throw new TreeError(`EOS_ROOT ${root} has no file named ${patterns.join(' or ')}${also}. ${advice(root)}`);
  }
  unknownNames.sort();
  return { files, unknownNames, skipped, unreadable, links, special, folders };
}

/** Appends a full stop to a text without closing punctuation. */
function sentence(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}

function advice(root: string): string {
  const settings = 'EOS_ROOT and EOS_PATTERN';
  return /^https?:/.test(root) ? `Check ${settings}.` : `Check that EOS is mounted and that ${settings} are correct.`;
}
