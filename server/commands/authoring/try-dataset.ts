import pLimit from 'p-limit';
import { type Failure, isFailure, type InputName, type Value } from '../../../metrics/metric.ts';
import { openApp, type App } from '../../app/app.ts';
import type { Settings } from '../../app/settings.ts';
import { nearestName } from '../../names/nearest.ts';
import { printable } from '../../names/printable.ts';
import { count } from '../../plan/problem.ts';
import type { Reading } from '../../read/dqm-file.ts';
import { openDqmFile } from '../../read/open.ts';
import { reduce, type Reduction } from '../../reduce/reduce.ts';
import { CorruptFileError, FileNotFoundError } from '../../storage/errors.ts';
import { isInputError } from '../../storage/storage.ts';
import { findDatasetId, findDatasets } from '../../store/datasets.ts';
import { latestFilesOf } from '../../store/files/readable-files.ts';
import { withQuietLog } from '../terminal/command-settings.ts';
import { type ExitStatus, UsageError } from '../terminal/exit-status.ts';
import { describeError, prepareTrial, type TryPaths } from './try.ts';

/** A dataset by its names, and how many of its latest runs. */
export interface TryDataset {
  /** PrimaryDataset/Processing, as ZeroBias/PromptReco. */
  readonly dataset: string;
  readonly latest: number;
}

/** Files that are open at a time. */
const concurrency = 4;

/** The result of a run; undefined values where its file cannot be read. */
interface RunResult {
  readonly run: number;
  readonly result: Value | Failure | { readonly unreadable: string };
  readonly entries: number | null;
}

/**
 * `hdqm try --dataset`: applies a metric to MEs of the files of the latest runs of a dataset, and prints a line for each run, latest first.
 * Status 1 if no run has a value.
 */
export async function tryDataset(
  settings: Settings,
  written: string,
  { dataset, latest }: TryDataset,
  paths: TryPaths,
): Promise<ExitStatus> {
  const reduction = await prepareTrial(settings, written);
  const app = await openApp(withQuietLog(settings));
  try {
    const files = await latestFilesOf(app.database, await datasetId(app, dataset), latest);
    const limit = pLimit(concurrency);
    const start = performance.now();
    const pending = files.map((file) => limit(() => tryFile(app, file, reduction, paths)));
    process.stdout.write(`${formatRow(['run', 'value', 'error', 'entries'])}\n`);
    const values: number[] = [];
    for (const each of pending) {
      const { run, result, entries } = await each;
      process.stdout.write(`${printable(formatResult(run, result, entries))}\n`);
      if ('value' in result) values.push(result.value);
    }
    const seconds = (performance.now() - start) / 1000;
    process.stdout.write(`${values.length} of ${count(files.length, 'run')} with a value, ${seconds.toFixed(1)} s\n`);
    return values.length === 0 ? 1 : 0;
  } finally {
    await app.close();
  }
}

async function datasetId({ database }: App, written: string): Promise<number> {
  const [primaryDataset = '', processing = '', ...rest] = written.split('/');
  const id = rest.length > 0 ? undefined : await findDatasetId(database, primaryDataset, processing);
  if (id !== undefined) return id;
  const names = (await findDatasets(database)).map((each) => `${each.primaryDataset}/${each.processing}`);
  const near = nearestName(written, names);
  const hint = near === undefined ? `; there are: ${names.join(', ')}` : `; did you mean ${near}?`;
  throw new UsageError(`no dataset ${written}${names.length === 0 ? ': the database has none' : hint}`);
}

async function tryFile(
  { storage }: App,
  { path, run }: { readonly path: string; readonly run: number },
  reduction: Reduction,
  paths: TryPaths,
): Promise<RunResult> {
  try {
    const file = await openDqmFile(await storage.open(path));
    try {
      await file.prefetch(Object.values(paths));
      const readings: Partial<Record<InputName, Reading>> = {};
      for (const [input, mePath] of Object.entries(paths)) readings[input as InputName] = await file.read(mePath);
      return { run, ...reduce(reduction, readings, file.run) };
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof FileNotFoundError || error instanceof CorruptFileError || isInputError(error))
      return { run, result: { unreadable: error.message }, entries: null };
    throw error;
  }
}

function formatResult(run: number, result: RunResult['result'], entries: number | null): string {
  if ('unreadable' in result) return formatRow([run, `file not read: ${result.unreadable}`]);
  if (isFailure(result)) return formatRow([run, `${result.failure}: ${result.reason}`]);
  return formatRow([run, result.value, describeError(result.errorLow, result.errorHigh), entries ?? '']);
}

/** Columns of equal widths, so that each line can be printed when it is known. */
function formatRow(cells: readonly (string | number)[]): string {
  const widths = [9, 22, 22];
  return cells
    .map((cell, index) => String(cell).padEnd(widths[index] ?? 0))
    .join(' ')
    .trimEnd();
}
