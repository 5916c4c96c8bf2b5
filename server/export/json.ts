import { type Batch, type Cell, cellAt, type Column } from './table.ts';

/** The rows as one JSON array, an object per row and line; times in ISO 8601, UTC. */
export async function* jsonPieces(columns: readonly Column[], batches: AsyncIterable<Batch>): AsyncGenerator<string> {
  let separator = '[\n';
  for await (const batch of batches) {
    if (batch.length === 0) continue;
    yield separator + objects(columns, batch).join(',\n');
    separator = ',\n';
  }
  yield separator === '[\n' ? '[\n]\n' : '\n]\n';
}

/** The rows as JSON objects, one per line. */
export async function* ndjsonPieces(columns: readonly Column[], batches: AsyncIterable<Batch>): AsyncGenerator<string> {
  for await (const batch of batches) if (batch.length > 0) yield `${objects(columns, batch).join('\n')}\n`;
}

function objects(columns: readonly Column[], { length, cells }: Batch): string[] {
  const names = columns.map(({ name }, index) => `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`);
  // The cells of most columns of texts are equal to those above.
  const texts = cells.map((column) => {
    let [before, text]: [Cell, string] = [null, 'null'];
    return Array.from({ length }, (_, row) => {
      const cell = cellAt(column, row);
      return cell === before ? text : (text = JSON.stringify((before = cell)));
    });
  });
  return Array.from({ length }, (_, row) => `${names.map((name, column) => name + texts[column]?.[row]).join('')}}`);
}
