import { Anchor, CloseButton } from '@mantine/core';
import { Link } from 'react-router';
import type { XAxis } from '../../chart/chart-options.ts';
import { formatNumber, formatValue } from '../../format/numbers.ts';
import { slopeUnit } from '../../chart/run-interval.ts';
import type { Statistics } from '../../chart/statistics.ts';

/** A trend of a plot: its colour, its name, and what its points come to. */
export function SeriesFigures({
  color,
  name,
  title,
  address,
  axis,
  figures,
  gaps,
  remove,
}: {
  color: string;
  name: string;
  title: string;
  /** Of its own page; undefined on it. */
  address: string | undefined;
  axis: XAxis;
  /** Undefined where no run has a value. */
  figures: Statistics | undefined;
  gaps: number;
  remove: (() => void) | undefined;
}) {
  return (
    <section className="series-figures" aria-label={`Statistics of ${name}`} data-series={name}>
      <header>
        <i style={{ background: color }} />
        {address === undefined ? (
          <b title={title}>{name}</b>
        ) : (
          <Anchor component={Link} to={address} size="sm" fw={600} title={title}>
            {name}
          </Anchor>
        )}
        {remove ? <CloseButton size="xs" aria-label={`Without ${name}`} onClick={remove} /> : null}
      </header>
      {figures ? (
        <dl>
          {facts(figures, axis, gaps).map(([term, value, meaning]) => (
            <div key={term} title={meaning}>
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

const sigmas = (value: number): string => `${value > 0 ? '+' : value < 0 ? '−' : ''}${Math.abs(value).toFixed(1)} σ`;

type Figure = readonly [term: string, value: string, meaning: string];

function facts(figures: Statistics, axis: XAxis, gaps: number): Figure[] {
  const { count, mean, meanError, rms, weighted, line, last, least, most } = figures;
  const { divisor, per } = slopeUnit(axis);
  return [
    [
      'runs',
      `${count}${gaps > 0 ? `, ${gaps} ${gaps === 1 ? 'gap' : 'gaps'}` : ''}`,
      'Runs with a value, and those without',
    ],
    ['mean', formatValue(mean, meanError, meanError), 'Each run counts alike; the error is RMS / √runs'],
    ['RMS', formatNumber(rms), 'Root mean square deviation from the mean'],
    ...(weighted
      ? ([
          ['weighted mean', formatValue(weighted.mean, weighted.error, weighted.error), 'Weighted with 1/error²'],
          [
            'χ²/ndf',
            weighted.count > 1 ? `${formatNumber(weighted.chi2)}/${weighted.count - 1}` : '–',
            'How well one value explains all points: near 1 if their errors do',
          ],
        ] satisfies Figure[])
      : []),
    ...(line
      ? ([
          [
            `slope per ${per}`,
            formatValue(line.slope * divisor, line.slopeError * divisor, line.slopeError * divisor),
            'Straight line by least squares over the x axis; its error is by the scatter of the points',
          ],
          ['slope/error', line.slopeError > 0 ? sigmas(line.slope / line.slopeError) : '–', 'Beyond 3 or so it drifts'],
        ] satisfies Figure[])
      : []),
    ['last', `${formatNumber(last.value)} (${last.run})`, 'The last run with a value'],
    [
      'last against mean',
      last.sigmas === undefined ? '–' : sigmas(last.sigmas),
      '(last − mean of those before) / √(their RMS² + its error²)',
    ],
    ['range', `${formatNumber(least)} … ${formatNumber(most)}`, 'Least and greatest value'],
  ];
}
