import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the package: the one above server/, or above dist/ in a build. */
export const projectRoot = findRoot(path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url)))));

function findRoot(folder: string): string {
  return path.basename(folder) === 'dist' ? path.dirname(folder) : folder;
}

/** The running version of HDQM. */
export const version: string = (
  JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as { version: string }
).version;
