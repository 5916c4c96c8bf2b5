import type { BasicType } from 'hyparquet-writer';
import { type Batch, type Cell, cellAt, type Column, type ColumnType } from './table.ts';

/** Rows of a row group: readers skip whole groups, and one is in memory at a time. */
const groupRows = 20_000;

const types: Readonly<Record<ColumnType, BasicType>> = {
  text: 'STRING',
  integer: 'INT32',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
  time: 'TIMESTAMP',
};

/** The table as a Parquet file, compressed with Snappy; times in ms, UTC. */
export async function* parquetPieces(
  columns: readonly Column[],
  batches: AsyncIterable<Batch>,
): AsyncGenerator<Uint8Array> {
  const { ByteWriter, ParquetWriter, schemaFromColumnData } = await import('hyparquet-writer');
  const bytes = new ByteWriter();
  const columnData = (cells: readonly (Cell[] | undefined)[]) =>
    columns.map(({ name, type }, index) => ({ name, type: types[type], data: cells[index] ?? [] }));
  const writer = new ParquetWriter({
    writer: bytes,
    schema: schemaFromColumnData({ columnData: columnData([]) }),
    createdBy: 'HDQM',
  });
  // Offsets count from the beginning of the file, positions in the buffer from its last piece.
  const written = (): Uint8Array => {
    const piece = bytes.getBytes().slice();
    bytes.index = 0;
    return piece;
  };
  for await (const { length, cells } of grouped(batches)) {
    await writer.write({ columnData: columnData(cells), rowGroupSize: length });
    yield written();
  }
  await writer.finish();
  yield written();
}

interface Group extends Batch {
  readonly cells: readonly Cell[][];
}

/** Joins batches to groups of `groupRows` rows or a little more; the last one is smaller. */
async function* grouped(batches: AsyncIterable<Batch>): AsyncGenerator<Group> {
  let length = 0;
  let cells: Cell[][] = [];
  for await (const batch of batches) {
    for (const [index, column] of batch.cells.entries()) {
      const group = (cells[index] ??= []);
      for (let row = 0; row < batch.length; row += 1) group.push(cellAt(column, row));
    }
    length += batch.length;
    if (length < groupRows) continue;
    yield { length, cells };
    [length, cells] = [0, []];
  }
  if (length > 0) yield { length, cells };
}
