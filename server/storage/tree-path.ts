import { realpath } from 'node:fs/promises';
import path from 'node:path';

/** A path leads out of the tree of DQM files: through `..`, or a link. */
export class OutsideTreeError extends Error {
  override name = 'OutsideTreeError';
}

/**
 * The absolute path of a file of the tree, whatever has become of it since it was found: throws an OutsideTreeError where it would lead out of
 * `root`, also through a link that was put in its place or in the place of a folder. `root` itself may be a link. A file that is gone is none
 * of its business.
 */
export async function resolveInTree(root: string, relative: string): Promise<string> {
  const place = path.resolve(root, relative);
  if (!isBelow(path.resolve(root), place)) throw new OutsideTreeError(`${relative} leads out of EOS_ROOT`);
  try {
    const [top, real] = await Promise.all([realpath(root), realpath(place)]);
    if (!isBelow(top, real)) throw new OutsideTreeError(`${relative} is a link that leads out of EOS_ROOT`);
  } catch (error) {
    if (error instanceof OutsideTreeError) throw error;
    // It is gone, or cannot be looked at: who reads it says so.
  }
  return place;
}

function isBelow(folder: string, place: string): boolean {
  const way = path.relative(folder, place);
  return way !== '' && way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}
