import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ExportedPoint } from '../../server/export/points.ts';

/** The project's folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url));
export const sampleTree = path.join(root, 'test/sample/eos');

/** Output and exit status of a command. */
export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Environment variables of a command. Those of the test process are not inherited. */
export type Environment = Readonly<Record<string, string>>;

/** Runs `hdqm` in a process until it exits. */
export async function hdqm(args: readonly string[], environment: Environment = {}): Promise<Ended> {
  return ended(startHdqm(args, environment));
}

/** Starts `hdqm` in the background. */
export function startHdqm(args: readonly string[], environment: Environment = {}): ChildProcess {
  const { PATH = '', HOME = '' } = process.env;
  return spawn(process.execPath, [path.join(root, 'bin/hdqm.js'), ...args], {
    cwd: root,
    env: { PATH, HOME, WORKERS: '2', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Waits until a process exits, and returns its output. */
export function ended(child: ChildProcess): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => resolve({ status, signal, stdout, stderr }));
  });
}

/** Waits until the output of a process matches a pattern. Rejects if it exits before. */
export function printed(child: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let text = '';
    const look = (more: Buffer | string): void => {
      text += String(more);
      const match = pattern.exec(text);
      if (match) resolve(match);
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    child.once('close', () => reject(new Error(`process ended without printing ${String(pattern)}:\n${text}`)));
  });
}

/** Creates a temporary folder. `remove` deletes it after the test. */
export async function temporaryFolder(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hdqm-test-'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Path of a file of the sample tree, below its root. */
export function samplePath(
  dataset: string,
  era: string,
  run: number,
  { processing = 'PromptReco', version = 1 } = {},
): string {
  const name = `DQM_V000${version}_R000${run}__${dataset}__${era}-${processing}-v1__DQMIO.root`;
  return `Run2023/${dataset}/000${Math.floor(run / 100)}xx/${name}`;
}

/** Copies a file of the sample tree into another tree, at the same path or at another. */
export async function copySample(from: string, tree: string, to = from): Promise<void> {
  await cp(path.join(sampleTree, from), path.join(tree, to));
}

/** Returns the points that `hdqm export` prints. */
export async function exported(environment: Environment, ...options: string[]): Promise<ExportedPoint[]> {
  const { status, stdout, stderr } = await hdqm(['export', '--format', 'ndjson', ...options], environment);
  if (status !== 0) throw new Error(`export ended with ${status}: ${stderr}`);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ExportedPoint);
}
