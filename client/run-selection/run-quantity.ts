import type { PlotSeriesQuery } from '../generated/operations.ts';
import type { ReadonlyLists } from './run-table.ts';

/** The columns of runs on the plot page. */
export type QuantityColumns = ReadonlyLists<NonNullable<PlotSeriesQuery['datasetRuns']>['columns']>;

/** A quantity of OMS that can be drawn on a second axis. */
export interface RunQuantity {
  /** In the URL. */
  readonly key: string;
  readonly title: string;
  readonly unit: string;
  readonly of: (columns: QuantityColumns) => readonly (number | null)[];
}

export const runQuantities: readonly RunQuantity[] = [
  { key: 'recorded', title: 'Recorded luminosity', unit: '1/pb', of: ({ recordedLumis }) => recordedLumis },
  { key: 'delivered', title: 'Delivered luminosity', unit: '1/pb', of: ({ deliveredLumis }) => deliveredLumis },
  { key: 'duration', title: 'Duration', unit: 's', of: ({ durations }) => durations },
  { key: 'l1', title: 'L1 rate', unit: 'Hz', of: ({ l1Rates }) => l1Rates },
  { key: 'hlt', title: 'HLT physics rate', unit: 'Hz', of: ({ hltPhysicsRates }) => hltPhysicsRates },
  { key: 'field', title: 'Magnetic field', unit: 'T', of: ({ bFields }) => bFields },
  { key: 'energy', title: 'Beam energy', unit: 'GeV', of: ({ energies }) => energies },
  { key: 'fill', title: 'Fill', unit: '', of: ({ fills }) => fills },
];

/** A quantity's name with its unit, for an axis. */
export function withUnit({ title, unit }: RunQuantity): string {
  return unit === '' ? title : `${title} (${unit})`;
}
