import { Badge, Skeleton, Text } from '@mantine/core';
import { Link } from 'react-router';
import { plainTitle } from '../../format/tlatex.ts';
import { formatNumber, formatValue } from '../../format/numbers.ts';
import type { PointState, SmallPlotColumnsFragment } from '../../generated/operations.ts';
import card from '../../ui/card.module.css';
import { TitleText } from '../../ui/title-text.tsx';
import { alarmLink } from '../incidents/alarm-card.tsx';
import { JudgedPlot } from './judged-plot.tsx';
import { formatDistance, type JudgedTrend } from './run-text.ts';
import { stateNames } from './run-view.ts';
import styles from './trend-card.module.css';

/** A trend of a run: its state, its value, and a small plot around the run, which opens the histogram. */
export function TrendCard({
  judged,
  run,
  columns,
  open,
}: {
  judged: JudgedTrend;
  run: number;
  /** Undefined while they are loaded; null if that failed. */
  columns: SmallPlotColumnsFragment | undefined | null;
  /** Opens the panel of the point. */
  open: (runs: readonly number[]) => void;
}) {
  const { trend, state, reason, value, errorLow, errorHigh, level, distance } = judged;
  const { config, dataset } = trend;
  const runs = columns?.runs ?? [];
  return (
    <article
      className={card.root}
      data-run-trend={`${config.subsystem}/${config.name}`}
      data-dataset={dataset.primaryDataset}
      data-state={state}
    >
      <header>
        <Link to={alarmLink({ run, trend }, runs)} className={card.title} title={plainTitle(config.title)}>
          {config.title === config.yTitle ? config.name : <TitleText title={config.title} />}
        </Link>
        <StateBadge state={state} />
      </header>
      <div className={card.figures} title={`${config.subsystem}/${config.name}`}>
        {config.subsystem} · {dataset.primaryDataset} {dataset.processing}
      </div>
      <button
        type="button"
        className={styles.open}
        aria-label={`Open the histograms of ${config.subsystem}/${config.name} in ${dataset.primaryDataset} ${dataset.processing}`}
        onClick={() => open(runs)}
      >
        {columns === undefined ? (
          <Skeleton height={96} my={4} />
        ) : columns === null ? (
          <span className={styles.missing}>The points could not be loaded</span>
        ) : (
          <JudgedPlot judged={judged} columns={columns} run={run} />
        )}
      </button>
      <Text size="xs" component="div" className={styles.text}>
        {value === null ? null : (
          <div>
            <b>{formatValue(value, errorLow ?? 0, errorHigh ?? 0)}</b>
            {distance === null ? null : <> · {formatDistance(distance)}</>}
            {level === null ? null : <span className="dim"> · baseline {formatNumber(level)}</span>}
          </div>
        )}
        {reason === null ? null : <div>{reason}</div>}
      </Text>
    </article>
  );
}

const colors: Readonly<Record<PointState, string>> = {
  bad: 'red.9',
  warning: 'var(--caution)',
  noValue: 'gray.7',
  unjudged: 'gray.7',
  good: 'gray',
};

/** How good a value is. */
export function StateBadge({ state }: { state: PointState }) {
  return (
    <Badge size="md" radius="sm" color={colors[state]} variant={state === 'good' ? 'default' : 'filled'}>
      {stateNames[state]}
    </Badge>
  );
}
