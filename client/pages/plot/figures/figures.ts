import { slopeUnit } from '../../../chart/axis/run-interval.ts';
import type { RunAxis } from '../../../chart/axis/run-axis.ts';
import type { Statistics } from '../../../chart/statistics/statistics.ts';
import { formatNumber, formatValue } from '../../../format/numbers.ts';

/** A figure of the statistics of a trend. */
export interface Figure {
  readonly term: string;
  /** How it is calculated. */
  readonly help: string;
  /** As text; undefined where the trend has none. */
  readonly text: (statistics: Statistics, gaps: number) => string | undefined;
  /** The number by which trends are sorted. */
  readonly order: (statistics: Statistics, gaps: number) => number | undefined;
}

/** What slopes are over. */
export type SlopeAxis = Pick<RunAxis, 'kind' | 'quantity'>;

const signed = (value: number): string => `${value > 0 ? '+' : value < 0 ? '−' : ''}${Math.abs(value).toFixed(1)}`;

/** Returns the figures of a trend, in the order of a table; slopes are per unit of the x axis. A point is of a run or of a bin of runs. */
export function figuresOf(axis: SlopeAxis, of: 'run' | 'bin' = 'run'): readonly Figure[] {
  const { divisor, per } = axis.kind === 'even' ? { divisor: 1, per: of } : slopeUnit(axis);
  return [
    {
      term: `${of}s`,
      help: `${of === 'run' ? 'Runs' : 'Bins'} with a value; gaps are ${of}s without one`,
      text: ({ count }, gaps) => `${count}${gaps > 0 ? `, ${gaps} ${gaps === 1 ? 'gap' : 'gaps'}` : ''}`,
      order: ({ count }) => count,
    },
    {
      term: 'mean',
      help: 'Unweighted mean; its error is RMS / √runs',
      text: ({ mean, meanError }) => formatValue(mean, meanError, meanError),
      order: ({ mean }) => mean,
    },
    {
      term: 'RMS',
      help: 'Root mean square deviation from the mean',
      text: ({ rms }) => formatNumber(rms),
      order: ({ rms }) => rms,
    },
    {
      term: 'median',
      help: 'A few outliers do not change it',
      text: ({ median }) => formatNumber(median),
      order: ({ median }) => median,
    },
    {
      term: 'MAD',
      help: 'Median absolute deviation from the median: 1.4826 × MAD is the RMS without outliers',
      text: ({ mad }) => formatNumber(mad),
      order: ({ mad }) => mad,
    },
    {
      term: 'weighted mean',
      help: 'Mean weighted with 1/error²',
      text: ({ weighted }) => weighted && formatValue(weighted.mean, weighted.error, weighted.error),
      order: ({ weighted }) => weighted?.mean,
    },
    {
      term: 'χ²/ndf',
      help: 'Of a constant: about 1 where the errors explain the scatter of the points',
      text: ({ weighted }) =>
        weighted && (weighted.count > 1 ? `${formatNumber(weighted.chi2)}/${weighted.count - 1}` : '–'),
      order: ({ weighted }) => (weighted && weighted.count > 1 ? weighted.chi2 / (weighted.count - 1) : undefined),
    },
    {
      term: `slope per ${per}`,
      help: 'Linear least-squares fit over the x axis; the error comes from the scatter of the points',
      text: ({ line }) =>
        line && formatValue(line.slope * divisor, line.slopeError * divisor, line.slopeError * divisor),
      order: ({ line }) => line?.slope,
    },
    {
      term: 'slope significance',
      help: 'Slope divided by its error: a drift beyond about 3 σ',
      text: ({ line }) => line && (line.slopeError > 0 ? `${signed(line.slope / line.slopeError)} σ` : '–'),
      order: ({ line }) => (line && line.slopeError > 0 ? Math.abs(line.slope / line.slopeError) : undefined),
    },
    {
      term: 'last',
      help: 'Last run with a value',
      text: ({ last }) => `${formatNumber(last.value)} (${last.run})`,
      order: ({ last }) => last.value,
    },
    {
      term: 'last vs. median (z)',
      help: 'z = (last − median) / √(spread² + error²), from the runs before it; spread = 1.4826 × median absolute deviation',
      text: ({ last }) => (last.z === undefined ? '–' : signed(last.z)),
      order: ({ last }) => last.z && Math.abs(last.z),
    },
    {
      term: 'range',
      help: 'Minimum and maximum',
      text: ({ min, max }) => `${formatNumber(min)} … ${formatNumber(max)}`,
      order: ({ min, max }) => max - min,
    },
  ];
}
