/** Configs that are not stored, reduced for one file as an extraction reduces those of the plan. */
import { failure, type Result } from '../../metrics/metric.ts';
import type { PlannedConfig } from '../plan/plan.ts';
import type { LoadedMetric } from '../plugins/plugins.ts';
import type { DqmFile } from '../read/dqm-file.ts';
import { openDqmFile } from '../read/open.ts';
import { prepareReduction, type Reduction } from '../reduce/reduce.ts';
import { OpenFiles, readInputs, type Readings, reduceReadings } from '../reduce/reduce-file.ts';
import { CorruptFileError } from '../storage/errors.ts';
import type { DqmStorage } from '../storage/storage.ts';

/** Configs to reduce, and what their inputs need. */
export interface ReduceRequest {
  readonly configs: readonly PlannedConfig[];
  /** Paths of files of the same dataset by run, for configs with a `referenceRun`. */
  readonly references: Readonly<Record<number, string>>;
  /** Versions of the metrics by `module.Name`, which are loaded again where they are others. */
  readonly versions: Readonly<Record<string, string>>;
  /** Configs for whose missing MEs similar ones are found, at most. */
  readonly maxSimilar: number;
}

/** What a scan would store for a config. */
export interface ReducedConfig {
  /** The value, or why there is none. */
  readonly result: Result;
  /** Entries of the main ME; null if it has no such number, or is missing. */
  readonly entries: number | null;
  /** For each input that the file does not have its path, of several the last. */
  readonly missing: readonly string[];
  /** Paths of MEs of the file that resemble the first missing one. */
  readonly similar: readonly string[];
  /** Time that reading and reducing took; what configs share counts for the first of them. */
  readonly milliseconds: number;
}

/** Above this number of configs their MEs are read together, in the order of the file. */
const minPrefetched = 5;

/** Reduces configs of an open file. Throws a CorruptFileError if it changed meanwhile, and a ReductionError for a metric that does not exist. */
export async function reduceConfigs(
  file: DqmFile,
  storage: DqmStorage,
  { configs, references, maxSimilar }: ReduceRequest,
  metrics: ReadonlyMap<string, Pick<LoadedMetric, 'metric'>>,
): Promise<ReducedConfig[]> {
  const reductions = configs.map((config) =>
    prepareReduction(config, ({ module, name }) => metrics.get(`${module}.${name}`)?.metric),
  );
  if (configs.length >= minPrefetched) await file.prefetch(configs.flatMap(({ paths }) => Object.values(paths).flat()));
  const open = new OpenFiles(storage, openDqmFile);
  try {
    const reduced: ReducedConfig[] = [];
    let searches = maxSimilar;
    for (const reduction of reductions) {
      const startedAt = performance.now();
      const readings = await readInputs(reduction, file, { run: file.run, references }, open);
      const result = resultOf(reduction, readings, file.run);
      const milliseconds = performance.now() - startedAt;
      const missing = missingPaths(reduction, readings);
      const [first] = missing;
      const similar = first !== undefined && searches > 0 ? await similarPaths(file, first) : [];
      if (first !== undefined) searches -= 1;
      reduced.push({ ...result, missing, similar, milliseconds });
    }
    if (await file.changed()) throw new CorruptFileError('changed while it was read: it may still be being copied');
    return reduced;
  } finally {
    await open.close();
  }
}

function resultOf(reduction: Reduction, readings: Readings, run: number): Pick<ReducedConfig, 'result' | 'entries'> {
  const reduced = reduceReadings(reduction, readings, run);
  if (reduced) return reduced;
  const { main } = readings;
  const reason = main && 'failure' in main ? main.reason : 'the ME is not in the file';
  return { result: failure('MISSING_HISTOGRAM', reason), entries: null };
}

/** Paths of the MEs that resemble a missing one. */
async function similarPaths(file: DqmFile, path: string): Promise<string[]> {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  return (await file.similar(path)).map((found) => (found.includes('/') ? found : folder + found));
}

/** Paths of inputs that the file does not have; an ME of a reference run is not of this file. */
function missingPaths({ config }: Reduction, readings: Readings): string[] {
  return Object.entries(readings).flatMap(([input, reading]) => {
    if (!reading || !('failure' in reading) || reading.failure !== 'MISSING_HISTOGRAM') return [];
    if (input === 'reference' && config.referenceRun !== undefined) return [];
    return config.paths[input as keyof typeof config.paths]?.at(-1) ?? [];
  });
}
