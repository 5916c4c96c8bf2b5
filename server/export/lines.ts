import { type Batch, type Cell, cellAt } from './table.ts';

/** How a row becomes a line of text. */
export interface LineFormat {
  /** The text before each cell. */
  readonly before: readonly string[];
  /** The text after the last cell. */
  readonly end: string;
  readonly toText: (cell: Cell) => string;
}

/** Bytes of a piece; one is longer where a line is. */
const pieceBytes = 65_536;
/** Max. length of a UTF-16 unit in UTF-8. */
const maxUnitBytes = 3;

/**
 * The rows of a batch as lines, in pieces. Each line is encoded immediately: a string of many lines would consist of millions of parts that
 * the garbage collector must follow.
 */
export function* linePieces({ length, cells }: Batch, { before, end, toText }: LineFormat): Generator<Uint8Array> {
  let [buffer, used] = [Buffer.allocUnsafeSlow(pieceBytes), 0];
  // The cells of most columns of texts are equal to those above.
  const above = cells.map((): { cell: Cell; text: string } => ({ cell: null, text: toText(null) }));
  for (let row = 0; row < length; row += 1) {
    let line = '';
    for (const [index, column] of cells.entries()) {
      const cell = cellAt(column, row);
      const last = above[index];
      if (!last) continue;
      if (cell !== last.cell) [last.cell, last.text] = [cell, toText(cell)];
      line += (before[index] ?? '') + last.text;
    }
    line += end;
    if (used + line.length * maxUnitBytes > buffer.length) {
      if (used > 0) yield buffer.subarray(0, used);
      [buffer, used] = [Buffer.allocUnsafeSlow(Math.max(pieceBytes, line.length * maxUnitBytes)), 0];
    }
    used += buffer.write(line, used);
  }
  if (used > 0) yield buffer.subarray(0, used);
}
