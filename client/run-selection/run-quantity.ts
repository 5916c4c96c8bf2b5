import type { PlotSeriesQuery } from '../generated/operations.ts';
import { type Format, text } from '../url/codec.ts';
import type { RunColumns } from './run-table.ts';

/** A quantity of the runs, of the services or computed from it, that can be drawn on an axis at the right. */
export interface RunQuantity {
  /** In the URL. */
  readonly key: string;
  readonly title: string;
  readonly unit: string;
}

/** The name of the column with the values of a quantity. */
type QuantityColumn = `quantity ${string}`;

/** The columns of runs on the plot page, with one for each quantity. */
export type QuantityColumns = RunColumns & Readonly<Record<QuantityColumn, readonly (number | null)[]>>;

/** The key of a quantity in the URL. Which ones there are is not known here. */
export const quantityKeyFormat: Format<string> = {
  ...text,
  parse: (key) => (/^[a-z]\w*$/i.test(key) ? key : undefined),
};

/** The columns of runs with those of their quantities. */
export function quantityColumns({
  columns,
  quantities,
}: Pick<NonNullable<PlotSeriesQuery['datasetRuns']>, 'columns' | 'quantities'>): QuantityColumns {
  const own = quantities.map(({ key, values }) => [`quantity ${key}` satisfies QuantityColumn, values] as const);
  return { ...columns, ...(Object.fromEntries(own) as Record<QuantityColumn, (number | null)[]>) };
}

/** The values of a quantity for the runs of a page; undefined where there is no such quantity. */
export function quantityValues(columns: QuantityColumns, key: string): readonly (number | null)[] | undefined {
  return computed.find((quantity) => quantity.key === key)?.of(columns) ?? columns[`quantity ${key}`];
}

/** All quantities: those that the API lists, and those computed from the selected runs, after the one that they are of. */
export function withComputed(listed: readonly RunQuantity[]): RunQuantity[] {
  return listed.flatMap((quantity) => [quantity, ...computed.filter(({ after }) => after === quantity.key)]);
}

/** Quantities that are computed from the selected runs. */
const computed = [
  {
    key: 'integrated',
    title: 'Integrated recorded luminosity',
    unit: '1/pb',
    after: 'recorded',
    of: ({ recordedLumis }: QuantityColumns) => integrated(recordedLumis),
  },
  {
    key: 'fillTime',
    title: 'Time since the first run of the fill',
    unit: 'h',
    after: 'delivered',
    of: hoursInFill,
  },
];

/** The sums up to the end of each run, from the first selected one; a run of unknown luminosity adds nothing and has none. */
function integrated(lumis: readonly (number | null)[]): (number | null)[] {
  let sum = 0;
  return lumis.map((lumi) => (lumi === null ? null : (sum += lumi)));
}

/** Hours from the start of the first selected run of a fill to that of each run. */
function hoursInFill({ fills, startTimes }: RunColumns): (number | null)[] {
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
