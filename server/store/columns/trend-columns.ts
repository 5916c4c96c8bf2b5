import type { FailureCode } from '../../../metrics/metric.ts';
import { cell, type PointCells, type PointFailure } from './point-block.ts';
import type { PointTable } from './point-table.ts';

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
  /** Id of the trend. */
  readonly trend: number;
  readonly table: PointTable;
  private readonly index: number;
  private isThere: readonly number[] | undefined;
  private lowText: string | undefined;

  /** The trend is the cell `index` of the table's blocks. */
  constructor(trend: number, table: PointTable, index: number) {
    this.trend = trend;
    this.table = table;
    this.index = index;
  }

  get runs(): number[] {
    return this.present.map((at) => this.table.runs[at] ?? 0);
  }

  get values(): (number | null)[] {
    return this.numbers(this.points.values);
  }

  get errorsLow(): (number | null)[] {
    return this.numbers(this.points.errorsLow);
  }

  get errorsHigh(): (number | null)[] {
    return this.numbers(this.points.errorsHigh);
  }

  get entries(): (number | null)[] {
    return this.numbers(this.points.entries);
  }

  get failures(): (FailureCode | null)[] {
    return this.told(({ code }) => code);
  }

  get reasons(): (string | null)[] {
    return this.told(({ reason }) => reason);
  }

  /** Revision of the config that computed the point; null where there was nothing to compute. */
  get revisions(): (number | null)[] {
    const { revisions } = this.points;
    return this.present.map((at) => revisions[at] || null);
  }

  /** Ids of the files that the points came from. */
  get files(): number[] {
    return this.present.map((at) => this.table.blocks[at]?.files[this.index] ?? 0);
  }

  /** A column as JSON, with few lists in between. */
  json(name: ColumnName): string {
    const { table, points, present } = this;
    switch (name) {
      case 'runs':
        return present === table.places
          ? table.text('runs', () => JSON.stringify(table.runs))
          : JSON.stringify(this.runs);
      case 'failures':
        return this.failuresText(({ code }) => code);
      case 'reasons':
        return this.failuresText(({ reason }) => reason);
      case 'revisions': {
        const revision = points.revisions[present[0] ?? 0] ?? 0;
        if (present.every((at) => points.revisions[at] === revision)) return this.repeated(revision || null);
        return JSON.stringify(this.revisions);
      }
      case 'errorsLow':
        return (this.lowText = numbersText(points.errorsLow, present));
      case 'errorsHigh': {
        const low = this.lowText;
        this.lowText = undefined;
        return low !== undefined && isSame(points.errorsLow, points.errorsHigh)
          ? low
          : numbersText(points.errorsHigh, present);
      }
      default:
        return numbersText(points[name], present);
    }
  }

  private get points(): PointCells {
    return this.table.points(this.index);
  }

  /** Places of the runs that it was computed for. */
  private get present(): readonly number[] {
    if (this.isThere) return this.isThere;
    const { states } = this.points;
    const present: number[] = [];
    for (let at = 0; at < states.length; at += 1) if (states[at] !== cell.nothing) present.push(at);
    return (this.isThere = present.length === states.length ? this.table.places : present);
  }

  /** What the failures say. */
  private told<T>(of: (failure: PointFailure) => T): (T | null)[] {
    return this.present.map((at) => {
      const failed = this.failure(at);
      return failed ? of(failed) : null;
    });
  }

  private failure(at: number): PointFailure | undefined {
    return this.points.states[at] === cell.value ? undefined : this.table.blocks[at]?.failures.get(this.index);
  }

  /** What the failures say as JSON: most are null. */
  private failuresText(of: (failure: PointFailure) => string): string {
    const { present } = this;
    const { states } = this.points;
    const parts: string[] = [];
    const manyNulls = this.table.text('nulls', () => 'null,'.repeat(states.length));
    const nullsText = (count: number): string => manyNulls.slice(0, count * 'null,'.length);
    let nulls = 0;
    for (const at of present) {
      const failed = states[at] === cell.value ? undefined : this.failure(at);
      if (failed) {
        parts.push(nullsText(nulls), JSON.stringify(of(failed)), ',');
        nulls = 0;
      } else nulls += 1;
    }
    if (parts.length === 0) return this.repeated(null);
    parts.push(nullsText(nulls));
    return `[${parts.join('').slice(0, -1)}]`;
  }

  private numbers(column: Float64Array): (number | null)[] {
    return this.present.map((at) => {
      const value = column[at] ?? Number.NaN;
      return Number.isNaN(value) ? null : value;
    });
  }

  /** A list of one value again and again. */
  private repeated(value: number | null): string {
    const { length } = this.present;
    return this.table.text(`${length} ${value}`, () => JSON.stringify(Array.from({ length }, () => value)));
  }
}

/** Numbers in a row, used again and again: a list of nothing but numbers has none of them as an object. */
const row: number[] = [];

/** Numbers as JSON writes them: null for NaN. */
function numbersText(column: Float64Array, places: readonly number[]): string {
  while (row.length < places.length) row.push(Number.NaN);
  row.length = places.length;
  for (let at = 0; at < places.length; at += 1) row[at] = column[places[at] ?? 0] ?? Number.NaN;
  return JSON.stringify(row);
}

function isSame(one: Float64Array, other: Float64Array): boolean {
  for (let at = 0; at < one.length; at += 1) if (!Object.is(one[at], other[at])) return false;
  return true;
}
