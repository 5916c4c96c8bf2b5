/** Points as an exported table. */
import type { ExportedBlocks, ExportedFile } from '../store/export.ts';
import type { RunAttribute } from '../store/runs/run-attributes.ts';
import { cellState, type PointBlock } from '../store/columns/point-block.ts';
import type { Batch, Cell, Cells, Column, ColumnType } from './table.ts';

/** A point as it is exported; `file` is relative to EOS_ROOT. An imported point has the revision 0 and no file. */
export interface ExportedPoint {
  readonly subsystem: string;
  readonly config: string;
  readonly primaryDataset: string;
  readonly processing: string;
  readonly era: string;
  readonly run: number;
  readonly value: number | null;
  readonly errorLow: number | null;
  readonly errorHigh: number | null;
  readonly entries: number | null;
  readonly failure: string | null;
  readonly revision: number;
  readonly file: string | null;
}

const pointTypes: Readonly<Record<keyof ExportedPoint, ColumnType>> = {
  subsystem: 'text',
  config: 'text',
  primaryDataset: 'text',
  processing: 'text',
  era: 'text',
  run: 'integer',
  value: 'number',
  errorLow: 'number',
  errorHigh: 'number',
  entries: 'number',
  failure: 'text',
  revision: 'integer',
  file: 'text',
};

/** The columns of exported points with these attributes of their runs. */
export function pointColumns(attributes: readonly RunAttribute[] = []): readonly Column[] {
  return [
    ...Object.entries(pointTypes).map(([name, type]) => ({ name, type })),
    ...attributes.map(({ name, type }) => ({ name, type })),
  ];
}

/** The rows of points, a batch at a time. Where a file does not contain the ME there is none. */
export async function* pointBatches(parts: AsyncIterable<ExportedBlocks>): AsyncGenerator<Batch> {
  for await (const part of parts) yield toBatch(part);
}

function toBatch({ trends, blocks, files, attributes }: ExportedBlocks): Batch {
  const parts = blocks.map((block) => ({ block, present: presentIn(block.states) }));
  const length = parts.reduce((sum, { present }) => sum + present.length, 0);
  const fill = <List extends { [row: number]: Value }, Value>(
    cells: List,
    of: (block: PointBlock, index: number) => Value,
  ): List => {
    let row = 0;
    for (const { block, present } of parts)
      for (const index of present) {
        cells[row] = of(block, index);
        row += 1;
      }
    return cells;
  };
  const list = (of: (block: PointBlock, index: number) => Cell | undefined): readonly Cell[] =>
    fill<Cell[], Cell>([], (block, index) => of(block, index) ?? null);
  const numbers = (of: (block: PointBlock) => Float64Array): Float64Array =>
    fill(new Float64Array(length), (block, index) => of(block)[index] ?? Number.NaN);
  const integers = (of: (block: PointBlock, index: number) => number | undefined): Int32Array =>
    fill(new Int32Array(length), (block, index) => of(block, index) ?? 0);
  const fileOf = ({ files: ids }: PointBlock, index: number): ExportedFile | undefined => files.get(ids[index] ?? -1);
  const cells: Readonly<Record<keyof ExportedPoint, Cells>> = {
    subsystem: list((_, index) => trends[index]?.subsystem),
    config: list((_, index) => trends[index]?.config),
    primaryDataset: list((_, index) => trends[index]?.primaryDataset),
    processing: list((_, index) => trends[index]?.processing),
    era: list((block, index) => fileOf(block, index)?.era),
    run: integers((block) => block.run),
    value: numbers((block) => block.values),
    errorLow: numbers((block) => block.errorsLow),
    errorHigh: numbers((block) => block.errorsHigh),
    entries: numbers((block) => block.entries),
    failure: list((block, index) => block.failures.get(index)?.code),
    revision: integers((block, index) => block.revisions[index]),
    file: list((block, index) => fileOf(block, index)?.path),
  };
  const [first] = attributes.values();
  const extra = (first ?? []).map((_, column) => list((block) => attributes.get(block.run)?.[column]));
  return { length, cells: [...Object.values(cells), ...extra] };
}

/** Indices of the trends that have a point. */
function presentIn(states: Uint8Array): Int32Array {
  const indices = new Int32Array(states.length);
  let count = 0;
  for (const [index, state] of states.entries()) {
    if (state !== cellState.value && state !== cellState.failure) continue;
    indices[count] = index;
    count += 1;
  }
  return indices.subarray(0, count);
}
