import { realpath } from 'node:fs/promises';
import path from 'node:path';

/** A path leads out of the tree of DQM files, through `..` or a symbolic link. */
export class OutsideTreeError extends Error {
  override name = 'OutsideTreeError';
}

/**
 * Returns the absolute path of a file of the tree. Throws an OutsideTreeError where it is outside `root`, also through a symbolic link that
 * replaced the file or one of its folders since the scan found it. `root` itself may be a link, and the file may be missing.
 */
export async function resolveInTree(root: string, relative: string): Promise<string> {
  const absolute = path.resolve(root, relative);
  if (!isBelow(path.resolve(root), absolute)) throw new OutsideTreeError(`${relative} is outside EOS_ROOT`);
  try {
    const [realRoot, real] = await Promise.all([realpath(root), realpath(absolute)]);
    if (!isBelow(realRoot, real)) throw new OutsideTreeError(`${relative} is a link to a target outside EOS_ROOT`);
  } catch (error) {
    if (error instanceof OutsideTreeError) throw error;
    // Missing or unreadable: opening the file reports it.
  }
  return absolute;
}

function isBelow(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '' && relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
