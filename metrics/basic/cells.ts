import {
  axisOf,
  binCenter,
  binned,
  cellContent,
  cellError,
  content,
  contentOfCell,
  error,
  failure,
  finite,
  flatHistograms,
  histograms,
  isBlank,
  maximum,
  maximumBin,
  metric,
  minimumBin,
  oneDimensional,
  twoDimensional,
  type Failure,
  value,
  type WithMoments,
  z,
} from '../metric.ts';

/** A bin of the x axis: number or label. */
export const bin = z.union([z.int(), z.string()]);

/** Returns the number of a bin of the x axis; a failure for an unknown label. */
export function binNumber(histogram: WithMoments, wanted: number | string): number | Failure {
  if (typeof wanted === 'number') return wanted;
  return axisOf(histogram, 0).labels?.get(wanted) ?? failure('NO_SUCH_BIN', `no label '${wanted}' on the x axis`);
}

/** Content of a bin; 0 for a missing label of a labelled axis, since nothing was counted for it. */
function countOf(histogram: WithMoments, wanted: number | string): number | Failure {
  const number = binNumber(histogram, wanted);
  if (typeof number === 'number') return contentOfCell(histogram, number);
  return axisOf(histogram, 0).labels ? 0 : number;
}

const noError = z.boolean().default(false).describe('omit the error');

export const Count = metric({
  summary: 'Number of entries.',
  parameters: {},
  inputs: { main: binned },
  formula: 'GetEntries',
  example: 'basic.Count()',
  reduce: ({ main }) => value(main.entries),
});

export const MaxBin = metric({
  summary: 'Position of the bin with the maximum content.',
  parameters: {},
  inputs: { main: oneDimensional },
  formula: 'GetBinCenter(GetMaximumBin)',
  example: 'basic.MaxBin()',
  reduce: ({ main }) => {
    if (isBlank(main, 'range')) return failure('NO_DATA', 'no bin has content');
    return value(binCenter(axisOf(main, 0), maximumBin(main)));
  },
});

export const MaxExcursion = metric({
  summary: 'Difference between the maximum and the minimum bin content, including empty bins.',
  parameters: {},
  inputs: { main: histograms },
  formula: 'c(max) - c(min) within the axis range; errors added in quadrature',
  example: 'basic.MaxExcursion()',
  reduce: ({ main }) => {
    const [max, min] = [maximumBin(main), minimumBin(main)];
    return value(
      cellContent(main, max) - cellContent(main, min),
      Math.hypot(cellError(main, max), cellError(main, min)),
    );
  },
});

export const BinCount = metric({
  summary: 'Content of one bin; 0 for a missing label of a labelled axis.',
  parameters: { bin: bin.describe('bin number, or label of the bin'), noError },
  inputs: { main: binned },
  formula: 'c; sqrt|c|',
  example: "basic.BinCount('nFEDs', True)",
  reduce: ({ main }, { bin: wanted, noError: omitError }) => {
    const c = countOf(main, wanted);
    if (typeof c !== 'number') return c;
    return value(c, omitError ? 0 : Math.sqrt(Math.abs(c)));
  },
});

export const ROCfraction = metric({
  summary:
    'Content of one bin as a percentage of a given total, such as the number of readout chips; 0 for a missing label.',
  parameters: {
    bin: bin.describe('bin number, or label of the bin'),
    total: z.number().describe('total that corresponds to 100 %'),
    noError,
  },
  inputs: { main: binned },
  formula: '100 c / total; 100 sqrt(c) / total',
  example: "basic.ROCfraction('Dead ROCs', 1184)",
  reduce: ({ main }, { bin: wanted, total, noError: omitError }) => {
    const c = countOf(main, wanted);
    if (typeof c !== 'number') return c;
    if (c < 0) return failure('NOT_FINITE', `negative content: ${c}`);
    if (total === 0) return failure('NO_DATA', 'total is 0');
    return value((100 * c) / total, omitError ? 0 : Math.abs((100 * Math.sqrt(c)) / total));
  },
});

export const RecoFraction = metric({
  summary:
    'Content of a labelled bin over the entries of a second ME, e.g. the errors of a module per event; 0 for a missing label.',
  parameters: { bin: bin.describe('label of the bin, or bin number'), noError },
  inputs: { main: binned, histo1: binned },
  formula: 'c / T1; sqrt(c) / T1, T1 = GetEntries of histo1',
  example: "basic.RecoFraction('SiStripClusterizer')",
  reduce: ({ main, histo1 }, { bin: wanted, noError: omitError }) => {
    if (histo1.entries === 0) return failure('NO_DATA', 'histo1 has no entries');
    const c = countOf(main, wanted);
    if (typeof c !== 'number') return c;
    if (c < 0) return failure('NOT_FINITE', `negative content: ${c}`);
    return value(c / histo1.entries, omitError ? 0 : Math.sqrt(c) / histo1.entries);
  },
});

/** The error of a ratio of counts is not defined for negative contents. */
const negative = failure('NOT_FINITE', 'negative content: error of the ratio not defined');

export const FractionInBin = metric({
  summary: 'Content of one bin over the number of entries.',
  parameters: { bin: bin.describe('bin number, or label of the bin') },
  inputs: { main: binned },
  formula: 'c / T; sqrt(1/T + 1/c) c / T, or 1/T where c is 0',
  example: 'basic.FractionInBin(3)',
  reduce: ({ main }, { bin: wanted }) => {
    const number = binNumber(main, wanted);
    if (typeof number !== 'number') return number;
    const { entries } = main;
    if (entries === 0) return failure('NO_DATA', 'the histogram has no entries');
    const c = contentOfCell(main, number);
    if (c === 0) return value(0, 1 / Math.abs(entries));
    if (1 / entries + 1 / c < 0) return negative;
    return value(c / entries, Math.abs((Math.sqrt(1 / entries + 1 / c) * c) / entries));
  },
});

export const FractionInBinArray = metric({
  summary: 'Sum of some bins over the sum of others.',
  parameters: {
    numerator: z.array(z.int()).describe('bin numbers of the numerator'),
    denominator: z.array(z.int()).describe('bin numbers of the denominator'),
  },
  inputs: { main: binned },
  formula: 'n / d; sqrt(1/n + 1/d) n / d, or 0 where n is 0',
  example: 'basic.FractionInBinArray([2], [1, 2, 3])',
  reduce: ({ main }, { numerator, denominator }) => {
    const sum = (bins: readonly number[]): number =>
      bins.reduce((total, number) => total + contentOfCell(main, number), 0);
    const [n, d] = [sum(numerator), finite(sum(denominator), 'sum of contents')];
    if (d === 0) return failure('NO_DATA', 'the bins of the denominator are empty');
    if (n !== 0 && 1 / n + 1 / d < 0) return negative;
    return n === 0 ? value(0) : value(n / d, Math.abs((Math.sqrt(1 / n + 1 / d) * n) / d));
  },
});

export const BinCount2D = metric({
  summary: 'Content of one cell, with its error.',
  parameters: {
    x: z.int().describe('bin number along x'),
    y: z.int().describe('bin number along y'),
    normErr: z.boolean().default(true).describe('divide the error by the square root of the entries'),
  },
  inputs: { main: flatHistograms },
  formula: 'c; e, or e / sqrt(T)',
  example: 'basic.BinCount2D(3, 4)',
  reduce: ({ main }, { x, y, normErr }) => {
    if (normErr && !(main.entries > 0)) return failure('NO_DATA', 'the histogram has no entries');
    return value(content(main, x, y), error(main, x, y) / (normErr ? Math.sqrt(main.entries) : 1));
  },
});

export const Bin2DRatio = metric({
  summary: 'Content of one cell over that of the same cell of a second ME, optionally multiplied by the entries.',
  parameters: {
    x: z.int().describe('bin number along x'),
    y: z.int().describe('bin number along y'),
    normEntries: z.boolean().default(true).describe('multiply each content by the entries of its ME'),
  },
  inputs: { main: flatHistograms, histo1: flatHistograms },
  formula: 'n = c T, d = c1 T1: n / d; sqrt(n) / d. Without entries: c / c1; e / sqrt(T) / c1',
  example: 'basic.Bin2DRatio(3, 4)',
  reduce: ({ main, histo1 }, { x, y, normEntries }) => {
    const n = content(main, x, y) * (normEntries ? main.entries : 1);
    const d = finite(content(histo1, x, y) * (normEntries ? histo1.entries : 1), 'content times entries');
    if (d === 0) return failure('NO_DATA', 'the cell of histo1 is empty');
    if (normEntries)
      return n < 0 ? failure('NOT_FINITE', `negative content: ${n}`) : value(n / d, Math.sqrt(n) / Math.abs(d));
    if (!(main.entries > 0)) return failure('NO_DATA', 'the histogram has no entries');
    return value(n / d, error(main, x, y) / Math.sqrt(main.entries) / Math.abs(d));
  },
});

export const BinRatio2D = metric({
  summary: 'Content of one cell over that of another cell.',
  parameters: {
    numeratorX: z.int().describe('bin number of the numerator along x'),
    numeratorY: z.int().describe('bin number of the numerator along y'),
    denominatorX: z.int().describe('bin number of the denominator along x'),
    denominatorY: z.int().describe('bin number of the denominator along y'),
  },
  inputs: { main: twoDimensional },
  formula: 'n / d; n / d sqrt(1/d + 1/n), or 1/d where n is 0',
  example: 'basic.BinRatio2D(1, 1, 2, 1)',
  reduce: ({ main }, { numeratorX, numeratorY, denominatorX, denominatorY }) => {
    const [n, d] = [content(main, numeratorX, numeratorY), content(main, denominatorX, denominatorY)];
    if (d === 0) return failure('NO_DATA', 'the cell of the denominator is empty');
    if (n !== 0 && 1 / d + 1 / n < 0) return negative;
    return n === 0 ? value(0, Math.abs(1 / d)) : value(n / d, Math.abs((n / d) * Math.sqrt(1 / d + 1 / n)));
  },
});

export const StripBadComponent = metric({
  summary: 'Sum of cells of a row as a percentage of a given number of components.',
  parameters: {
    xBins: z.array(z.int()).describe('bin numbers along x'),
    yBin: z.int().describe('bin number along y'),
    norm: z.number().describe('number of components that corresponds to 100 %'),
  },
  inputs: { main: flatHistograms },
  formula: '100 / norm sum of c(x, y)',
  example: 'basic.StripBadComponent([1, 2], 10, 15104)',
  reduce: ({ main }, { xBins, yBin, norm }) => {
    if (norm === 0) return failure('NO_DATA', 'norm is 0');
    return value((100 / norm) * xBins.reduce((total, x) => total + content(main, x, yBin), 0));
  },
});

export const StripFEDErrorFraction = metric({
  summary: 'Percentage of events in which a readout board (FED) had an error of a given type.',
  parameters: {
    fedId: z.int().describe('number of the FED, from 50'),
    type: z.int().describe('error type: bin number along y'),
  },
  inputs: { main: flatHistograms, histo1: histograms },
  formula: 'p = c(fed - 49, type) / maximum of histo1: 100 p; 100 sqrt(p (1-p) / maximum)',
  example: 'basic.StripFEDErrorFraction(260, 1)',
  reduce: ({ main, histo1 }, { fedId, type }) => {
    const events = maximum(histo1);
    if (events === 0) return failure('NO_DATA', 'histo1 is empty');
    const p = content(main, fedId - 49, type) / events;
    const variance = (p * (1 - p)) / events;
    if (variance < 0) return failure('NOT_FINITE', `fraction not between 0 and 1: ${p}`);
    return value(100 * p, 100 * Math.sqrt(variance));
  },
});
