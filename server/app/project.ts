import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the package: the one above server/, or above dist/ in a build. */
export const projectRoot = findRoot(path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url)))));

function findRoot(folder: string): string {
  return path.basename(folder) === 'dist' ? path.dirname(folder) : folder;
}

/** The running version of HDQM with its build, as in `0.1.0+3f2a91c04`: the commit, or the time of the build where it was not known. */
export const version = [readVersion('package.json'), readVersion('dist/build.json')].filter(Boolean).join('+');

/** The version in a JSON file of the project; undefined without the file: the sources are run as they are. */
function readVersion(file: string): string | undefined {
  const location = path.join(projectRoot, file);
  return existsSync(location) ? (JSON.parse(readFileSync(location, 'utf8')) as { version: string }).version : undefined;
}
