/**
 * The half of an extraction that runs in a worker thread: one file is opened once, what the plan needs of it is read, and every
 * config is reduced. Nothing here knows the database; server/extract/extractor.ts stores what comes out.
 */
import { workerData } from 'node:worker_threads';
import { failure, inputNames, type InputName } from '../../metrics/metric.ts';
import { openStorage } from '../storage/open-storage.ts';
import { type StorageAccess, type StorageFile, isInputError } from '../storage/storage.ts';
import type { PlannedConfig } from '../plan/plan.ts';
import { loadPlugins } from '../plugins/plugins.ts';
import type { DqmFile, Reading } from '../read/dqm-file.ts';
import { openDqmFile } from '../read/open.ts';
import { CorruptFileError, FileNotFoundError } from '../storage/errors.ts';
import { prepareReduction, reduce, type Reduced, type Reduction } from '../reduce/reduce.ts';
import { enableSourceMaps } from '../app/source-maps.ts';

/** What a worker thread is started with. */
export interface WorkerPlan {
  readonly configs: readonly PlannedConfig[];
  /** Folders of drop-in metrics. */
  readonly metricFolders: readonly string[];
  readonly storage: StorageAccess;
}

/** One file to read. Paths are below EOS_ROOT. */
export interface Job {
  readonly path: string;
  /** The run that the file's name says. */
  readonly run: number;
  /** Which configs of the plan; all of them without it. */
  readonly configIds?: readonly number[];
  /** Files of the same dataset by run: where configs with a `referenceRun` find their reference. */
  readonly references: Readonly<Record<number, string>>;
  /** Configs whose metric ended a thread on this file, and how: it is not run. */
  readonly barred: Readonly<Record<number, string>>;
  /** Two numbers, told as the work goes on: the config whose metric runs (0: none), and whether the file was begun. */
  readonly watch: Int32Array;
}

export interface ComputedPoint extends Reduced {
  readonly configId: number;
  readonly revision: number;
}

/** What a file gave. A file that failed or vanished gives no points at all. */
export type Extracted =
  | {
      readonly outcome: 'extracted';
      readonly size: number;
      readonly modifiedAt: Date;
      readonly points: readonly ComputedPoint[];
      /** Configs whose main ME the file has not. */
      readonly missing: readonly number[];
      readonly bytesRead: number;
    }
  | {
      readonly outcome: 'failed';
      readonly reason: string;
      readonly size: number;
      readonly modifiedAt: Date;
      /** Whether the storage gave no bytes; its bytes are no good otherwise. */
      readonly ofInput: boolean;
    }
  | { readonly outcome: 'vanished' };

enableSourceMaps();
const { configs, metricFolders, storage: access } = workerData as WorkerPlan;
const storage = await openStorage(access);
const reductions = prepareAll();

async function prepareAll(): Promise<readonly Reduction[]> {
  const { metrics } = await loadPlugins(metricFolders);
  return configs.map((config) =>
    prepareReduction(config, ({ module, name }) => metrics.get(`${module}.${name}`)?.metric),
  );
}

/** Reads a file and reduces it; the worker pool's task. Throws only what is no fault of the file. */
export default async function extractFile(job: Job): Promise<Extracted> {
  const wanted = job.configIds && new Set(job.configIds);
  const chosen = (await reductions).filter(({ config }) => !wanted || wanted.has(config.configId));
  Atomics.store(job.watch, 1, 1);
  let was = { size: 0, modifiedAt: new Date(0) };
  const open = new OpenFiles();
  try {
    const { size, modifiedAt } = await open.source(job.path);
    was = { size, modifiedAt };
    const file = await open.file(job.path);
    if (file.run !== job.run) {
      const reason = `its name says run ${job.run}, but inside is run ${file.run}`;
      return { outcome: 'failed', reason, ...was, ofInput: false };
    }
    await file.prefetch(chosen.flatMap(({ config }) => Object.values(config.paths).flat()));
    const points: ComputedPoint[] = [];
    const missing: number[] = [];
    for (const reduction of chosen) {
      const point = await reduceConfig(reduction, file, job, open);
      if (point === undefined) missing.push(reduction.config.configId);
      else points.push(point);
    }
    if (await file.changed()) {
      const reason = 'it changed while it was read: is it still being copied?';
      return { outcome: 'failed', reason, ...was, ofInput: false };
    }
    return { outcome: 'extracted', ...was, points, missing, bytesRead: file.bytesRead };
  } catch (error) {
    if (error instanceof FileNotFoundError) return { outcome: 'vanished' };
    if (error instanceof CorruptFileError || isInputError(error))
      return { outcome: 'failed', reason: error.message, ...was, ofInput: !(error instanceof CorruptFileError) };
    throw error;
  } finally {
    await open.close();
  }
}

/** A config's point; undefined where the file has not its main ME. */
async function reduceConfig(
  reduction: Reduction,
  file: DqmFile,
  job: Job,
  open: OpenFiles,
): Promise<ComputedPoint | undefined> {
  const { config, metric } = reduction;
  const readings: Partial<Record<InputName, Reading>> = {};
  for (const name of inputNames) {
    if (metric.inputs[name] === undefined) continue;
    if (name === 'reference' && config.referenceRun !== undefined) {
      readings.reference = await readReference(config, config.referenceRun, job, open);
    } else {
      const paths = config.paths[name];
      if (paths) readings[name] = await open.read(file, paths);
    }
  }
  const { main } = readings;
  if (main && 'failure' in main && main.failure === 'MISSING_HISTOGRAM') return undefined;
  const { configId, revision } = config;
  const barred = job.barred[configId];
  if (barred !== undefined) return { configId, revision, result: failure('METRIC_THREW', barred), entries: null };
  Atomics.store(job.watch, 0, configId);
  try {
    return { configId, revision, ...reduce(reduction, readings, job.run) };
  } finally {
    Atomics.store(job.watch, 0, 0);
  }
}

/** The ME of the reference run: the path of `reference` where the config has one, else that of the main ME. */
async function readReference(config: PlannedConfig, run: number, job: Job, open: OpenFiles): Promise<Reading> {
  const path = job.references[run];
  if (path === undefined) {
    return { failure: 'MISSING_HISTOGRAM', reason: `no file of the reference run ${run} in this dataset was read yet` };
  }
  try {
    return await open.read(await open.file(path), config.paths.reference ?? config.paths.main);
  } catch (error) {
    if (error instanceof FileNotFoundError || error instanceof CorruptFileError || isInputError(error)) {
      return { failure: 'UNREADABLE', reason: `reference run ${run}: ${error.message}` };
    }
    throw error;
  }
}

/** The files that an extraction has open, each with the MEs that were read from it: several configs share an ME. */
class OpenFiles {
  private readonly sources = new Map<string, Promise<StorageFile>>();
  private readonly files = new Map<string, Promise<DqmFile>>();
  private readonly readings = new Map<DqmFile, Map<string, Promise<Reading>>>();

  source(path: string): Promise<StorageFile> {
    let source = this.sources.get(path);
    if (!source) this.sources.set(path, (source = storage.open(path)));
    return source;
  }

  file(path: string): Promise<DqmFile> {
    let file = this.files.get(path);
    if (!file) {
      file = this.source(path).then(openDqmFile);
      this.files.set(path, file);
    }
    return file;
  }

  /** The first of the paths that the file has; the last one's failure where it has none. */
  async read(file: DqmFile, paths: readonly string[]): Promise<Reading> {
    let reading: Reading = { failure: 'MISSING_HISTOGRAM', reason: 'no path is given' };
    for (const path of paths) {
      reading = await this.readOne(file, path);
      if (!('failure' in reading) || reading.failure !== 'MISSING_HISTOGRAM') return reading;
    }
    return reading;
  }

  private readOne(file: DqmFile, path: string): Promise<Reading> {
    let readings = this.readings.get(file);
    if (!readings) this.readings.set(file, (readings = new Map<string, Promise<Reading>>()));
    let reading = readings.get(path);
    if (!reading) readings.set(path, (reading = file.read(path)));
    return reading;
  }

  async close(): Promise<void> {
    for (const file of this.files.values()) {
      // A file that could not be opened has told so already, and has nothing to close.
      const opened = await file.catch(() => undefined);
      await opened?.close();
    }
  }
}
