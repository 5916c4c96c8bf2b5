import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { FailureCode } from '../../../metrics/metric.ts';
import { Field, ObjectType } from '../entities/graphql-decorators.ts';
import { cellState, type PointBlock, type PointFailure } from './point-block.ts';

/** Names of the columns that the API has. */
export const columnNames = [
  'runs',
  'values',
  'errorsLow',
  'errorsHigh',
  'entries',
  'failures',
  'reasons',
  'revisions',
] as const;
export type ColumnName = (typeof columnNames)[number];

/** The JSON of columns, by the version of the column. */
export interface ColumnJsonCache {
  get(version: string): string | undefined;
  set(version: string, json: string): unknown;
}

/** Characters of the longest JSON that is cached: of some 200 runs. Those of long selections would replace all others. */
const maxCachedLength = 4096;

/** One column of a trend, an item per run. The list is only made when it is read, as by JSON.stringify. */
export class Column<T> {
  /** Changes when the content changes. */
  readonly version: string;
  private readonly makeList: () => readonly T[];
  private readonly makeJson: (() => string) | undefined;
  private readonly cache: ColumnJsonCache | undefined;

  /** `makeJson` writes the list where that takes less time than `JSON.stringify`; `cache` has the JSON of earlier ones. */
  constructor(version: string, makeList: () => readonly T[], makeJson?: () => string, cache?: ColumnJsonCache) {
    this.version = version;
    this.makeList = makeList;
    this.makeJson = makeJson;
    this.cache = cache;
  }

  /** Numbers are NaN where there is none, which JSON writes as null: a list of numbers only is several times faster than one with nulls. */
  get list(): readonly T[] {
    return this.makeList();
  }

  toJSON(): readonly T[] {
    return this.list;
  }

  /** The list as JSON. */
  get json(): string {
    const cached = this.cache?.get(this.version);
    if (cached !== undefined) return cached;
    const json = this.makeJson?.() ?? listJson(this.list);
    if (json.length <= maxCachedLength) this.cache?.set(this.version, json);
    return json;
  }
}

/** The JSON of a list. That of equal items, such as the failures of a trend without any, is repeated. */
function listJson(list: readonly unknown[]): string {
  const [first] = list;
  if (list.length < 2 || !list.every((item) => Object.is(item, first))) return JSON.stringify(list);
  const item = JSON.stringify(first) ?? 'null';
  return `[${`${item},`.repeat(list.length - 1)}${item}]`;
}

/** A trend's point in one run. */
@ObjectType({ name: 'Point', description: "A trend's value for a run, or the failure that occurred instead." })
export class PointRow {
  @Field(({ Float }) => Float, {
    nullable: true,
    description: "Value, in the unit given by the config's y title; null in case of a failure.",
  })
  readonly value!: number | null;

  @Field(({ Float }) => Float, { nullable: true, description: 'Lower uncertainty.' })
  readonly errorLow!: number | null;

  @Field(({ Float }) => Float, { nullable: true, description: 'Upper uncertainty.' })
  readonly errorHigh!: number | null;

  @Field(({ Float }) => Float, { nullable: true, description: 'Entries of the main ME.' })
  readonly entries!: number | null;

  @Field(() => String, { nullable: true, description: 'Failure code.' })
  readonly failure!: FailureCode | null;

  @Field(() => String, { nullable: true, description: 'Message of the failure.' })
  readonly reason!: string | null;

  @Field(({ Int }) => Int, {
    nullable: true,
    description: 'Revision of the config that computed the point; 0 of a point that was imported.',
  })
  readonly revision!: number | null;

  readonly runNumber!: number;
  readonly fileId!: number;
}

/** Columns of a block that hold numbers. */
type NumericColumn = 'states' | 'values' | 'errorsLow' | 'errorsHigh' | 'entries' | 'revisions';

/** Trends that are transposed together: their numbers are adjacent in a block, so that each cache line is read once. */
const transposedTrends = 32;
/** Transposed lists in memory: columns are mostly read for one trend after the other. */
const maxTransposed = 12;

/** The blocks of the selected runs, and their columns by trend. */
export class PointTable {
  /** In ascending order of runs. */
  readonly blocks: readonly PointBlock[];
  readonly runs: readonly number[];
  /** Changes when a run, or the file of one, changes. */
  readonly version: string;
  /** Of the columns of its trends. */
  readonly jsonCache: ColumnJsonCache | undefined;
  private jsonOfRuns: string | undefined;
  private jsonOfErrors: { readonly index: number; readonly json: string } | undefined;
  private readonly transposed = new LRUCache<string, readonly (readonly number[])[]>({ max: maxTransposed });

  constructor(blocks: readonly PointBlock[], jsonCache?: ColumnJsonCache) {
    this.blocks = blocks;
    this.jsonCache = jsonCache;
    this.runs = blocks.map(({ run }) => run);
    const versions = blocks.map(({ run, version }) => `${run} ${version}`);
    this.version = createHash('sha1').update(versions.join()).digest('base64url');
  }

  /** The JSON of the runs, the same for each trend that has all of them. */
  get runsJson(): string {
    return (this.jsonOfRuns ??= JSON.stringify(this.runs));
  }

  /** The JSON of a trend's lower errors, which is needed again immediately afterwards where the upper ones are equal. */
  errorsJson(index: number, list: () => readonly number[]): string {
    if (this.jsonOfErrors?.index !== index) this.jsonOfErrors = { index, json: listJson(list()) };
    return this.jsonOfErrors.json;
  }

  /** The numbers of the trend with this index, one per run. */
  column(name: NumericColumn, index: number): readonly number[] {
    const first = index - (index % transposedTrends);
    const key = `${name} ${first}`;
    let lists = this.transposed.get(key);
    if (!lists) this.transposed.set(key, (lists = this.transpose(name, first)));
    const list = lists[index - first];
    if (!list) throw new RangeError(`the blocks have no trend at index ${index}`);
    return list;
  }

  private transpose(name: NumericColumn, first: number): number[][] {
    const trends = Math.max(0, Math.min(transposedTrends, (this.blocks[0]?.[name].length ?? Infinity) - first));
    const lists = Array.from({ length: trends }, (): number[] => []);
    for (const block of this.blocks) {
      const numbers = block[name];
      for (let offset = 0; offset < trends; offset += 1) lists[offset]?.push(numbers[first + offset] ?? Number.NaN);
    }
    return lists;
  }
}

/**
 * A trend's points as parallel lists, with an item per run (ascending). A run whose file does not contain the ME is a gap with that reason. A
 * run that was not extracted for the config (which was added later and not backfilled) is left out.
 */
export class TrendColumns {
  private readonly trend: number;
  private readonly table: PointTable;
  private readonly index: number;
  private present: readonly number[] | undefined;

  /** The columns of the trend with this id, whose points have this index in each block of the table. */
  constructor(trend: number, table: PointTable, index: number) {
    this.trend = trend;
    this.table = table;
    this.index = index;
  }

  get runs(): Column<number> {
    const list = (): readonly number[] => this.ofPresent(this.table.runs);
    return this.column('runs', list, () => (this.hasAllRuns ? this.table.runsJson : JSON.stringify(list())));
  }

  get values(): Column<number> {
    return this.column('values', () => this.numbers('values'));
  }

  get errorsLow(): Column<number> {
    const list = (): readonly number[] => this.numbers('errorsLow');
    return this.column('errorsLow', list, () => this.table.errorsJson(this.index, list));
  }

  get errorsHigh(): Column<number> {
    const list = (): readonly number[] => this.numbers('errorsHigh');
    return this.column('errorsHigh', list, () => {
      const [low, high] = [this.numbers('errorsLow'), list()];
      const isSymmetric = high.every((error, position) => Object.is(error, low[position]));
      return isSymmetric ? this.table.errorsJson(this.index, () => low) : listJson(high);
    });
  }

  /** Mean of lower and upper error of each value, by which trends are judged; not a column of the API. */
  get meanErrors(): readonly number[] {
    const high = this.numbers('errorsHigh');
    return this.numbers('errorsLow').map((low, position) => (low + (high[position] ?? low)) / 2);
  }

  get entries(): Column<number> {
    return this.column('entries', () => this.numbers('entries'));
  }

  get failures(): Column<FailureCode | null> {
    return this.column('failures', () => this.failureItems(({ code }) => code));
  }

  get reasons(): Column<string | null> {
    return this.column('reasons', () => this.failureItems(({ reason }) => reason));
  }

  /** Revision of the config that each point was computed with, 0 of an imported one; null where there was nothing to compute. */
  get revisions(): Column<number | null> {
    return this.column('revisions', () => {
      const states = this.numbers('states');
      return this.numbers('revisions').map((revision, position) => (hasPoint(states[position]) ? revision : null));
    });
  }

  /** The points one by one. */
  points(): PointRow[] {
    const { index } = this;
    return this.table.blocks.flatMap((block) => {
      const state = block.states[index];
      const failure = state === cellState.value ? undefined : block.failures.get(index);
      const point = {
        runNumber: block.run,
        value: numberAt(block.values, index),
        errorLow: numberAt(block.errorsLow, index),
        errorHigh: numberAt(block.errorsHigh, index),
        entries: numberAt(block.entries, index),
        failure: failure?.code ?? null,
        reason: failure?.reason ?? null,
        revision: hasPoint(state) ? (block.revisions[index] ?? null) : null,
        fileId: block.files[index] ?? 0,
      };
      return state === cellState.absent ? [] : point;
    });
  }

  private column<T>(name: string, makeList: () => readonly T[], makeJson?: () => string): Column<T> {
    const { version, jsonCache } = this.table;
    return new Column(`${name} ${this.trend} ${version}`, makeList, makeJson, jsonCache);
  }

  private numbers(name: NumericColumn): readonly number[] {
    return this.ofPresent(this.table.column(name, this.index));
  }

  private get hasAllRuns(): boolean {
    return this.positions.length === this.table.runs.length;
  }

  private ofPresent(list: readonly number[]): readonly number[] {
    const { positions } = this;
    return this.hasAllRuns ? list : positions.map((position) => list[position] ?? Number.NaN);
  }

  /** Positions of the runs that the trend was extracted for. */
  private get positions(): readonly number[] {
    if (this.present) return this.present;
    const present: number[] = [];
    for (const [position, state] of this.table.column('states', this.index).entries())
      if (state !== cellState.absent) present.push(position);
    return (this.present = present);
  }

  private failureItems<T>(itemOf: (failure: PointFailure) => T): (T | null)[] {
    const states = this.table.column('states', this.index);
    return this.positions.map((position) => {
      if (states[position] === cellState.value) return null;
      const failure = this.table.blocks[position]?.failures.get(this.index);
      return failure ? itemOf(failure) : null;
    });
  }
}

/** Whether a cell of this state is a point: a value or a failure that was stored. */
function hasPoint(state: number | undefined): boolean {
  return state === cellState.value || state === cellState.failure;
}

function numberAt(list: Float64Array, index: number): number | null {
  const value = list[index] ?? Number.NaN;
  return Number.isNaN(value) ? null : value;
}
