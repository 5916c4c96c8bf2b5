// The yardstick of a scan: walking the folders of a tree, and nothing else.
import { readdir } from 'node:fs/promises';
import path from 'node:path';

/** Lists a folder of a local tree. */
export function listLocal(tree) {
  return async (folder) => {
    const entries = await readdir(path.join(tree, folder), { withFileTypes: true });
    return entries.map((entry) => ({ name: entry.name, kind: entry.isDirectory() ? 'folder' : 'file' }));
  };
}
