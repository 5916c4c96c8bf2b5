/** Formats of exported tables: how rows become a file, piece by piece. */
import { arrowPieces } from './arrow.ts';
import { csvPieces } from './csv.ts';
import { jsonPieces, ndjsonPieces } from './json.ts';
import { parquetPieces } from './parquet.ts';
import type { Batch, Column } from './table.ts';

/** A format of exported tables. */
export interface Format {
  readonly contentType: string;
  /** The file in pieces, from batches of rows; memory does not grow with the number of rows. */
  readonly pieces: (columns: readonly Column[], batches: AsyncIterable<Batch>) => AsyncIterable<string | Uint8Array>;
}

/** The formats by their names, which are the extensions of files. */
export const formats = {
  csv: { contentType: 'text/csv; charset=utf-8', pieces: csvPieces },
  json: { contentType: 'application/json', pieces: jsonPieces },
  ndjson: { contentType: 'application/x-ndjson', pieces: ndjsonPieces },
  parquet: { contentType: 'application/vnd.apache.parquet', pieces: parquetPieces },
  arrow: { contentType: 'application/vnd.apache.arrow.file', pieces: arrowPieces },
} as const satisfies Record<string, Format>;

export type FormatName = keyof typeof formats;
export const formatNames = Object.keys(formats) as readonly FormatName[];
