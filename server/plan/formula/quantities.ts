/** The quantities of runs that expressions can use, with their units: columns of a run. They have no uncertainty. */
export const runQuantities = {
  durationSeconds: 's',
  lumisections: '',
  deliveredLumi: '1/pb',
  recordedLumi: '1/pb',
  bField: 'T',
  energy: 'GeV',
  endLumi: '',
  l1Rate: 'Hz',
  hltPhysicsRate: 'Hz',
} as const satisfies Readonly<Record<string, string>>;
export type RunQuantity = keyof typeof runQuantities;

/** The quantities of a run; null where one is not known. */
export type QuantityValues = Readonly<Record<RunQuantity, number | null>>;

export function isQuantity(name: string): name is RunQuantity {
  return Object.hasOwn(runQuantities, name);
}
