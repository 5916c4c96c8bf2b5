import {
  axisOf,
  content,
  findBin,
  flatHistograms,
  integral,
  integralOf,
  metric,
  oneDimensional,
  value,
  z,
} from '../metric.ts';

export const NOutsideRange = metric({
  summary: 'Content outside of a range on x.',
  parameters: {
    lo: z.number().describe('lower limit on x; its whole bin is included'),
    hi: z.number().describe('upper limit on x; its whole bin is included'),
  },
  inputs: { main: oneDimensional },
  formula: 'Integral() - Integral(FindBin(lo), FindBin(hi))',
  example: 'muon_metrics.NOutsideRange(-3., 3.)',
  reduce: ({ main }, { lo, hi }) => {
    const axis = axisOf(main, 0);
    return value(integral(main) - integralOf(main, findBin(axis, lo), findBin(axis, hi)));
  },
});

export const MeanCh = metric({
  summary: 'Mean content of a row, for the chambers of one type.',
  parameters: { chamber: z.int().describe('bin number along y') },
  inputs: { main: flatHistograms },
  formula: 'mean of c(1..Nx, row)',
  example: 'muon_metrics.MeanCh(3)',
  reduce: ({ main }, { chamber }) => {
    const { bins } = axisOf(main, 0);
    let sum = 0;
    for (let x = 1; x <= bins; x += 1) sum += content(main, x, chamber);
    return value(sum / bins);
  },
});
