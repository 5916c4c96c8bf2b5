import { useComputedColorScheme } from '@mantine/core';
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  type ChartConfiguration,
  LinearScale,
  Tooltip,
} from 'chart.js';
import { useMemo } from 'react';
import { type Distribution, distribution } from '../../../chart/statistics/distribution.ts';
import { formatNumber } from '../../../format/numbers.ts';
import { SmallChart } from './small-chart.tsx';
import styles from './value-distribution.module.css';

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Tooltip);

/** Histogram of the values of a trend. */
export function ValueDistribution({
  name,
  title,
  values,
  color,
}: {
  name: string;
  /** Of the x axis. */
  title: string;
  values: readonly (number | null)[];
  color: string;
}) {
  const dark = useComputedColorScheme('light') === 'dark';
  const bins = useMemo(() => distribution(values.filter((value) => value !== null)), [values]);
  const configuration = useMemo(() => bins && barChart(bins, { title, color, dark }), [bins, title, color, dark]);
  if (!bins || !configuration) return <p className="dim">{name} has no value in these runs.</p>;
  const max = Math.max(...bins.counts);
  return (
    <figure className={styles.root}>
      <figcaption>{name}</figcaption>
      <SmallChart
        configuration={configuration}
        label={`Distribution of ${name}: ${bins.counts.length} bins from ${formatNumber(bins.low)}, ${formatNumber(bins.width)} wide; at most ${max} runs per bin`}
      />
    </figure>
  );
}

function barChart(
  { low, width, counts }: Distribution,
  { title, color, dark }: { title: string; color: string; dark: boolean },
): ChartConfiguration<'bar', number[]> {
  const ink = dark ? '#c1c2c5' : '#495057';
  const edge = (bin: number): string => formatNumber(low + bin * width, width);
  return {
    type: 'bar',
    data: {
      labels: counts.map((_, bin) => edge(bin + 0.5)),
      datasets: [{ data: [...counts], backgroundColor: color, categoryPercentage: 1, barPercentage: 0.96 }],
    },
    options: {
      scales: {
        x: {
          grid: { display: false },
          ticks: { color: ink, font: { size: 10 }, maxRotation: 0, autoSkipPadding: 12 },
          title: { display: title !== '', text: title, color: ink, font: { size: 11 } },
        },
        y: {
          beginAtZero: true,
          grid: { color: dark ? '#373a40' : '#e9ecef' },
          border: { display: false },
          ticks: { color: ink, font: { size: 10 }, precision: 0, maxTicksLimit: 6 },
          title: { display: true, text: 'runs', color: ink, font: { size: 11 } },
        },
      },
      plugins: {
        tooltip: {
          displayColors: false,
          callbacks: {
            title: ([item]) => (item ? `${edge(item.dataIndex)} to ${edge(item.dataIndex + 1)}` : ''),
            label: ({ dataIndex }) => `${counts[dataIndex] ?? 0} runs`,
          },
        },
      },
    },
  };
}
