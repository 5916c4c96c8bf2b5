import type { QuantityValues } from '../../../../server/names/run-quantities.ts';

/** A run of which OMS has not answered. */
export const unknownQuantities: QuantityValues = {
  durationSeconds: null,
  lumisections: null,
  deliveredLumi: null,
  recordedLumi: null,
  bField: null,
  energy: null,
  endLumi: null,
  l1Rate: null,
  hltPhysicsRate: null,
};
