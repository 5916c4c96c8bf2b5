/** Quantities of runs: numbers to draw trends against, to correlate them with, and to select runs by. */

/** A quantity of runs. */
export interface Quantity {
  /** In URLs, filters and the API. */
  readonly key: string;
  /** As a word of expressions. */
  readonly name: string;
  /** Of axes. */
  readonly title: string;
  /** Empty for a count. */
  readonly unit: string;
}

/** A quantity that is a column of a run. */
export interface ColumnQuantity extends Quantity {
  /** Of the table `run`. */
  readonly column: string;
}

/** A quantity of the settings: a number in the answer of a service. */
export interface AnsweredQuantity extends Quantity {
  readonly service: 'oms' | 'rr';
  /** Keys of the objects, and indices of the lists, from the stored answer to the number. */
  readonly path: readonly string[];
}

/** The quantities that every installation has; their names are those of the Run entity's properties. */
export const columnQuantities: readonly ColumnQuantity[] = [
  {
    key: 'recorded',
    name: 'recordedLumi',
    title: 'Recorded luminosity',
    unit: '1/pb',
    column: 'recorded_lumi',
  },
  {
    key: 'delivered',
    name: 'deliveredLumi',
    title: 'Delivered luminosity',
    unit: '1/pb',
    column: 'delivered_lumi',
  },
  { key: 'duration', name: 'durationSeconds', title: 'Duration', unit: 's', column: 'duration_seconds' },
  { key: 'lumisections', name: 'lumisections', title: 'Lumisections', unit: '', column: 'lumisections' },
  { key: 'l1', name: 'l1Rate', title: 'L1 rate', unit: 'Hz', column: 'l1_rate' },
  { key: 'hlt', name: 'hltPhysicsRate', title: 'HLT physics rate', unit: 'Hz', column: 'hlt_physics_rate' },
  { key: 'field', name: 'bField', title: 'Magnetic field', unit: 'T', column: 'b_field' },
  { key: 'energy', name: 'energy', title: 'Beam energy', unit: 'GeV', column: 'energy' },
  { key: 'endLumi', name: 'endLumi', title: 'Luminosity at the end, in the unit of OMS', unit: '', column: 'end_lumi' },
  { key: 'fill', name: 'fill', title: 'Fill', unit: '', column: 'fill' },
];

/** Words that a quantity of the settings is not named after: those of axes, and functions of expressions. */
const otherWords = ['integrated', 'fillTime', 'run', 'even', 'time', 'lumi', 'abs', 'sqrt', 'log', 'log10', 'exp'];

/** Names that a quantity of the settings cannot have. */
export const reservedNames: ReadonlySet<string> = new Set([
  ...columnQuantities.flatMap(({ key, name }) => [key, name]),
  ...otherWords,
  'min',
  'max',
]);

/** The names of the quantities of every installation, as words of expressions. */
export const columnQuantityNames: readonly string[] = columnQuantities.map(({ name }) => name);

/** The quantities of a run by their names; null or absent where one is not known. They have no uncertainty. */
export type QuantityValues = Readonly<Record<string, number | null>>;
