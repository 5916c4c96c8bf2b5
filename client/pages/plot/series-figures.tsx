import { Anchor, CloseButton } from '@mantine/core';
import { Link } from 'react-router';
import { slopeUnit } from '../../chart/axis/run-interval.ts';
import type { XAxis } from '../../chart/axis/run-axis.ts';
import type { Statistics } from '../../chart/statistics/statistics.ts';
import { formatNumber, formatValue } from '../../format/numbers.ts';
import styles from './series-figures.module.css';

/** A trend of a plot: its colour, its name and its statistics. */
export function SeriesFigures({
  color,
  name,
  title,
  link,
  axis,
  statistics,
  gaps,
  remove,
}: {
  color: string;
  name: string;
  title: string;
  /** To the trend's own plot page; undefined on that page. */
  link: string | undefined;
  axis: XAxis;
  /** Undefined where no run has a value. */
  statistics: Statistics | undefined;
  gaps: number;
  remove: (() => void) | undefined;
}) {
  return (
    <section className={styles.root} aria-label={`Statistics of ${name}`} data-series={name}>
      <header>
        <i style={{ background: color }} />
        {link === undefined ? (
          <b title={title}>{name}</b>
        ) : (
          <Anchor component={Link} to={link} size="sm" fw={600} title={title}>
            {name}
          </Anchor>
        )}
        {remove ? <CloseButton size="xs" aria-label={`Remove ${name}`} onClick={remove} /> : null}
      </header>
      {statistics ? (
        <dl>
          {toRows(statistics, axis, gaps).map(([term, value, help]) => (
            <div key={term} title={help}>
              <dt>{term}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      ) : (
        <span className="dim">no value in these runs</span>
      )}
    </section>
  );
}

const signed = (value: number): string => `${value > 0 ? '+' : value < 0 ? '−' : ''}${Math.abs(value).toFixed(1)}`;

type Row = readonly [term: string, value: string, help: string];

function toRows(statistics: Statistics, axis: XAxis, gaps: number): Row[] {
  const { count, mean, meanError, rms, median, mad, weighted, line, last, min, max } = statistics;
  const { divisor, per } = slopeUnit(axis);
  const gapText = gaps > 0 ? `, ${gaps} ${gaps === 1 ? 'gap' : 'gaps'}` : '';
  const rows: (Row | undefined)[] = [
    ['runs', `${count}${gapText}`, 'Runs with a value; gaps are runs without one'],
    ['mean', formatValue(mean, meanError, meanError), 'Unweighted mean; its error is RMS / √runs'],
    ['RMS', formatNumber(rms), 'Root mean square deviation from the mean'],
    ['median', formatNumber(median), 'A few outliers do not change it'],
    ['MAD', formatNumber(mad), 'Median absolute deviation from the median: 1.4826 × MAD is the RMS without outliers'],
    weighted && [
      'weighted mean',
      formatValue(weighted.mean, weighted.error, weighted.error),
      'Mean weighted with 1/error²',
    ],
    weighted && [
      'χ²/ndf',
      weighted.count > 1 ? `${formatNumber(weighted.chi2)}/${weighted.count - 1}` : '–',
      'Of a constant: about 1 where the errors explain the scatter of the points',
    ],
    line && [
      `slope per ${per}`,
      formatValue(line.slope * divisor, line.slopeError * divisor, line.slopeError * divisor),
      'Linear least-squares fit over the x axis; the error comes from the scatter of the points',
    ],
    line && [
      'slope significance',
      line.slopeError > 0 ? `${signed(line.slope / line.slopeError)} σ` : '–',
      'Slope divided by its error: a drift beyond about 3 σ',
    ],
    ['last', `${formatNumber(last.value)} (${last.run})`, 'Last run with a value'],
    [
      'last vs. median (z)',
      last.z === undefined ? '–' : signed(last.z),
      'z = (last − median) / √(spread² + error²), from the runs before it; spread = 1.4826 × median absolute deviation',
    ],
    ['range', `${formatNumber(min)} … ${formatNumber(max)}`, 'Minimum and maximum'],
  ];
  return rows.filter((row) => row !== undefined);
}
