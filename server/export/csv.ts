import { linePieces } from './lines.ts';
import type { Batch, Cell, Column } from './table.ts';

/** The table as CSV (RFC 4180) with a line of column names; times in ISO 8601, UTC. */
export async function* csvPieces(
  columns: readonly Column[],
  batches: AsyncIterable<Batch>,
): AsyncGenerator<string | Uint8Array> {
  yield `${columns.map(({ name }) => name).join(',')}\n`;
  const format = {
    before: columns.map((_, index) => (index === 0 ? '' : ',')),
    end: '\n',
    toText: (cell: Cell) => toCell(cell ?? ''),
  };
  for await (const batch of batches) yield* linePieces(batch, format);
}

/** A cell of CSV. A text that a spreadsheet would take for a formula gets an apostrophe, which makes it a text there. */
export function toCell(value: Exclude<Cell, null>): string {
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'string') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
