import type { FailureCode } from '../../metrics/metric.ts';
import { cell, type PointBlock } from './point-block.ts';

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
    return this.present.map(({ failures }) => failures.get(this.index)?.code ?? null);
  }

  get reasons(): (string | null)[] {
    return this.present.map(({ failures }) => failures.get(this.index)?.reason ?? null);
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
    if (name === 'errorsHigh' && this.symmetric()) return this.json('errorsLow', kept);
    return JSON.stringify(this[name]);
  }

  private symmetric(): boolean {
    const { index } = this;
    return this.present.every(({ errorsLow, errorsHigh }) => Object.is(errorsLow[index], errorsHigh[index]));
  }

  private numbers(column: (block: PointBlock) => Float64Array): (number | null)[] {
    const { index, present } = this;
    const found = Array.from<number | null>({ length: present.length });
    for (let at = 0; at < found.length; at += 1) {
      const block = present[at];
      const value = block ? (column(block)[index] ?? Number.NaN) : Number.NaN;
      found[at] = Number.isNaN(value) ? null : value;
    }
    return found;
  }
}

function keptText(kept: Map<unknown, string>, key: unknown, make: () => string): string {
  let text = kept.get(key);
  if (text === undefined) kept.set(key, (text = make()));
  return text;
}
