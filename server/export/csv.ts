import { type Batch, type Cell, cellAt, type Column } from './table.ts';

/** The table as CSV (RFC 4180) with a line of column names; times in ISO 8601, UTC. */
export async function* csvPieces(columns: readonly Column[], batches: AsyncIterable<Batch>): AsyncGenerator<string> {
  yield `${columns.map(({ name }) => name).join(',')}\n`;
  for await (const { length, cells } of batches) {
    // The cells of most columns of texts are equal to those above.
    const texts = cells.map((column) => {
      let [before, text]: [Cell, string] = [null, ''];
      return Array.from({ length }, (_, row) => {
        const cell = cellAt(column, row);
        return cell === before ? text : (text = toCell((before = cell) ?? ''));
      });
    });
    let piece = '';
    for (let row = 0; row < length; row += 1) {
      for (let column = 0; column < texts.length; column += 1)
        piece += (column === 0 ? '' : ',') + texts[column]?.[row];
      piece += '\n';
    }
    yield piece;
  }
}

/** A cell of CSV. A text that a spreadsheet would take for a formula gets an apostrophe, which makes it a text there. */
export function toCell(value: Exclude<Cell, null>): string {
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'string') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
