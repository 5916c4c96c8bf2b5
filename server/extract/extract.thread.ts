/**
 * The part of an extraction that runs in a thread: it opens a file once, reads the MEs that the plan needs, and reduces every config. It does
 * not know the database: server/extract/extractor.ts stores the points.
 */
import { workerData } from 'node:worker_threads';
import { failure } from '../../metrics/metric.ts';
import { openStorage } from '../storage/open-storage.ts';
import { type StorageAccess, isInputError } from '../storage/storage.ts';
import type { PlannedConfig } from '../plan/plan.ts';
import { loadPlugins } from '../plugins/plugins.ts';
import type { DqmFile } from '../read/dqm-file.ts';
import { openDqmFile } from '../read/open.ts';
import { readSoftware, type Software, softwarePaths } from '../read/software.ts';
import { CorruptFileError, FileNotFoundError } from '../storage/errors.ts';
import { prepareReduction, type Reduced, type Reduction } from '../reduce/reduce.ts';
import { isPresent, OpenFiles, readInputs, reduceReadings } from '../reduce/reduce-file.ts';
import { enableSourceMaps } from '../app/source-maps.ts';

/** What a thread is started with. */
export interface ThreadPlan {
  readonly configs: readonly PlannedConfig[];
  /** Folders of plugins. */
  readonly metricFolders: readonly string[];
  readonly storage: StorageAccess;
}

/** One file to read. Paths are relative to EOS_ROOT. */
export interface FileTask {
  readonly path: string;
  /** The run in the file's name. */
  readonly run: number;
  /** Only these configs of the plan; absent: all. */
  readonly configIds?: readonly number[];
  /** Paths of files of the same dataset by run, for configs with a `referenceRun`. */
  readonly references: Readonly<Record<number, string>>;
  /** Configs whose metric is not run, with the reason: it crashed a thread on this file. */
  readonly excluded: Readonly<Record<number, string>>;
  /** Two numbers that the thread updates: the config whose metric is running (0: none), and 1 once the file was started. */
  readonly state: Int32Array;
}

export interface ComputedPoint extends Omit<Reduced, 'curve'> {
  readonly configId: number;
  readonly revision: number;
}

/** What was read of a file. A file that failed or is missing gives no points at all. */
export type Extracted =
  | {
      readonly outcome: 'extracted';
      readonly size: number;
      readonly modifiedAt: Date;
      readonly software: Software;
      readonly points: readonly ComputedPoint[];
      /** Configs whose main ME is not in the file. */
      readonly missing: readonly number[];
      /** Why the file gives no data although it is readable, e.g. that it has no MEs. */
      readonly warning?: string;
      readonly bytesRead: number;
    }
  | {
      readonly outcome: 'failed';
      readonly reason: string;
      readonly size: number;
      readonly modifiedAt: Date;
      /** Whether the storage could not be read; otherwise the file's content is corrupt. */
      readonly isInputError: boolean;
    }
  | { readonly outcome: 'missing' };

enableSourceMaps();
const { configs, metricFolders, storage: access } = workerData as ThreadPlan;
const storage = await openStorage(access);
const reductions = prepareAll();

async function prepareAll(): Promise<readonly Reduction[]> {
  const { metrics } = await loadPlugins(metricFolders);
  return configs.map((config) =>
    prepareReduction(config, ({ module, name }) => metrics.get(`${module}.${name}`)?.metric),
  );
}

/** Reads and reduces a file: the task of the thread pool. Throws only what is not the file's fault. */
export default async function extractFile(task: FileTask): Promise<Extracted> {
  const ids = task.configIds && new Set(task.configIds);
  const selected = (await reductions).filter(({ config }) => !ids || ids.has(config.configId));
  Atomics.store(task.state, 1, 1);
  let stat = { size: 0, modifiedAt: new Date(0) };
  const open = new OpenFiles(storage, openDqmFile);
  try {
    const { size, modifiedAt } = await open.source(task.path);
    stat = { size, modifiedAt };
    const file = await open.file(task.path);
    if (file.run !== task.run) {
      const reason = `the file name says run ${task.run}, its content run ${file.run}`;
      return { outcome: 'failed', reason, ...stat, isInputError: false };
    }
    await file.prefetch([...softwarePaths, ...selected.flatMap(({ config }) => Object.values(config.paths).flat())]);
    const software = await readSoftware(file);
    const points: ComputedPoint[] = [];
    const missing: number[] = [];
    for (const reduction of selected) {
      const point = await reduceConfig(reduction, file, task, open);
      if (point === undefined) missing.push(reduction.config.configId);
      else points.push(point);
    }
    if (await file.changed()) {
      const reason = 'changed while it was read: it may still be being copied';
      return { outcome: 'failed', reason, ...stat, isInputError: false };
    }
    const warning = await warningOf(file, points);
    return {
      outcome: 'extracted',
      ...stat,
      software,
      points,
      missing,
      bytesRead: file.bytesRead,
      ...(warning === undefined ? {} : { warning }),
    };
  } catch (error) {
    if (error instanceof FileNotFoundError) return { outcome: 'missing' };
    if (error instanceof CorruptFileError || isInputError(error))
      return { outcome: 'failed', reason: error.message, ...stat, isInputError: !(error instanceof CorruptFileError) };
    throw error;
  } finally {
    await open.close();
  }
}

/** Warns of a file without MEs, or whose MEs are all empty: a harvesting job may write one without an error. */
async function warningOf(file: DqmFile, points: readonly ComputedPoint[]): Promise<string | undefined> {
  if (points.length === 0) return (await file.list()).length === 0 ? 'the file contains no MEs' : undefined;
  const counted = points.filter(({ entries }) => entries !== null);
  const isEmpty = counted.length > 0 && counted.every(({ entries }) => entries === 0);
  return isEmpty ? `all ${counted.length} MEs that were read are empty` : undefined;
}

/** A config's point; undefined where its main ME is not in the file. */
async function reduceConfig(
  reduction: Reduction,
  file: DqmFile,
  task: FileTask,
  open: OpenFiles,
): Promise<ComputedPoint | undefined> {
  const { configId, revision } = reduction.config;
  const readings = await readInputs(reduction, file, task, open);
  const excluded = task.excluded[configId];
  if (excluded !== undefined && isPresent(readings))
    return { configId, revision, result: failure('METRIC_THREW', excluded), entries: null };
  Atomics.store(task.state, 0, configId);
  try {
    const reduced = reduceReadings(reduction, readings, task.run);
    return reduced && { configId, revision, ...reduced };
  } finally {
    Atomics.store(task.state, 0, 0);
  }
}
