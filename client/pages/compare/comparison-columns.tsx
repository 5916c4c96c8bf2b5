import { Anchor } from '@mantine/core';
import { Link } from 'react-router';
import { formatNumber, formatValue } from '../../format/numbers.ts';
import { plainTitle } from '../../format/tlatex.ts';
import { TitleText } from '../../ui/title-text.tsx';
import type { Column } from '../../ui/virtual-table.tsx';
import { ComparisonPlot, type ComparisonPoints } from './comparison-plot.tsx';
import {
  type ComparedTrend,
  comparedPlotLink,
  type CompleteView,
  nextOrder,
  type Order,
  type OrderKey,
} from './compare-view.ts';
import styles from './compare.module.css';

/** The significance from which a trend is marked, and the largest of the server. */
const [farSigmas, maxSignificance] = [3, 1e6];

/** The columns of the table of a comparison. */
export function comparisonColumns(
  view: CompleteView,
  isPaired: boolean,
  plotOf: (name: string) => ComparisonPoints | undefined,
  changeOrder: (order: Order) => void,
): Column<ComparedTrend>[] {
  const sorted = (key: OrderKey): Pick<Column<ComparedTrend>, 'onSort' | 'order'> => ({
    onSort: () => changeOrder(nextOrder(view.order, key)),
    order: orderOf(view.order, key),
  });
  return [
    {
      label: 'Trend',
      width: 200,
      share: 2,
      isFrozen: true,
      ...sorted('name'),
      cell: (trend) => (
        <div className={styles.trend}>
          <Anchor component={Link} to={comparedPlotLink(view, trend.name)} size="sm" fw={600}>
            {trend.name}
          </Anchor>
          <span className="dim">
            <TitleText title={trend.title} />
          </span>
        </div>
      ),
      tooltip: ({ name, title }) => `${name}\n${plainTitle(title)}`,
    },
    {
      label: isPaired ? 'By run: B/A or B − A' : 'By run, to the mean of A',
      width: 190,
      share: 1,
      cell: ({ name, ratio }) => {
        const points = plotOf(name);
        return points ? <ComparisonPlot points={points} isRatio={ratio !== null} /> : <span className="dim">…</span>;
      },
    },
    {
      label: 'Shift [σ]',
      width: 84,
      isNumber: true,
      ...sorted('significance'),
      cell: ({ significance }) => significanceText(significance),
      tooltip: ({ significance }) =>
        significance === null ? 'Fewer than five runs without errors: the error of the shift is unknown' : undefined,
    },
    {
      label: 'Ratio B/A',
      width: 140,
      isNumber: true,
      ...sorted('ratio'),
      cell: ({ ratio, ratioError }) => withError(ratio, ratioError),
      tooltip: ({ ratio }) => (ratio === null ? 'Values near zero or of different signs: see the shift' : undefined),
    },
    {
      label: 'Shift B − A',
      width: 150,
      isNumber: true,
      ...sorted('shift'),
      cell: ({ shift, shiftError }) => withError(shift, shiftError),
      tooltip: ({ yTitle }) => (yTitle === '' ? undefined : plainTitle(yTitle)),
    },
    {
      label: 'Beyond 3σ',
      width: 88,
      isNumber: true,
      ...sorted('shareBeyond'),
      cell: ({ shareBeyond }) =>
        shareBeyond === null ? null : `${formatNumber(Math.round(shareBeyond * 1000) / 10)} %`,
      tooltip: ({ shareBeyond }) => (shareBeyond === null ? 'The values have no errors' : undefined),
    },
    {
      label: isPaired ? 'Runs' : 'Runs A, B',
      width: 76,
      isNumber: true,
      ...sorted('runs'),
      cell: ({ runsA, runsB }) => (isPaired ? runsA.toLocaleString('en') : `${runsA}, ${runsB}`),
    },
    { label: 'Mean A', width: 96, isNumber: true, ...sorted('meanA'), cell: ({ meanA }) => meanText(meanA) },
    { label: 'Mean B', width: 96, isNumber: true, ...sorted('meanB'), cell: ({ meanB }) => meanText(meanB) },
  ];
}

function orderOf(order: Order, key: OrderKey): 'none' | 'ascending' | 'descending' {
  // Names ascend first.
  const [first, second] =
    key === 'name' ? (['ascending', 'descending'] as const) : (['descending', 'ascending'] as const);
  if (order === key) return first;
  return order === `-${key}` ? second : 'none';
}

function significanceText(significance: number | null) {
  if (significance === null) return null;
  const sign = significance > 0 ? '+' : '-';
  const size = Math.abs(significance);
  if (size < 0.05) return '0.0';
  const text = size >= maxSignificance ? `${sign}>10⁶` : `${sign}${size < 100 ? size.toFixed(1) : formatNumber(size)}`;
  return <span className={size >= farSigmas ? styles.far : undefined}>{text}</span>;
}

const meanText = (value: number | null): string | null => (value === null ? null : formatNumber(value));

function withError(value: number | null, error: number | null): string | null {
  if (value === null) return null;
  return formatValue(value, error ?? 0, error ?? 0);
}
