/** The inputs of derived trends in runs. */
import { type Failure, failure, type FailureCode } from '../../../metrics/metric.ts';
import { datasetOf, type DatasetName, evaluate, type InputTrend } from '../../plan/formula/evaluate.ts';
import { maxNesting, referencesOf, type Term } from '../../plan/formula/formula.ts';
import { columnQuantities, type QuantityValues } from '../../names/run-quantities.ts';
import type { Value } from '../../../metrics/metric.ts';
import type { Execute } from '../columns/point-block.ts';
import type { DerivedConfig } from './derived-configs.ts';

/** A stored point, of an input or of a derived trend. */
export interface StoredPoint {
  readonly trendId: number;
  readonly value: number | null;
  readonly errorLow: number | null;
  readonly errorHigh: number | null;
  readonly entries: number | null;
  readonly failure: FailureCode | null;
  readonly reason: string | null;
  readonly revision: number;
  readonly fileId: number;
}

/** The file of a dataset in a run. */
export interface RunFile extends DatasetName {
  readonly id: number;
  readonly datasetId: number;
  readonly run: number;
  /** Configs whose ME is not in it. */
  readonly missing: readonly number[];
}

/** Whether a dataset has points of the inputs of its own in a run, or its file does not contain any of their MEs. */
export type Presence = 'point' | 'missing' | 'absent';

/** A derived value, with the smallest number of entries of its inputs. */
export interface Derived {
  readonly result: Value | Failure;
  readonly entries: number | null;
}

/** Points of inputs and of derived trends in some runs. */
export class RunInputs {
  readonly files: readonly RunFile[];
  private readonly configs: readonly DerivedConfig[];
  private readonly ids: ReadonlyMap<string, number>;
  private readonly derived: ReadonlyMap<string, DerivedConfig>;
  private readonly points: ReadonlyMap<string, StoredPoint>;
  private readonly quantities: ReadonlyMap<number, QuantityValues>;
  private readonly fileByDataset: ReadonlyMap<string, RunFile>;
  private readonly missing: ReadonlyMap<number, ReadonlySet<number>>;

  constructor(
    configs: readonly DerivedConfig[],
    ids: ReadonlyMap<string, number>,
    files: readonly RunFile[],
    points: ReadonlyMap<string, StoredPoint>,
    quantities: ReadonlyMap<number, QuantityValues>,
  ) {
    this.configs = configs;
    this.ids = ids;
    this.files = files;
    this.points = points;
    this.quantities = quantities;
    this.derived = new Map(configs.map((config) => [`${config.subsystem}/${config.name}`, config]));
    this.fileByDataset = new Map(files.map((file) => [`${file.run} ${nameOf(file)}`, file]));
    this.missing = new Map(files.map((file) => [file.id, new Set(file.missing)]));
  }

  /** The stored point of a config in a file's dataset and run. */
  pointOf(configId: number, { run, datasetId }: RunFile): StoredPoint | undefined {
    return this.points.get(pointKey(run, datasetId, configId));
  }

  /**
   * Whether a derived trend has a point in a file's dataset and run: where at least one of the inputs without a dataset has one. It has none in a
   * dataset that its expression names: there it would be compared with itself; `everywhere` has it there, too.
   */
  presenceOf(
    { subsystem, term }: Pick<DerivedConfig, 'subsystem' | 'term'>,
    file: RunFile,
    { everywhere = false, nesting = 0 }: { readonly everywhere?: boolean; readonly nesting?: number } = {},
  ): Presence {
    const references = referencesOf(term);
    if (
      !everywhere &&
      references.some((reference) => reference.processing !== null && isSame(datasetOf(reference, file), file))
    )
      return 'absent';
    const found = references.flatMap(({ name, processing }) => {
      if (processing !== null) return [];
      const inner = this.derived.get(`${subsystem}/${name}`);
      if (inner) return nesting < maxNesting ? this.presenceOf(inner, file, { everywhere, nesting: nesting + 1 }) : [];
      const id = this.ids.get(`${subsystem}/${name}`);
      if (id === undefined) return [];
      if (this.pointOf(id, file)) return 'point';
      return this.missing.get(file.id)?.has(id) ? 'missing' : [];
    });
    return (
      found.find((presence) => presence === 'point') ?? found.find((presence) => presence === 'missing') ?? 'absent'
    );
  }

  /** The value of a derived trend in a file's dataset and run. */
  evaluate(
    { subsystem, term, correlation }: Pick<DerivedConfig, 'subsystem' | 'term' | 'correlation'>,
    file: RunFile,
  ): Derived {
    let entries: number | null = null;
    const trend = (name: string, dataset: DatasetName): InputTrend => {
      const inner = this.derived.get(`${subsystem}/${name}`);
      if (inner) return { formula: inner.term };
      const { input, entries: own } = this.inputOf(subsystem, name, dataset, file.run);
      if (own !== null) entries = Math.min(entries ?? own, own);
      return input;
    };
    const quantities = this.quantities.get(file.run) ?? unknown;
    const result = evaluate(term, file, { trend, quantities }, correlation);
    return { result, entries };
  }

  /** The value of a config with a metric in a dataset and run, or why there is none. */
  private inputOf(
    subsystem: string,
    name: string,
    dataset: DatasetName,
    run: number,
  ): { input: Value | Failure; entries: number | null } {
    const none = (code: FailureCode, reason: string) => ({ input: failure(code, reason), entries: null });
    const id = this.ids.get(`${subsystem}/${name}`);
    if (id === undefined) return none('NO_DATA', 'there is no config of this name');
    const file = this.fileByDataset.get(`${run} ${nameOf(dataset)}`);
    if (file === undefined) return none('NO_DATA', `${nameOf(dataset)} has no file of the run`);
    const point = this.pointOf(id, file);
    if (point === undefined) {
      return this.missing.get(file.id)?.has(id)
        ? none('MISSING_HISTOGRAM', 'ME not found in the file')
        : none('NO_DATA', 'not computed for the run');
    }
    const { value, errorLow, errorHigh, entries } = point;
    const input =
      value === null
        ? failure(point.failure ?? 'NO_DATA', point.reason ?? '')
        : { value, errorLow: errorLow ?? 0, errorHigh: errorHigh ?? 0 };
    return { input, entries };
  }

  /** The value of a config of any kind in a dataset and run, or why there is none. */
  resultOf(subsystem: string, name: string, dataset: DatasetName, run: number): Value | Failure {
    const inner = this.derived.get(`${subsystem}/${name}`);
    if (!inner) return this.inputOf(subsystem, name, dataset, run).input;
    const file = this.fileByDataset.get(`${run} ${nameOf(dataset)}`);
    return file ? this.evaluate(inner, file).result : failure('NO_DATA', `${nameOf(dataset)} has no file of the run`);
  }

  /** A quantity of a run; null where it is not known. */
  quantityOf(run: number, name: string): number | null {
    return this.quantities.get(run)?.[name] ?? null;
  }

  /** The ids of the derived configs. */
  get derivedIds(): ReadonlySet<number> {
    return new Set(this.configs.map(({ id }) => id));
  }
}

const unknown: QuantityValues = {};

/** Reads the inputs of derived configs, and of more expressions of a subsystem, in some runs. */
export async function readRunInputs(
  execute: Execute,
  configs: readonly DerivedConfig[],
  runs: readonly number[],
  more: readonly { readonly subsystem: string; readonly term: Term }[] = [],
): Promise<RunInputs> {
  const wanted = [...configs, ...more].flatMap(({ subsystem, term }) =>
    referencesOf(term).map(({ name }) => ({ subsystem, name })),
  );
  const inputs = await execute<{ id: number; subsystem: string; name: string }>(
    `SELECT DISTINCT config.id, config.subsystem, config.name
     FROM unnest($1::text[], $2::text[]) AS wanted (subsystem, name)
     JOIN config ON config.subsystem = wanted.subsystem AND config.name = wanted.name AND formula IS NULL`,
    [wanted.map(({ subsystem }) => subsystem), wanted.map(({ name }) => name)],
  );
  const files = await execute<RunFile>(
    `SELECT file.id, dataset_id AS "datasetId", primary_dataset AS "primaryDataset", processing, run_number AS run, missing
     FROM file JOIN dataset ON dataset.id = dataset_id WHERE run_number = ANY ($1::int[]) AND state = 'extracted'`,
    [runs],
  );
  const points = await execute<StoredPoint & { run: number; datasetId: number; configId: number }>(
    `SELECT run_number AS run, dataset_id AS "datasetId", config_id AS "configId", trend.id AS "trendId", value, error_low AS "errorLow",
       error_high AS "errorHigh", entries, failure, reason, revision, file_id AS "fileId"
     FROM point JOIN trend ON trend.id = trend_id WHERE run_number = ANY ($1::int[]) AND config_id = ANY ($2::int[])`,
    [runs, [...inputs, ...configs].map(({ id }) => id)],
  );
  return new RunInputs(
    configs,
    new Map(inputs.map(({ id, subsystem, name }) => [`${subsystem}/${name}`, id])),
    files,
    new Map(points.map((point) => [pointKey(point.run, point.datasetId, point.configId), point])),
    await readQuantities(execute, runs),
  );
}

/** The quantities of runs, those of the settings included. */
async function readQuantities(execute: Execute, runs: readonly number[]): Promise<Map<number, QuantityValues>> {
  const columns = columnQuantities.map(({ name, column }) => `${column} AS "${name}"`).join(', ');
  const rows = await execute<{ readonly number: number; readonly quantities: QuantityValues }>(
    `SELECT number, quantities, ${columns} FROM run WHERE number = ANY ($1::int[])`,
    [runs],
  );
  return new Map(rows.map(({ number, quantities, ...own }) => [number, { ...quantities, ...own }]));
}

function pointKey(run: number, datasetId: number, configId: number): string {
  return `${run} ${datasetId} ${configId}`;
}

/** The name of a dataset: `ZeroBias/PromptReco`. */
export function nameOf({ primaryDataset, processing }: DatasetName): string {
  return `${primaryDataset}/${processing}`;
}

function isSame(a: DatasetName, b: DatasetName): boolean {
  return a.primaryDataset === b.primaryDataset && a.processing === b.processing;
}
