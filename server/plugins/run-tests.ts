/** Runs the tests of drop-in metrics: files `*.test.ts` beside them, for the test runner of Node. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const contract = ['../../metrics/metric.js', '../../metrics/metric.ts']
  .map((file) => fileURLToPath(new URL(file, import.meta.url)))
  .find((file) => existsSync(file));

/** Outcome of the tests: number of test files, and the output of the runner. */
export interface PluginTests {
  readonly files: number;
  readonly passed: boolean;
  readonly output: string;
}

/** Runs the tests in the folders and their direct subfolders, without a build. */
export async function runPluginTests(folders: readonly string[]): Promise<PluginTests> {
  const files = (await Promise.all(folders.map(listTests))).flat();
  if (files.length === 0) return { files: 0, passed: true, output: '' };
  const loader = import.meta.resolve('jiti/register');
  const child = spawn(process.execPath, ['--import', loader, '--test', ...files], {
    env: { ...process.env, JITI_ALIAS: JSON.stringify({ 'hdqm/metrics': contract }), JITI_FS_CACHE: 'false' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (output += part.toString()));
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { files: files.length, passed: status === 0, output };
}

async function listTests(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const below = entries.filter((entry) => entry.isDirectory() && !/^\.|^node_modules$/.test(entry.name));
  const nested = await Promise.all(
    below.map(({ name }) =>
      readdir(path.join(folder, name)).then((names) => names.map((file) => path.join(name, file))),
    ),
  );
  return [...entries.filter((entry) => entry.isFile()).map(({ name }) => name), ...nested.flat()]
    .filter((name) => name.endsWith('.test.ts'))
    .sort()
    .map((name) => path.join(folder, name));
}
