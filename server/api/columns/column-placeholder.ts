import { createHash } from 'node:crypto';
import type { ColumnName, TrendColumns } from '../../store/columns/trend-columns.ts';

/** A column that an answer has. */
export interface AnswerColumn {
  readonly columns: TrendColumns;
  readonly name: ColumnName;
}

/** What no JSON has in it stands before and behind the number of a column. */
const mark = '\u0001';

/** The text that stands for the column of this number until the answer is sent. */
export function columnMark(number: number): string {
  return `${mark}${number}${mark}`;
}

/**
 * An answer as JSON in which columns are marks. Its columns are written when it is sent, piece by piece: an answer of a hundred megabytes is
 * never there as a whole; and not at all where the same answer is kept.
 */
export class MarkedAnswer {
  private readonly parts: readonly string[];
  private readonly columns: readonly AnswerColumn[];

  constructor(text: string, columns: readonly AnswerColumn[]) {
    this.parts = text.split(mark);
    this.columns = columns;
  }

  /** As long as it is the same, so is the answer. */
  get version(): string {
    const hash = createHash('sha1');
    const tables = new Map<unknown, number>();
    for (const [at, part] of this.parts.entries()) {
      if (at % 2 === 0) {
        hash.update(part);
        continue;
      }
      const { columns, name } = this.columnOf(part);
      let table = tables.get(columns.table);
      if (table === undefined) {
        tables.set(columns.table, (table = tables.size));
        hash.update(columns.table.version);
      }
      hash.update(`${mark}${name} ${columns.trend} ${table}${mark}`);
    }
    return hash.digest('base64url');
  }

  /** The answer, piece by piece. */
  *pieces(): Generator<string, void> {
    for (const [at, part] of this.parts.entries()) {
      if (at % 2 === 0) yield part;
      else {
        const { columns, name } = this.columnOf(part);
        yield columns.json(name);
      }
    }
  }

  private columnOf(number: string): AnswerColumn {
    const column = this.columns[Number(number)];
    if (!column) throw new Error(`the answer has no column ${number}`);
    return column;
  }
}
