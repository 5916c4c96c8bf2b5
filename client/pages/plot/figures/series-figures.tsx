import type { Statistics } from '../../../chart/statistics/statistics.ts';
import { figuresOf, type SlopeAxis } from './figures.ts';
import styles from './series-figures.module.css';

/** The statistics of the only trend of a plot. */
export function SeriesFigures({
  name,
  axis,
  of,
  statistics,
  gaps,
}: {
  name: string;
  axis: SlopeAxis;
  /** What a point stands for. */
  of: 'run' | 'bin';
  /** Undefined where no run has a value. */
  statistics: Statistics | undefined;
  gaps: number;
}) {
  const figures = statistics
    ? figuresOf(axis, of).flatMap(({ term, help, text }) => {
        const value = text(statistics, gaps);
        return value === undefined ? [] : [{ term, help, value }];
      })
    : [];
  return (
    <section className={styles.root} aria-label={`Statistics of ${name}`} data-series={name}>
      {statistics ? (
        <dl>
          {figures.map(({ term, help, value }) => (
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
