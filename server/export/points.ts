/** Points as an exported table. */
import type { ExportedPoint, RunAttribute } from '../store/export.ts';
import type { Column, ColumnType } from './table.ts';

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
