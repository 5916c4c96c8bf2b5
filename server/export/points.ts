/** Points as an exported table. */
import type { ExportedBlocks, RunAttribute } from '../store/export.ts';
import { cellState } from '../store/columns/point-block.ts';
import type { Batch, Cell, Column, ColumnType } from './table.ts';

/** A point as it is exported; `file` is relative to EOS_ROOT. */
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
  readonly file: string;
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

/** Types of the attributes of runs: start time, duration in s, LHC fill, recorded luminosity in 1/pb, class and flags in Run Registry. */
const attributeTypes: Readonly<Record<RunAttribute, ColumnType>> = {
  start: 'time',
  duration: 'number',
  fill: 'integer',
  lumi: 'number',
  class: 'text',
  flags: 'text',
};

/** Attributes of runs that can be exported with their points. */
export const runAttributes = Object.keys(attributeTypes) as readonly RunAttribute[];

/** The columns of exported points with these attributes of their runs. */
export function pointColumns(attributes: readonly RunAttribute[] = []): readonly Column[] {
  return Object.entries({
    ...pointTypes,
    ...Object.fromEntries(attributes.map((name) => [name, attributeTypes[name]])),
  }).map(([name, type]) => ({ name, type }));
}

/** The rows of points, a batch at a time. Where a file does not contain the ME there is none. */
export async function* pointBatches(parts: AsyncIterable<ExportedBlocks>): AsyncGenerator<Batch> {
  for await (const { trends, blocks, files, attributes } of parts) {
    const cells: Cell[][] = Object.keys(pointTypes).map(() => []);
    const extra = [...attributes.values()][0]?.map((): Cell[] => []) ?? [];
    let length = 0;
    for (const block of blocks) {
      const ofRun = attributes.get(block.run);
      for (const [index, { subsystem, config, primaryDataset, processing }] of trends.entries()) {
        const state = block.states[index];
        if (state !== cellState.value && state !== cellState.failure) continue;
        const file = files.get(block.files[index] ?? -1);
        const point: readonly Cell[] = [
          subsystem,
          config,
          primaryDataset,
          processing,
          file?.era ?? null,
          block.run,
          numberOrNull(block.values[index]),
          numberOrNull(block.errorsLow[index]),
          numberOrNull(block.errorsHigh[index]),
          numberOrNull(block.entries[index]),
          block.failures.get(index)?.code ?? null,
          block.revisions[index] ?? null,
          file?.path ?? null,
        ];
        for (let column = 0; column < point.length; column += 1) cells[column]?.push(point[column] ?? null);
        for (let column = 0; column < extra.length; column += 1) extra[column]?.push(ofRun?.[column] ?? null);
        length += 1;
      }
    }
    yield { length, cells: [...cells, ...extra] };
  }
}

const numberOrNull = (value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? null : value;
