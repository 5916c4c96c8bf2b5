import type { FailureCode } from '../../metrics/metric.ts';
import { cell, type PointBlock, type PointFailure } from './point-block.ts';

/** Columns that the API gives, by name. */
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

/**
 * A trend's points as parallel lists, a place for each run (ascending): a run without a value has its failure. A run whose file has not the
 * ME is a gap that says so; a run that was not computed for the config (it came later, and was not filled in) has no place.
 */
export class TrendColumns {
  private readonly index: number;
  private readonly present: readonly PointBlock[];
  private readonly shown: readonly number[];
  private readonly plain: boolean;
  private lowText: string | undefined;

  /** `blocks` in the order of `runs`; the trend is their cell `index`. */
  constructor(index: number, runs: readonly number[], blocks: readonly PointBlock[]) {
    this.index = index;
    let [all, plain] = [true, true];
    for (const { states } of blocks) {
      const state = states[index];
      if (state === cell.nothing) all = false;
      else if (state !== cell.value) plain = false;
    }
    const isThere = ({ states }: PointBlock): boolean => states[index] !== cell.nothing;
    this.present = all ? blocks : blocks.filter(isThere);
    this.shown = all ? runs : runs.filter((_, at) => blocks[at] !== undefined && isThere(blocks[at]));
    this.plain = plain;
  }

  get runs(): readonly number[] {
    return this.shown;
  }

  get values(): (number | null)[] {
    return this.numbers(({ values }) => values);
  }

  get errorsLow(): (number | null)[] {
    return this.numbers(({ errorsLow }) => errorsLow);
  }

  get errorsHigh(): (number | null)[] {
    return this.numbers(({ errorsHigh }) => errorsHigh);
  }

  get entries(): (number | null)[] {
    return this.numbers(({ entries }) => entries);
  }

  get failures(): (FailureCode | null)[] {
    return this.told(({ code }) => code);
  }

  get reasons(): (string | null)[] {
    return this.told(({ reason }) => reason);
  }

  /** Revision of the config that computed the point; null where there was nothing to compute. */
  get revisions(): (number | null)[] {
    return this.present.map(({ revisions }) => revisions[this.index] || null);
  }

  /** Ids of the files that the points came from. */
  get files(): number[] {
    return this.present.map(({ files }) => files[this.index] ?? 0);
  }

  /** A column as JSON, without a list in between. `kept` holds what many trends have in common. */
  json(name: ColumnName, kept: Map<unknown, string>): string {
    if (name === 'runs') return keptText(kept, this.shown, () => JSON.stringify(this.shown));
    if ((name === 'failures' || name === 'reasons') && this.plain) {
      const count = this.present.length;
      return keptText(kept, count, () => JSON.stringify(Array.from({ length: count }, () => null)));
    }
    if (name === 'errorsLow') return this.low;
    if (name === 'errorsHigh' && this.symmetric()) return this.low;
    return JSON.stringify(this[name]);
  }

  private get low(): string {
    return (this.lowText ??= JSON.stringify(this.errorsLow));
  }

  /** What the failures say. */
  private told<T>(of: (failure: PointFailure) => T): (T | null)[] {
    const { index, present } = this;
    return present.map(({ states, failures }) => {
      const failed = states[index] === cell.value ? undefined : failures.get(index);
      return failed ? of(failed) : null;
    });
  }

  private symmetric(): boolean {
    const { index } = this;
    return this.present.every(({ errorsLow, errorsHigh }) => Object.is(errorsLow[index], errorsHigh[index]));
  }

  private numbers(column: (block: PointBlock) => Float64Array): (number | null)[] {
    const { index, present } = this;
    // Grown from nothing, so that it holds numbers as they are, each boxed only where one is null.
    const found: (number | null)[] = [];
    for (const block of present) {
      const value = column(block)[index] ?? Number.NaN;
      found.push(Number.isNaN(value) ? null : value);
    }
    return found;
  }
}

function keptText(kept: Map<unknown, string>, key: unknown, make: () => string): string {
  let text = kept.get(key);
  if (text === undefined) kept.set(key, (text = make()));
  return text;
}
