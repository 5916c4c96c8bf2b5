import { type InputName, inputNames } from '../../../metrics/metric.ts';
import type { Reading } from '../../read/dqm-file.ts';
import type { ElementRuns } from '../element-runs.ts';
import type { ElementsRequest, FileRequest, HistogramReader } from '../histogram-reader.ts';
import type { ElementsAnswer } from '../histogram.thread.ts';
import { addRun, type ComparedSums, type SummedInputs } from './sums.ts';
import type { WrittenMetric } from '../written-metric.ts';

/** What is summed: the inputs of a config's metric. */
export interface SummedConfig {
  readonly name: string;
  readonly metric: WrittenMetric;
  readonly threshold?: number;
  /** Paths of each input to try, in order. */
  readonly paths: Readonly<Partial<Record<InputName, readonly string[]>>>;
  /** A run of which the reference is, instead of the sum. */
  readonly reference?: FileRequest;
}

/** Two sets of runs. A run may be in both. */
export interface RunSets {
  readonly a: ReadonlySet<number>;
  readonly b: ReadonlySet<number>;
}

/** Runs that are not in the sums of a config, for the same reason. */
export interface LeftOut {
  readonly reason: string;
  readonly runs: number[];
}

/** The sums of a config. */
export interface ConfigSums {
  readonly name: string;
  /** The runs of each sum, in ascending order. */
  readonly runs: { readonly a: readonly number[]; readonly b: readonly number[] };
  readonly leftOut: readonly LeftOut[];
  /** Undefined where one of the sums has no run. */
  readonly compared?: ComparedSums;
  /** Why there is no comparison. */
  readonly problem?: string;
}

/** How far reading is; the last one has the sums. */
export interface SumsProgress {
  /** Of which the result is known now. */
  readonly run: number;
  readonly done: number;
  readonly total: number;
  readonly sums?: readonly ConfigSums[];
}

/** Size of an ME, uncompressed. */
const maxBytes = 4 * 1024 * 1024;
/** Files that may be read before those with lower runs are added: they are held in memory. */
const maxAhead = 8;

/**
 * Sums MEs of two sets of runs, in the order of the runs, as their files are read, and compares the sums. Yields after each file, and
 * the sums at the end. Ends early when the caller returns. Throws an ElementRunsError.
 */
export async function* sumElements(
  reader: Pick<HistogramReader, 'readElements' | 'compareSums'>,
  elementRuns: Pick<ElementRuns, 'readEach'>,
  files: readonly FileRequest[],
  configs: readonly SummedConfig[],
  sets: RunSets,
  address: string,
): AsyncGenerator<SumsProgress> {
  const ordered = [...files].sort((one, other) => one.run - other.run);
  const totals = configs.map((config) => new SumsOfConfig(config, sets));
  const request: ElementsRequest = {
    mePaths: totals.flatMap(({ inputs }) => inputs.map(([, paths]) => paths)),
    maxBytes,
  };
  const indices = new Map(ordered.map(({ run }, index) => [run, index]));
  const read = new Map<
    number,
    Readonly<ElementsAnswer> | { readonly outcome: 'busy' | 'timedOut'; readonly reason: string }
  >();
  const waiting = new Map<number, () => void>();
  let [next, last] = [0, 0];
  const reading = {
    key: ['elements', request],
    read: async (file: FileRequest) => {
      const index = indices.get(file.run) ?? 0;
      if (index >= next + maxAhead) await new Promise<void>((resolve) => waiting.set(index, resolve));
      return reader.readElements(file, request);
    },
    isFact: () => false,
  };
  for await (const { run, answer, done, total } of elementRuns.readEach(ordered, reading, address)) {
    read.set(run, answer);
    for (let file = ordered[next]; file && read.has(file.run); file = ordered[next]) {
      const answer = read.get(file.run);
      read.delete(file.run);
      next += 1;
      let offset = 0;
      for (const sums of totals) {
        if (answer?.outcome === 'read') sums.add(file.run, answer.readings.slice(offset, offset + sums.inputs.length));
        else
          sums.leaveOut(
            file.run,
            answer?.outcome === 'missing' ? 'the file is no longer there' : (answer?.reason ?? ''),
          );
        offset += sums.inputs.length;
      }
      waiting.get(next + maxAhead - 1)?.();
    }
    last = run;
    if (done < total) yield { run, done, total };
  }
  const sums: ConfigSums[] = [];
  for (const each of totals) sums.push(await each.compare(reader, request));
  yield { run: last, done: files.length, total: files.length, sums };
}

/** The sums of one config while files are read. */
class SumsOfConfig {
  readonly inputs: readonly (readonly [InputName, readonly string[]])[];
  private readonly config: SummedConfig;
  private readonly sets: RunSets;
  private sums: { a: SummedInputs; b: SummedInputs } = { a: {}, b: {} };
  private readonly runs: { readonly a: number[]; readonly b: number[] } = { a: [], b: [] };
  private readonly leftOut = new Map<string, number[]>();

  constructor(config: SummedConfig, sets: RunSets) {
    this.config = config;
    this.sets = sets;
    this.inputs = inputNames.flatMap((name) => {
      const paths = config.paths[name];
      return paths && !(name === 'reference' && config.reference) ? [[name, paths] as const] : [];
    });
  }

  /** Adds the inputs of a run to the sums of its sets. */
  add(run: number, readings: readonly Reading[]): void {
    const inputs = Object.fromEntries(this.inputs.map(([name], index) => [name, readings[index]])) as Partial<
      Record<InputName, Reading>
    >;
    for (const set of ['a', 'b'] as const) {
      if (!this.sets[set].has(run)) continue;
      const added = addRun(this.sums[set], inputs);
      if ('reason' in added) {
        this.leaveOut(run, added.reason);
        continue;
      }
      this.sums[set] = added.sums;
      this.runs[set].push(run);
    }
  }

  leaveOut(run: number, reason: string): void {
    const runs = this.leftOut.get(reason) ?? [];
    if (runs.at(-1) !== run) runs.push(run);
    this.leftOut.set(reason, runs);
  }

  async compare(reader: Pick<HistogramReader, 'readElements' | 'compareSums'>, request: object): Promise<ConfigSums> {
    const { name, metric, threshold, reference, paths } = this.config;
    const { a, b } = this.runs;
    const leftOut = [...this.leftOut].map(([reason, runs]) => ({ reason, runs }));
    const found = { name, runs: this.runs, leftOut };
    const [lastA, lastB] = [a.at(-1), b.at(-1)];
    if (lastA === undefined || lastB === undefined)
      return { ...found, problem: `${lastA === undefined ? 'A' : 'B'} has no run whose ME could be summed` };
    let own: Partial<Record<InputName, Reading>> = {};
    if (reference) {
      const answer = await reader.readElements(reference, { mePaths: [paths.reference ?? paths.main ?? []], maxBytes });
      const [reading] = answer.outcome === 'read' ? answer.readings : [];
      own = { reference: reading ?? { failure: 'UNREADABLE', reason: `run ${reference.run} could not be read` } };
    }
    const readings = (sums: SummedInputs) => ({ ...toReadings(sums), ...own });
    const answer = await reader.compareSums(
      {
        metric,
        ...(threshold === undefined ? {} : { threshold }),
        a: { readings: readings(this.sums.a), run: lastA },
        b: { readings: readings(this.sums.b), run: lastB },
      },
      request,
    );
    return answer.outcome === 'read' ? { ...found, compared: answer } : { ...found, problem: answer.reason };
  }
}

function toReadings(sums: SummedInputs): Partial<Record<InputName, Reading>> {
  return Object.fromEntries(Object.entries(sums).map(([name, element]) => [name, { element }]));
}
