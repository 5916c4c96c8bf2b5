import type { Data, DataType, RecordBatch } from 'apache-arrow';
import type { Column, Row } from './table.ts';

/** The table as an Arrow IPC file (`pandas.read_feather`), not compressed; times in ms, UTC. */
export async function* arrowPieces(
  columns: readonly Column[],
  batches: AsyncIterable<readonly Row[]>,
): AsyncGenerator<Uint8Array> {
  const arrow = await import('apache-arrow');
  const types = {
    text: new arrow.Utf8(),
    integer: new arrow.Int32(),
    number: new arrow.Float64(),
    boolean: new arrow.Bool(),
    time: new arrow.Timestamp(arrow.TimeUnit.MILLISECOND, 'UTC'),
  } as const satisfies Record<Column['type'], DataType>;
  const schema = new arrow.Schema(columns.map(({ name, type }) => new arrow.Field(name, types[type], true)));
  const toBatch = (rows: readonly Row[]): RecordBatch => {
    const children = columns.map(({ name, type }): Data => {
      const [data] = arrow.vectorFromArray(
        rows.map((row) => row[name] ?? null),
        types[type] as DataType,
      ).data;
      if (!data) throw new TypeError(`column ${name} has no data`);
      return data;
    });
    const type = new arrow.Struct(schema.fields);
    return new arrow.RecordBatch(schema, arrow.makeData({ type, length: rows.length, nullCount: 0, children }));
  };
  let pieces: Uint8Array[] = [];
  class Pieces extends arrow.AsyncByteQueue {
    override write(piece: Uint8Array): void {
      pieces.push(piece);
    }
  }
  const written = (): Uint8Array => {
    const piece = Buffer.concat(pieces);
    pieces = [];
    return piece;
  };
  const writer = new arrow.RecordBatchFileWriter().reset(new Pieces(), schema);
  for await (const rows of batches) {
    if (rows.length === 0) continue;
    writer.write(toBatch(rows));
    yield written();
  }
  writer.finish();
  yield written();
}
