/** The part of reading files for display that runs in a thread: it opens a file and returns its folders, or MEs in the JSON that jsroot draws. */
import { workerData } from 'node:worker_threads';
import type { InputName, Result } from '../../metrics/metric.ts';
import { entriesOf, reduce, type Reduction } from '../reduce/reduce.ts';
import { type Slice, type SliceAxis, sliceOf, type SliceProblem } from './slice.ts';
import { type ReducedConfig, reduceConfigs, type ReduceRequest } from './reduce-configs.ts';
import { prepareWritten, type WrittenMetric } from './written-metric.ts';
import { openStorage } from '../storage/open-storage.ts';
import { type FileStat, isInputError, type StorageAccess } from '../storage/storage.ts';
import type { DqmFile, ListedElement, Reading, RootJsonReading } from '../read/dqm-file.ts';
import { openDqmFile } from '../read/open.ts';
import { parseExpression } from '../plan/expression.ts';
import { PluginFolderError } from '../plugins/plugin-folder.ts';
import { loadPlugins, type Plugins } from '../plugins/plugins.ts';
import { CorruptFileError, FileNotFoundError } from '../storage/errors.ts';
import { enableSourceMaps } from '../app/source-maps.ts';
import { lowerThreadPriority } from '../app/thread-priority.ts';
import { toArrays } from './arrays.ts';
import { type CountedFolder, countedFolder } from './counted-folder.ts';
import { compareReadings, type Compared } from './comparison/compared.ts';
import { limitedReading, type SumsAnswer, sumsCompared, type SumsTask } from './comparison/sums.ts';
import { computeCurve, type CurveProblem, type SampledCurve } from './curve.ts';

/** What a thread is started with. */
export interface HistogramThreadData {
  readonly storage: StorageAccess;
  /** Folders of plugins. */
  readonly metricFolders: readonly string[];
  /** Whether everything else has precedence. */
  readonly inBackground: boolean;
}

/** A metric whose curve is computed from the MEs of a request. */
export interface CurveRequest {
  /** Expression of the metric in the config. */
  readonly metric: string;
  /** The inputs that the MEs are, in the order of the request. */
  readonly inputs: readonly InputName[];
}

/** ROOT's own JSON, or that of plain lists. */
export type HistogramForm = 'root' | 'arrays';

/** MEs to read of one file. */
export interface HistogramTask extends FileTask {
  /** For each ME the paths to try, in order. */
  readonly mePaths: readonly (readonly string[])[];
  /** Path of an ME that the file does not have: similar ones are found. */
  readonly similarTo?: string;
  readonly curve?: CurveRequest;
  /** The JSON of MEs: ROOT's, or as of `toArrays`. */
  readonly form: HistogramForm;
  /** An ME larger than this is not read. */
  readonly maxBytes: number;
}

/** What was read of a file, or why nothing was. */
export type FileAnswer<T> =
  | ({
      readonly outcome: 'read';
      /** The version that was read; undefined of an answer that was stored. */
      readonly file?: FileStat;
    } & T)
  | { readonly outcome: 'missing' }
  | { readonly outcome: 'failed'; readonly reason: string };

/** For each ME its JSON or failure, with the path that was found or tried last; the similar MEs, and the curve if the metric fits one. */
export type FileHistograms = FileAnswer<{
  readonly histograms: readonly (RootJsonReading & { readonly path: string })[];
  readonly similar?: readonly string[];
  readonly curve?: SampledCurve | CurveProblem;
}>;

/** A file whose folders are read. */
export interface FileTask {
  /** Path of the file, relative to EOS_ROOT. */
  readonly path: string;
  /** The run in the file's name. */
  readonly run: number;
}

export interface FolderTask extends FileTask {
  /** `Subsystem/Folder`; empty for the list of subsystems. */
  readonly folder: string;
}

export interface ElementTask extends FileTask {
  /** Path of an ME. */
  readonly element: string;
}

export interface SliceTask extends FileTask {
  /** Paths of the ME to try, in order. */
  readonly mePaths: readonly string[];
  readonly along: SliceAxis;
  /** A metric as it is written in a config, of which the ME is the main input. */
  readonly metric?: WrittenMetric | undefined;
}

/** An ME of a run along one axis, or why there is none; with the result of a metric, if one was given. */
export type SliceAnswer = FileAnswer<{
  readonly slice: Slice | SliceProblem;
  readonly entries: number | null;
  readonly result?: Result;
}>;

/** Configs that are reduced for a file. */
export type ReduceTask = FileTask & ReduceRequest;
/** For each config its result. */
export type ReducedAnswer = FileAnswer<{ readonly configs: readonly ReducedConfig[] }>;

/** MEs that are read as values. */
export interface ElementsTask extends FileTask {
  /** For each ME the paths to try, in order. */
  readonly mePaths: readonly (readonly string[])[];
  /** An ME that takes more is not returned. */
  readonly maxBytes: number;
}

/** MEs as values, or why there are none, in the order of the request. */
export type ElementsAnswer = FileAnswer<{ readonly readings: readonly Reading[] }>;

/** The MEs of a run, and those of another one that they are compared with. */
export interface ComparisonTask extends ElementsTask {
  readonly reference: Pick<ElementsTask, 'path' | 'run' | 'mePaths'>;
}

/** Comparisons of MEs of two runs, in the order of the request. */
export type ComparisonAnswer = FileAnswer<{ readonly comparisons: readonly Compared[] }>;

/** Contents of a folder; null if the file does not have it. */
export type FolderAnswer = FileAnswer<{ readonly folder: CountedFolder | null }>;
/** All MEs of a file. */
export type ListAnswer = FileAnswer<{ readonly elements: readonly ListedElement[] }>;
/** Whether the file has an ME. */
export type PresenceAnswer = FileAnswer<{ readonly isPresent: boolean }>;

/** The code of a metric is not that of the request any more. */
class MetricChangedError extends Error {
  override name = 'MetricChangedError';
}

enableSourceMaps();
const { storage: access, metricFolders, inBackground } = workerData as HistogramThreadData;
if (inBackground) lowerThreadPriority();
const storage = await openStorage(access);
let plugins: Plugins | undefined = inBackground ? await loadEarly() : undefined;

/** Loads metrics before a request needs them. A folder that cannot be read is reported to the request. */
async function loadEarly(): Promise<Plugins | undefined> {
  try {
    return await loadPlugins(metricFolders);
  } catch (error) {
    if (error instanceof PluginFolderError) return undefined;
    throw error;
  }
}

/** Reads MEs: the default task of the thread pool. Throws only what is not the file's fault, as do the other tasks. */
export default function readHistograms({
  mePaths,
  similarTo,
  curve: curveRequest,
  form,
  maxBytes,
  ...task
}: HistogramTask): Promise<FileHistograms> {
  return withFile(task, async (file) => {
    const histograms = [];
    for (const paths of mePaths) {
      let reading: RootJsonReading & { path: string } = {
        path: '',
        failure: 'MISSING_HISTOGRAM',
        reason: 'no path in the config',
      };
      for (const path of paths) {
        reading = { path, ...(await file.readRootJson(path, maxBytes)) };
        if (!('failure' in reading) || reading.failure !== 'MISSING_HISTOGRAM') break;
      }
      histograms.push(form === 'arrays' ? await inArrays(file, reading) : reading);
    }
    const similar = similarTo === undefined ? undefined : await file.similar(similarTo);
    const curve = curveRequest && (await readCurve(file, curveRequest, histograms));
    return { histograms, ...(similar && { similar }), ...(curve && { curve }) };
  });
}

/** Reads a folder, `Subsystem/Folder`, with the numbers of entries of its MEs. */
export function readFolder({ folder, ...task }: FolderTask): Promise<FolderAnswer> {
  return withFile(task, async (file) => ({ folder: (await countedFolder(file, folder)) ?? null }));
}

/** Lists all MEs. */
export function listElements(task: FileTask): Promise<ListAnswer> {
  return withFile(task, async (file) => ({ elements: await file.list() }));
}

/** Looks for an ME; reads only folders. */
export function findElement({ element, ...task }: ElementTask): Promise<PresenceAnswer> {
  return withFile(task, async (file) => ({ isPresent: await file.has(element) }));
}

/** Reads an ME of a run along one axis, and the value of a metric of it. */
export function readSlice({ mePaths, along, metric, ...task }: SliceTask): Promise<SliceAnswer> {
  return withFile(task, async (file) => {
    const reading = await firstReading(file, mePaths);
    if ('failure' in reading) return { slice: reading, entries: null };
    const slice = sliceOf(reading.element, along);
    const entries = entriesOf(reading.element);
    if (metric === undefined) return { slice, entries };
    return { slice, entries, result: await trial(metric, { main: reading }, file.run) };
  });
}

/** Reduces configs as an extraction does. Their metrics exist and accept the parameters. Fails where one has another version. */
export function reduceFile({ path, run, ...request }: ReduceTask): Promise<ReducedAnswer> {
  return withFile({ path, run }, async (file) => {
    const isOther = ([name, version]: [string, string]): boolean => plugins?.metrics.get(name)?.version !== version;
    const versions = Object.entries(request.versions);
    if (!plugins || versions.some(isOther)) plugins = await loadPlugins(metricFolders);
    const [changed] = versions.find(isOther) ?? [];
    if (changed !== undefined) throw new MetricChangedError(`${changed} has changed: try again`);
    return { configs: await reduceConfigs(file, storage, request, plugins.metrics) };
  });
}

/** Reads MEs as values. */
export function readElements({ mePaths, maxBytes, ...task }: ElementsTask): Promise<ElementsAnswer> {
  return withFile(task, async (file) => {
    const readings: Reading[] = [];
    for (const paths of mePaths) readings.push(limitedReading(await firstReading(file, paths), maxBytes));
    return { readings };
  });
}

/** Reads MEs of two files, and compares them. */
export async function compareRuns({ reference, ...task }: ComparisonTask): Promise<ComparisonAnswer> {
  const [own, other] = [await readElements(task), await readElements({ ...task, ...reference })];
  if (own.outcome !== 'read') return own;
  if (other.outcome === 'missing')
    return { outcome: 'failed', reason: `the file of run ${reference.run} is no longer there` };
  if (other.outcome !== 'read') return other;
  return {
    outcome: 'read',
    comparisons: own.readings.map((each, index) => compareReadings(each, other.readings[index])),
  };
}

/** Compares two sums of runs, and computes a metric of each. */
export async function compareSums({ metric, threshold, a, b }: SumsTask): Promise<SumsAnswer> {
  const reduction = await writtenReduction(metric, threshold);
  return { outcome: 'read', ...sumsCompared(reduction, a, b) };
}

/** The first ME that the file has; of the last path, if it has none. */
async function firstReading(file: DqmFile, paths: readonly string[]): Promise<Reading> {
  let reading: Reading = { failure: 'MISSING_HISTOGRAM', reason: 'no path' };
  for (const path of paths) {
    reading = await file.read(path);
    if (!('failure' in reading) || reading.failure !== 'MISSING_HISTOGRAM') break;
  }
  return reading;
}

/** The result of a metric, which exists and accepts its parameters. Throws a MetricChangedError. */
async function trial(
  metric: WrittenMetric,
  readings: Partial<Record<InputName, Reading>>,
  run: number,
): Promise<Result> {
  return reduce(await writtenReduction(metric), readings, run).result;
}

async function writtenReduction({ written, version }: WrittenMetric, threshold?: number): Promise<Reduction> {
  const { module, name } = parseExpression(written);
  const versionOf = (loaded: Plugins) => loaded.metrics.get(`${module}.${name}`)?.version;
  if (!plugins || versionOf(plugins) !== version) plugins = await loadPlugins(metricFolders);
  const { metrics } = plugins;
  if (versionOf(plugins) !== version) throw new MetricChangedError(`${module}.${name} has changed: try again`);
  return prepareWritten(written, (name) => metrics.get(name)?.metric, threshold);
}

async function withFile<T>({ path, run }: FileTask, use: (file: DqmFile) => Promise<T>): Promise<FileAnswer<T>> {
  try {
    const source = await storage.open(path);
    const { size, modifiedAt } = source;
    const file = await openDqmFile(source);
    try {
      if (file.run !== run)
        return { outcome: 'failed', reason: `the file name says run ${run}, its content run ${file.run}` };
      return { outcome: 'read', file: { size, modifiedAt }, ...(await use(file)) };
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof FileNotFoundError) return missingOrUnavailable();
    if (error instanceof CorruptFileError || error instanceof MetricChangedError || isInputError(error))
      return { outcome: 'failed', reason: error.message };
    throw error;
  }
}

/** The same ME in plain lists. */
async function inArrays(
  file: DqmFile,
  reading: RootJsonReading & { readonly path: string },
): Promise<RootJsonReading & { readonly path: string }> {
  if ('failure' in reading) return reading;
  const read = await file.read(reading.path);
  if ('failure' in read) return { path: reading.path, ...read };
  const object = JSON.stringify(toArrays(read.element));
  return { path: reading.path, className: reading.className, bytes: object.length, object };
}

/** Computes the curve of a metric from MEs that were read for display. */
async function readCurve(
  file: DqmFile,
  { metric, inputs }: CurveRequest,
  histograms: readonly (RootJsonReading & { readonly path: string })[],
): Promise<SampledCurve | CurveProblem | undefined> {
  const main = histograms[inputs.indexOf('main')];
  if (!main || !('object' in main)) return undefined;
  const readings: Partial<Record<InputName, Reading>> = {};
  for (const [index, input] of inputs.entries()) {
    const { path = '' } = histograms[index] ?? {};
    readings[input] = await file.read(path);
  }
  try {
    plugins ??= await loadPlugins(metricFolders);
  } catch (error) {
    if (error instanceof PluginFolderError) return { problem: error.message };
    throw error;
  }
  const { metrics } = plugins;
  return computeCurve(metric, (name) => metrics.get(name)?.metric, readings, file.run);
}

/** A file that is not found is missing, unless the whole tree is unavailable. */
async function missingOrUnavailable(): Promise<{ outcome: 'missing' } | { outcome: 'failed'; reason: string }> {
  const entries = await storage.list('').catch((error: unknown) => {
    if (isInputError(error)) return [];
    throw error;
  });
  if (entries.length > 0) return { outcome: 'missing' };
  return { outcome: 'failed', reason: `EOS_ROOT ${storage.root} is unavailable or empty` };
}
