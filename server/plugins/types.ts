/** The types of drop-in plugins: loading one does not check them. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { listDropIns } from './plugin-folder.ts';
import type { PluginProblem } from './plugins.ts';

const resolve = createRequire(import.meta.url).resolve;

/** What plugins import as `hdqm/metrics`: its types where HDQM is built, its source where it runs from sources. */
const contract = ['../../metrics/metric.d.ts', '../../metrics/metric.ts']
  .map((file) => fileURLToPath(new URL(file, import.meta.url)))
  .find((file) => existsSync(file));

/**
 * Compiles the plugins of the folders with TypeScript and gives what it has to say: a name that `hdqm/metrics` has not, a parameter used as
 * what it is not. Gives nothing where there are no plugins. Throws a PluginFolderError for a folder that cannot be read.
 */
export async function checkPluginTypes(folders: readonly string[]): Promise<PluginProblem[]> {
  const dropIns = await Promise.all(folders.map(listDropIns));
  const files = dropIns
    .flatMap(({ modules }) => modules.flatMap((module) => module.files))
    .map((file) => path.resolve(file));
  const problems = new Map<string, PluginProblem>();
  for (const { syntax: _, ...problem } of await checkFiles(files)) problems.set(JSON.stringify(problem), problem);
  return [...problems.values()];
}

interface Finding extends PluginProblem {
  /** Whether the file cannot even be read as TypeScript. */
  readonly syntax: boolean;
}

async function checkFiles(files: readonly string[]): Promise<Finding[]> {
  if (files.length === 0) return [];
  const work = await mkdtemp(path.join(tmpdir(), 'hdqm-types-'));
  let findings: Finding[];
  try {
    await writeFile(path.join(work, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
    findings = parseOutput(await compile(work), work);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  // A file that cannot be read keeps the compiler from checking the types of the others.
  const unreadable = new Set(findings.filter(({ syntax }) => syntax).map(({ file }) => path.resolve(file)));
  const others = files.filter((file) => !unreadable.has(file));
  return others.length < files.length ? [...findings, ...(await checkFiles(others))] : findings;
}

const compilerOptions = {
  target: 'ES2023',
  lib: ['ES2023'],
  module: 'preserve',
  moduleDetection: 'force',
  allowImportingTsExtensions: true,
  noEmit: true,
  strict: true,
  skipLibCheck: true,
  types: [],
  paths: { 'hdqm/metrics': [contract], zod: [path.dirname(resolve('zod/package.json'))] },
};

/** What the compiler prints. */
async function compile(project: string): Promise<string> {
  const compiler = path.join(path.dirname(resolve('typescript/package.json')), 'bin/tsc');
  try {
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, [compiler, '-p', project, '--pretty', 'false'], { cwd: project });
    return stdout;
  } catch (error) {
    const { stdout = '', code } = error as { stdout?: string; code?: unknown };
    if (typeof code === 'number' && stdout !== '') return stdout; // it found something
    throw new Error(`the types of the plugins cannot be checked: ${(error as Error).message}`, { cause: error });
  }
}

/** Takes `file(line,column): error TS2305: message` lines apart; indented lines go on explaining. TS1… are errors of syntax. */
function parseOutput(output: string, work: string): Finding[] {
  return output.split('\n').flatMap((text) => {
    const match = /^(.+)\((\d+),\d+\): error TS(\d+): (.*)$/.exec(text);
    if (!match) return [];
    const [, file = '', line = '', code = '', message = ''] = match;
    const shown = path.relative('', path.resolve(work, file));
    return { file: shown, line: Number(line), message, syntax: /^1\d{3}$/.test(code) };
  });
}
