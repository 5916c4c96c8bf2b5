/** Points as an exported table. */
import type { ExportedBlocks, ExportedFile, RunAttribute } from '../store/export.ts';
import { cellState } from '../store/columns/point-block.ts';
import type { Batch, Cell, Cells, Column, ColumnType } from './table.ts';

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
  for await (const part of parts) yield toBatch(part);
}

function toBatch({ trends, blocks, files, attributes }: ExportedBlocks): Batch {
  const present = blocks.flatMap((block) =>
    trends.flatMap((trend, index) => {
      const state = block.states[index];
      return state === cellState.value || state === cellState.failure ? [{ block, trend, index }] : [];
    }),
  );
  type Present = (typeof present)[number];
  const list = (of: (point: Present) => Cell): readonly Cell[] => present.map(of);
  const numbers = (of: (point: Present) => number | undefined): Float64Array =>
    Float64Array.from(present, (point) => of(point) ?? Number.NaN);
  const integers = (of: (point: Present) => number | undefined): Int32Array =>
    Int32Array.from(present, (point) => of(point) ?? 0);
  const fileOf = ({ block, index }: Present): ExportedFile | undefined => files.get(block.files[index] ?? -1);
  const cells: Readonly<Record<keyof ExportedPoint, Cells>> = {
    subsystem: list(({ trend }) => trend.subsystem),
    config: list(({ trend }) => trend.config),
    primaryDataset: list(({ trend }) => trend.primaryDataset),
    processing: list(({ trend }) => trend.processing),
    era: list((point) => fileOf(point)?.era ?? null),
    run: integers(({ block }) => block.run),
    value: numbers(({ block, index }) => block.values[index]),
    errorLow: numbers(({ block, index }) => block.errorsLow[index]),
    errorHigh: numbers(({ block, index }) => block.errorsHigh[index]),
    entries: numbers(({ block, index }) => block.entries[index]),
    failure: list(({ block, index }) => block.failures.get(index)?.code ?? null),
    revision: integers(({ block, index }) => block.revisions[index]),
    file: list((point) => fileOf(point)?.path ?? null),
  };
  const [first] = attributes.values();
  const extra = (first ?? []).map((_, column) => list(({ block }) => attributes.get(block.run)?.[column] ?? null));
  return { length: present.length, cells: [...Object.values(cells), ...extra] };
}
