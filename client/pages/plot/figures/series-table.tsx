import { Anchor, CloseButton, UnstyledButton } from '@mantine/core';
import { ArrowDown, ArrowUp, Maximize2 } from 'lucide-react';
import { useMemo } from 'react';
import { Link } from 'react-router';
import { MarkerIcon } from '../../../chart/markers/marker-icon.tsx';
import type { Marker } from '../../../chart/markers/marker.ts';
import type { Statistics } from '../../../chart/statistics/statistics.ts';
import { type Figure, figuresOf, type SlopeAxis } from './figures.ts';
import table from '../../../ui/table.module.css';
import styles from './series-table.module.css';
import { plainTitle } from '../../../format/tlatex.ts';

/** A row of the table: a trend of the plot. */
export interface SeriesRow {
  readonly key: string;
  readonly name: string;
  readonly title: string;
  readonly color: string;
  readonly marker: Marker;
  readonly isHidden: boolean;
  /** Undefined where no run has a value. */
  readonly statistics: Statistics | undefined;
  readonly gaps: number;
  /** To its own plot page; undefined on that page. */
  readonly link: string | undefined;
  readonly remove: (() => void) | undefined;
}

/** The trends of a plot with their statistics: its legend. A click on a name hides the trend or shows it again; hovering emphasizes it. */
export function SeriesTable({
  rows,
  axis,
  of,
  order,
  changeOrder,
  toggle,
  emphasize,
}: {
  rows: readonly SeriesRow[];
  axis: SlopeAxis;
  /** What a point stands for. */
  of: 'run' | 'bin';
  /** Term of the figure by which the rows are sorted, ascending with a minus sign before it; empty: the order of the plot. */
  order: string;
  changeOrder: (order: string) => void;
  toggle: (key: string) => void;
  /** Called with the key of the row under the pointer or with the focus, and with null. */
  emphasize: (key: string | null) => void;
}) {
  const figures = useMemo(
    () =>
      figuresOf(axis, of).filter(({ text }) => rows.some((row) => row.statistics && text(row.statistics, row.gaps))),
    [axis, of, rows],
  );
  const sorted = useMemo(() => sortRows(rows, figures, order), [rows, figures, order]);
  const head = (term: string, help: string) => (
    <th key={term} scope="col" title={help} aria-sort={sortedAs(order, term)}>
      <UnstyledButton onClick={() => changeOrder(nextOrder(order, term))}>
        {term}
        {order === term ? <ArrowDown size={12} aria-hidden /> : null}
        {order === `-${term}` ? <ArrowUp size={12} aria-hidden /> : null}
      </UnstyledButton>
    </th>
  );
  return (
    <div className={`${table.wide} ${styles.root}`} role="region" aria-label="Series" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {head(nameColumn, 'A click on a name hides the series or shows it again')}
            {figures.map(({ term, help }) => head(term, help))}
            <th aria-label="Actions" />
          </tr>
        </thead>
        <tbody>
          {sorted.map((row) => (
            <tr
              key={row.key}
              data-series={row.name}
              className={row.isHidden ? styles.hidden : undefined}
              onPointerEnter={() => emphasize(row.isHidden ? null : row.key)}
              onPointerLeave={() => emphasize(null)}
            >
              <th scope="row">
                <UnstyledButton
                  aria-pressed={!row.isHidden}
                  title={`${plainTitle(row.title)}\n${row.isHidden ? 'Show' : 'Hide'}`}
                  onClick={() => toggle(row.key)}
                  onFocus={() => emphasize(row.isHidden ? null : row.key)}
                  onBlur={() => emphasize(null)}
                >
                  <MarkerIcon color={row.color} {...row.marker} />
                  <span>{row.name}</span>
                </UnstyledButton>
              </th>
              {row.statistics ? (
                figures.map(({ term, text }) => (
                  <td key={term}>{(row.statistics && text(row.statistics, row.gaps)) ?? '–'}</td>
                ))
              ) : (
                <td colSpan={figures.length} className="dim">
                  no value in these runs
                </td>
              )}
              <td className={styles.actions}>
                {row.link === undefined ? null : (
                  <Anchor component={Link} to={row.link} aria-label={`Open ${row.name}`} title="Open plot page">
                    <Maximize2 size={12} />
                  </Anchor>
                )}
                {row.remove ? <CloseButton size="xs" aria-label={`Remove ${row.name}`} onClick={row.remove} /> : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const nameColumn = 'series';

function sortedAs(order: string, term: string): 'ascending' | 'descending' | 'none' {
  if (order === term) return 'descending';
  return order === `-${term}` ? 'ascending' : 'none';
}

/** Descending first, then ascending, then the order of the plot. */
function nextOrder(order: string, term: string): string {
  if (order === term) return `-${term}`;
  return order === `-${term}` ? '' : term;
}

/** Returns the rows in an order; those without a number come last. */
export function sortRows(rows: readonly SeriesRow[], figures: readonly Figure[], order: string): readonly SeriesRow[] {
  const [term, sign] = order.startsWith('-') ? [order.slice(1), 1] : [order, -1];
  if (term === nameColumn) return rows.toSorted((a, b) => sign * a.name.localeCompare(b.name, 'en', { numeric: true }));
  const figure = figures.find((each) => each.term === term);
  if (!figure) return rows;
  const numberOf = ({ statistics, gaps }: SeriesRow): number | undefined =>
    statistics && figure.order(statistics, gaps);
  return rows.toSorted((a, b) => {
    const [first, second] = [numberOf(a), numberOf(b)];
    if (first === undefined || second === undefined) return Number(first === undefined) - Number(second === undefined);
    return sign * (first - second);
  });
}
