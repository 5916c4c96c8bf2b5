import type { PlotSeriesQuery } from '../generated/operations.ts';
import type { ReadonlyLists } from './run-table.ts';

/** The columns of runs on the plot page. */
export type QuantityColumns = ReadonlyLists<NonNullable<PlotSeriesQuery['datasetRuns']>['columns']>;

/** A quantity of the runs, of OMS or computed from it, that can be drawn on an axis at the right. */
export interface RunQuantity {
  /** In the URL. */
  readonly key: string;
  readonly title: string;
  readonly unit: string;
  readonly of: (columns: QuantityColumns) => readonly (number | null)[];
}

export const runQuantities: readonly RunQuantity[] = [
  { key: 'recorded', title: 'Recorded luminosity', unit: '1/pb', of: ({ recordedLumis }) => recordedLumis },
  {
    key: 'integrated',
    title: 'Integrated recorded luminosity',
    unit: '1/pb',
    of: ({ recordedLumis }) => integrated(recordedLumis),
  },
  { key: 'delivered', title: 'Delivered luminosity', unit: '1/pb', of: ({ deliveredLumis }) => deliveredLumis },
  { key: 'fillTime', title: 'Time since the first run of the fill', unit: 'h', of: hoursInFill },
  { key: 'duration', title: 'Duration', unit: 's', of: ({ durations }) => durations },
  { key: 'l1', title: 'L1 rate', unit: 'Hz', of: ({ l1Rates }) => l1Rates },
  { key: 'hlt', title: 'HLT physics rate', unit: 'Hz', of: ({ hltPhysicsRates }) => hltPhysicsRates },
  { key: 'field', title: 'Magnetic field', unit: 'T', of: ({ bFields }) => bFields },
  { key: 'energy', title: 'Beam energy', unit: 'GeV', of: ({ energies }) => energies },
  { key: 'fill', title: 'Fill', unit: '', of: ({ fills }) => fills },
];

/** The sums up to the end of each run, from the first selected one; a run of unknown luminosity adds nothing and has none. */
function integrated(lumis: readonly (number | null)[]): (number | null)[] {
  let sum = 0;
  return lumis.map((lumi) => (lumi === null ? null : (sum += lumi)));
}

/** Hours from the start of the first selected run of a fill to that of each run. */
function hoursInFill({ fills, startTimes }: QuantityColumns): (number | null)[] {
  const starts = new Map<number, number>();
  return fills.map((fill, index) => {
    const seconds = startTimes[index] ?? null;
    if (fill === null || seconds === null) return null;
    const start = starts.get(fill) ?? seconds;
    starts.set(fill, start);
    return (seconds - start) / 3600;
  });
}

/** A quantity's name with its unit, for an axis. */
export function withUnit({ title, unit }: RunQuantity): string {
  return unit === '' ? title : `${title} (${unit})`;
}
