import {
  type BinnedElement,
  axisOf,
  binned,
  cellContent,
  content,
  failure,
  finite,
  flatHistograms,
  forEachCell,
  isBlank,
  maximum,
  mean,
  meanError,
  metric,
  oneDimensional,
  type Result,
  twoDimensional,
  value,
  weight,
  type WithMoments,
  z,
} from '../metric.ts';

/** Contents of a rectangle of bins, both ends included. */
function contentsOf(
  main: BinnedElement,
  [x1, x2]: readonly [number, number],
  [y1, y2]: readonly [number, number],
): number[] {
  const contents: number[] = [];
  for (let x = x1; x <= x2; x += 1) for (let y = y1; y <= y2; y += 1) contents.push(content(main, x, y));
  return contents;
}

function bins(main: BinnedElement, direction: 0 | 1): number {
  return axisOf(main, direction).bins;
}

/** Mean of the nonzero contents and its error; a failure if there are none. */
function meanOfFilled(contents: readonly number[]): Result {
  const filled = contents.filter((c) => c !== 0);
  if (filled.length === 0) return failure('NO_DATA', 'no cell has content');
  const average = filled.reduce((sum, c) => sum + c, 0) / filled.length;
  const meanSquare = filled.reduce((sum, c) => sum + c * c, 0) / filled.length;
  // The variance of equal contents may be slightly negative due to rounding.
  return value(average, Math.sqrt(Math.max(0, meanSquare - average * average)) / Math.sqrt(filled.length));
}

/** Mean of the contents that are not negative. */
function meanOfNotNegative(contents: readonly number[]): Result {
  const counted = contents.filter((c) => c >= 0);
  if (counted.length === 0) return failure('NO_DATA', 'all contents are negative');
  return value(counted.reduce((sum, c) => sum + c, 0) / counted.length);
}

export const ProfileMean = metric({
  summary: 'Mean of the nonzero cell contents.',
  parameters: {},
  inputs: { main: flatHistograms },
  formula: 'mean of c over cells with c != 0; standard deviation / sqrt(number of these cells)',
  example: 'basic.ProfileMean()',
  reduce: ({ main }) => meanOfFilled(contentsOf(main, [1, bins(main, 0)], [1, bins(main, 1)])),
});

export const ProfileMeanBPixModules = metric({
  summary:
    'Mean nonzero content of the barrel pixel modules at a position along z, from the column of that position on each side.',
  parameters: { module: z.int().min(1).max(4).describe('module number, 1 (at the centre) to 4') },
  inputs: { main: twoDimensional },
  formula: 'as ProfileMean, over the columns 5 - m and Nx - 4 + m',
  example: 'basic.ProfileMeanBPixModules(1)',
  reduce: ({ main }, { module }) => {
    const k = 4 - module;
    const rows = [1, bins(main, 1)] as const;
    return meanOfFilled([
      ...contentsOf(main, [1 + k, 1 + k], rows),
      ...contentsOf(main, [bins(main, 0) - k, bins(main, 0) - k], rows),
    ]);
  },
});

export const MeanPosOnly = metric({
  summary: 'Mean content of the first row, without negative contents.',
  parameters: {},
  inputs: { main: flatHistograms },
  formula: 'mean of c(x, 1) >= 0 over x = 1..Nx',
  example: 'basic.MeanPosOnly()',
  reduce: ({ main }) => meanOfNotNegative(contentsOf(main, [1, bins(main, 0)], [1, 1])),
});

export const MeanXRange = metric({
  summary: 'Mean content of a range of columns, without negative contents.',
  parameters: { a: z.int().describe('first bin number along x'), b: z.int().describe('bin number after the last one') },
  inputs: { main: flatHistograms },
  formula: 'mean of c(x, y) >= 0 over x = a..b-1, y = 1..Ny',
  example: 'basic.MeanXRange(1, 4)',
  reduce: ({ main }, { a, b }) => columns(main, a, b - 1),
});

/** Mean of the columns x1 to x2; a failure if they do not exist. */
function columns(main: BinnedElement, x1: number, x2: number): Result {
  if (x1 < 0 || x2 > bins(main, 0) + 1) return failure('NO_SUCH_BIN', `no bins ${x1} to ${x2} on the x axis`);
  return meanOfNotNegative(contentsOf(main, [x1, x2], [1, bins(main, 1)]));
}

export const MeanYForXBin = metric({
  summary: 'Mean content of one column, without negative contents.',
  parameters: { x: z.int().describe('bin number along x') },
  inputs: { main: flatHistograms },
  formula: 'mean of c(x, y) >= 0 over y = 1..Ny',
  example: 'basic.MeanYForXBin(3)',
  reduce: ({ main }, { x }) => columns(main, x, x),
});

export const MeanYRange = metric({
  summary: 'Mean content of a range of rows.',
  parameters: { a: z.int().describe('first bin number along y'), b: z.int().describe('bin number after the last one') },
  inputs: { main: flatHistograms },
  formula: 'mean of c(x, y) over x = 1..Nx, y = a..b-1',
  example: 'basic.MeanYRange(1, 4)',
  reduce: ({ main }, { a, b }) => {
    if (a < 0 || b - 1 > bins(main, 1) + 1 || b <= a)
      return failure('NO_SUCH_BIN', `no bins ${a} to ${b - 1} on the y axis`);
    const contents = contentsOf(main, [1, bins(main, 0)], [a, b - 1]);
    return value(contents.reduce((sum, c) => sum + c, 0) / contents.length);
  },
});

export const Mean2D = metric({
  summary: 'Mean content of all cells without under- and overflow.',
  parameters: {},
  inputs: { main: flatHistograms },
  formula: 'sum of c / (Nx Ny)',
  example: 'basic.Mean2D()',
  reduce: ({ main }) => {
    let sum = 0;
    let cells = 0;
    forEachCell(main, 'inside', (cell) => {
      sum += cellContent(main, cell);
      cells += 1;
    });
    return value(sum / cells);
  },
});

export const SummaryMapPartition = metric({
  summary: 'Mean content of the first rows of a column of a summary map.',
  parameters: {
    x: z.int().describe('bin number along x'),
    rows: z.int().min(1).max(10_000).describe('number of rows'),
  },
  inputs: { main: flatHistograms },
  formula: 'sum of c(x, 1..rows) / rows',
  example: 'basic.SummaryMapPartition(1, 12)',
  reduce: ({ main }, { x, rows }) => value(contentsOf(main, [x, x], [1, rows]).reduce((sum, c) => sum + c, 0) / rows),
});

export const AverageYwithXCut = metric({
  summary: 'Mean content of the bins up to three before the last bin with content.',
  parameters: { unused: z.number().describe('ignored') },
  inputs: { main: oneDimensional },
  formula: 'mean of c(1..last - 3), last = last bin with c > 0',
  example: 'basic.AverageYwithXCut(100)',
  reduce: ({ main }) => {
    let last = bins(main, 0);
    while (last > 0 && !(content(main, last) > 0)) last -= 1;
    if (last - 3 < 1) return failure('NO_DATA', 'too few bins before the last one with content');
    const contents = contentsOf(main, [1, last - 3], [1, 1]);
    return value(contents.reduce((sum, c) => sum + c, 0) / contents.length);
  },
});

export const FED25ErrorFraction = metric({
  summary: 'Number of cells above a fraction of the maximum content, as a percentage of a given number.',
  parameters: {
    threshold: z.number().describe('fraction of the maximum content'),
    norm: z.number().describe('number of cells that corresponds to 100 %'),
    normErr: z.boolean().default(true).describe('return a binomial error'),
  },
  inputs: { main: flatHistograms },
  formula: 'p = cells with c > threshold GetMaximum / norm: 100 p; 100 sqrt(p (1-p) / (Nx Ny))',
  example: 'basic.FED25ErrorFraction(0.25, 440)',
  reduce: ({ main }, { threshold, norm, normErr }) => {
    if (norm === 0 || isBlank(main)) return failure('NO_DATA', 'no bin has content, or norm is 0');
    const min = threshold * maximum(main);
    let over = 0;
    let cells = 0;
    forEachCell(main, 'inside', (cell) => {
      cells += 1;
      if (cellContent(main, cell) > min) over += 1;
    });
    const p = over / norm;
    if (!normErr) return value(100 * p);
    if (p < 0 || p > 1) return failure('NOT_FINITE', `fraction not between 0 and 1: ${p}`);
    return value(100 * p, 100 * Math.sqrt((p * (1 - p)) / cells));
  },
});

export const PixelEfficiency = metric({
  summary: 'Valid over expected hits, from an ME of valid hits and one of missing hits per event.',
  parameters: {},
  inputs: { main: binned, histo1: binned },
  formula: 'n = Mean T, m the same of histo1: p = n / (n + m); sqrt(p (1-p) / (n + m))',
  example: 'basic.PixelEfficiency()',
  reduce: ({ main, histo1 }) => {
    for (const histogram of [main, histo1])
      if (weight(histogram) === 0 && histogram.axes.some(({ rangeSet }) => rangeSet) && histogram.entries > 0)
        return failure('NO_DATA', 'the axis range has no content');
    const [n, m] = [mean(main) * main.entries, mean(histo1) * histo1.entries];
    if (finite(n + m, 'number of hits') === 0) return failure('NO_DATA', 'no valid and no missing hits');
    const p = n / (n + m);
    const variance = (p * (1 - p)) / (n + m);
    return variance < 0 ? failure('NOT_FINITE', `efficiency not between 0 and 1: ${p}`) : value(p, Math.sqrt(variance));
  },
});

export const PixelDigiPerClusterPix = metric({
  summary: 'Mean of an ME over the product of the means of two others, e.g. digis over clusters and their sizes.',
  parameters: {},
  inputs: { main: binned, histo1: binned, histo2: binned },
  formula:
    'r = m / (m1 m2), along z for two-dimensional profiles; r sqrt(e^2/m^2 + (e1^2 + e2^2)/(m1 m2)^2), e always along x',
  example: 'basic.PixelDigiPerClusterPix()',
  reduce: ({ main, histo1, histo2 }) => {
    const flat = !main.className.includes('2');
    const meanOf = (histogram: WithMoments): number => {
      if (flat) return mean(histogram);
      const profiled = histogram.kind === 'profile' && histogram.axes.length === 2;
      return profiled || histogram.axes.length === 3 ? mean(histogram, 2) : 0;
    };
    const [n, d] = [meanOf(main), meanOf(histo1) * meanOf(histo2)];
    if (n < 1 || d === 0) return failure('NO_DATA', 'the mean of the ME is below 1, or another mean is 0');
    const ratio = n / d;
    const [En, Ed] = [meanError(main), Math.hypot(meanError(histo1), meanError(histo2))];
    return value(ratio, Math.abs(ratio) * Math.hypot(En / n, Ed / d));
  },
});
