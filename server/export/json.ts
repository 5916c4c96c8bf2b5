import { type LineFormat, linePieces } from './lines.ts';
import type { Batch, Column } from './table.ts';

/** The rows as one JSON array, an object per row and line; times in ISO 8601, UTC. */
export async function* jsonPieces(
  columns: readonly Column[],
  batches: AsyncIterable<Batch>,
): AsyncGenerator<string | Uint8Array> {
  const format = objectsOf(columns, ',\n', '');
  let isFirst = true;
  for await (const batch of batches) {
    for (const piece of linePieces(batch, format)) {
      if (isFirst) piece[0] = '['.charCodeAt(0); // where the other rows have the comma after the row before
      isFirst = false;
      yield piece;
    }
  }
  yield isFirst ? '[\n]\n' : '\n]\n';
}

/** The rows as JSON objects, one per line. */
export async function* ndjsonPieces(
  columns: readonly Column[],
  batches: AsyncIterable<Batch>,
): AsyncGenerator<Uint8Array> {
  const format = objectsOf(columns, '', '\n');
  for await (const batch of batches) yield* linePieces(batch, format);
}

function objectsOf(columns: readonly Column[], begin: string, end: string): LineFormat {
  return {
    before: columns.map(({ name }, index) => `${index === 0 ? `${begin}{` : ','}${JSON.stringify(name)}:`),
    end: `}${end}`,
    toText: (cell) => JSON.stringify(cell),
  };
}
