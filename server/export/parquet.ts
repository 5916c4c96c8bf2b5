import type { BasicType } from 'hyparquet-writer';
import type { Cell, Column, ColumnType, Row } from './table.ts';

/** Rows of a row group: readers skip whole groups, and one is in memory at a time. */
const groupRows = 50_000;

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
  batches: AsyncIterable<readonly Row[]>,
): AsyncGenerator<Uint8Array> {
  const { ByteWriter, ParquetWriter, schemaFromColumnData } = await import('hyparquet-writer');
  const bytes = new ByteWriter();
  const columnData = (rows: readonly Row[]) =>
    columns.map(({ name, type }) => ({ name, type: types[type], data: rows.map((row): Cell => row[name] ?? null) }));
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
  for await (const rows of grouped(batches)) {
    await writer.write({ columnData: columnData(rows), rowGroupSize: rows.length });
    yield written();
  }
  await writer.finish();
  yield written();
}

/** Joins batches to groups of `groupRows` rows or a little more; the last one is smaller. */
async function* grouped(batches: AsyncIterable<readonly Row[]>): AsyncGenerator<readonly Row[]> {
  let group: Row[] = [];
  for await (const rows of batches) {
    group = group.concat(rows);
    if (group.length < groupRows) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
