import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from '../integration/command.ts';

/** Python with the packages of python-requirements.txt, as .ci/run installs it. */
export const python = path.join(root, 'node_modules/.cache/python/bin/python');

/** Whether Python has these modules. */
export function hasPythonModules(...modules: readonly string[]): boolean {
  return spawnSync(python, ['-c', `import ${modules.join(', ')}`]).status === 0;
}
