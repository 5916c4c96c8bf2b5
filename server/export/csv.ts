import type { Cell, Column, Row } from './table.ts';

/** The table as CSV (RFC 4180) with a line of column names; times in ISO 8601, UTC. */
export async function* csvPieces(
  columns: readonly Column[],
  batches: AsyncIterable<readonly Row[]>,
): AsyncGenerator<string> {
  yield `${columns.map(({ name }) => name).join(',')}\n`;
  for await (const rows of batches)
    yield rows.map((row) => `${columns.map(({ name }) => toCell(row[name] ?? '')).join(',')}\n`).join('');
}

/** A cell of CSV. A text that a spreadsheet would take for a formula gets an apostrophe, which makes it a text there. */
export function toCell(value: Exclude<Cell, null>): string {
  if (value instanceof Date) return value.toISOString();
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
