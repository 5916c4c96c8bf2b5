/** Checks the types of drop-in plugins, which loading does not. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { listDropIns, type PluginProblem } from './plugin-folder.ts';

const resolve = createRequire(import.meta.url).resolve;

/** The module `hdqm/metrics`: its types if HDQM is built, its source if HDQM runs from sources. */
const contract = ['../../metrics/metric.d.ts', '../../metrics/metric.ts']
  .map((file) => fileURLToPath(new URL(file, import.meta.url)))
  .find((file) => existsSync(file));

/**
 * Type-checks the plugins of the folders with TypeScript and returns its errors, e.g. a name that `hdqm/metrics` does not export. Throws a
 * PluginFolderError if a folder is not readable.
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
  /** Whether it is a syntax error. */
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
  // Syntax errors in one file prevent the compiler from checking the types of the others.
  const unparsable = new Set(findings.filter(({ syntax }) => syntax).map(({ file }) => path.resolve(file)));
  const others = files.filter((file) => !unparsable.has(file));
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

/** Runs the compiler and returns its output. */
async function compile(project: string): Promise<string> {
  const compiler = path.join(path.dirname(resolve('typescript/package.json')), 'bin/tsc');
  try {
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, [compiler, '-p', project, '--pretty', 'false'], { cwd: project });
    return stdout;
  } catch (error) {
    const { stdout = '', code } = error as { stdout?: string; code?: unknown };
    if (typeof code === 'number' && stdout !== '') return stdout; // the compiler reported errors
    throw new Error(`type check of the plugins failed: ${(error as Error).message}`, { cause: error });
  }
}

/** Parses `file(line,column): error TS2305: message` lines; indented lines are details. TS1… are syntax errors. */
function parseOutput(output: string, work: string): Finding[] {
  return output.split('\n').flatMap((text) => {
    const match = /^(.+)\((\d+),\d+\): error TS(\d+): (.*)$/.exec(text);
    if (!match) return [];
    const [, file = '', line = '', code = '', message = ''] = match;
    const shown = path.relative('', path.resolve(work, file));
    return { file: shown, line: Number(line), message, syntax: /^1\d{3}$/.test(code) };
  });
}
