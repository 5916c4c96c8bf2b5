/** Metrics whose values CentralHDQM computes in another way than we do, with what it does. Their points would be another trend. */
export const otherMetrics: ReadonlyMap<string, string> = new Map([
  ['muon_metrics.MeanCh', 'includes the underflow'],
  ['hcal_metrics.RBXMean', 'sums the contents of the main map for the channels of all maps'],
  ['basic.Mean2D', 'leaves out the last row and column and includes the underflow'],
  ['basic.MeanPosOnly', 'divides by the number of all bins, also of negative ones'],
  ['basic.MeanXRange', 'divides by the number of all bins, also of negative ones'],
  ['basic.MeanYForXBin', 'divides by the number of all bins, also of negative ones'],
  ['basic.AverageYwithXCut', 'leaves out the last bins and includes the underflow'],
  ['fits.FlatLineXcut', 'ignores the range'],
  ['fits.LandauTest', 'always uses the first range'],
]);

/** Metrics that are 0 ± 0 for an ME without entries. */
const counts: ReadonlySet<string> = new Set([
  'basic.Count',
  'basic.BinCount',
  'basic.BinCount2D',
  'basic.BinsCount',
  'basic.EntriesCount',
  'basic.MaxExcursion',
  'basic.ROCfraction',
  'basic.StripBadComponent',
  'muon_metrics.NOutsideRange',
  'hcal_metrics.RBXCountNonZeroChan',
]);

/** Whether a point may be what CentralHDQM stores where there are no data, 0 ± 0, or start values without an error where a fit failed. */
export function isNoData(metric: string, value: number, error: number): boolean {
  if (error !== 0) return false;
  return metric.startsWith('fits.') || (value === 0 && !counts.has(metric));
}
