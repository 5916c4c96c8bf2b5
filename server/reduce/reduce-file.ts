/** Reduces configs of a file: reads the MEs of their inputs, of reference runs too, from files that are opened once. */
import { type InputName, inputNames } from '../../metrics/metric.ts';
import type { PlannedConfig } from '../plan/plan.ts';
import type { DqmFile, Reading } from '../read/dqm-file.ts';
import { CorruptFileError, FileNotFoundError } from '../storage/errors.ts';
import { type DqmStorage, isInputError, type StorageFile } from '../storage/storage.ts';
import { reduce, type Reduced, type Reduction } from './reduce.ts';

/** A file whose configs are reduced. */
export interface ReducedFile {
  readonly run: number;
  /** Paths of files of the same dataset by run, for configs with a `referenceRun`. */
  readonly references: Readonly<Record<number, string>>;
}

/** What was read for the inputs of a config. */
export type Readings = Readonly<Partial<Record<InputName, Reading>>>;

/** Reads the inputs that the metric of a config has: those that the config names, or the reference run's. */
export async function readInputs(
  { config, metric }: Reduction,
  file: DqmFile,
  task: ReducedFile,
  open: OpenFiles,
): Promise<Readings> {
  const readings: Partial<Record<InputName, Reading>> = {};
  for (const name of inputNames) {
    if (metric.inputs[name] === undefined) continue;
    if (name === 'reference' && config.referenceRun !== undefined) {
      readings.reference = await readReference(config, config.referenceRun, task, open);
    } else {
      const paths = config.paths[name];
      if (paths) readings[name] = await open.read(file, paths);
    }
  }
  return readings;
}

/** Whether the file has the main ME of a config; where it does not, the config has no point. */
export function isPresent({ main }: Readings): boolean {
  return !main || !('failure' in main) || main.failure !== 'MISSING_HISTOGRAM';
}

/** The result of a config; undefined where it has no point. */
export function reduceReadings(reduction: Reduction, readings: Readings, run: number): Reduced | undefined {
  if (!isPresent(readings)) return undefined;
  const { result, entries } = reduce(reduction, readings, run);
  return { result, entries };
}

/** The ME of the reference run, at the path of `reference` where the config has one, at that of the main ME otherwise. */
async function readReference(
  config: PlannedConfig,
  run: number,
  { references }: ReducedFile,
  open: OpenFiles,
): Promise<Reading> {
  const path = references[run];
  if (path === undefined) {
    return { failure: 'MISSING_HISTOGRAM', reason: `reference run ${run} has no extracted file in this dataset` };
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

/** Open files, each with the MEs that were read from it, since several configs share an ME. */
export class OpenFiles {
  private readonly storage: Pick<DqmStorage, 'open'>;
  private readonly openDqmFile: (source: StorageFile) => Promise<DqmFile>;
  private readonly sources = new Map<string, Promise<StorageFile>>();
  private readonly files = new Map<string, Promise<DqmFile>>();
  private readonly readings = new Map<DqmFile, Map<string, Promise<Reading>>>();

  constructor(storage: Pick<DqmStorage, 'open'>, openDqmFile: (source: StorageFile) => Promise<DqmFile>) {
    this.storage = storage;
    this.openDqmFile = openDqmFile;
  }

  source(path: string): Promise<StorageFile> {
    let source = this.sources.get(path);
    if (!source) this.sources.set(path, (source = this.storage.open(path)));
    return source;
  }

  file(path: string): Promise<DqmFile> {
    let file = this.files.get(path);
    if (!file) {
      file = this.source(path).then(this.openDqmFile);
      this.files.set(path, file);
    }
    return file;
  }

  /** Reads the first of the paths that is in the file; returns the failure of the last one where none is. */
  async read(file: DqmFile, paths: readonly string[]): Promise<Reading> {
    let reading: Reading = { failure: 'MISSING_HISTOGRAM', reason: 'no path in the config' };
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
      // One that could not be opened has failed already.
      const opened = await file.catch(() => undefined);
      await opened?.close();
    }
  }
}
