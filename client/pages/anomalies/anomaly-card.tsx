import { Badge, Text } from '@mantine/core';
import { Link } from 'react-router';
import type { AnomaliesQuery } from '../../generated/operations.ts';
import { formatNumber, formatValue } from '../../format/numbers.ts';
import { pointFormat } from '../../point/point.ts';
import { plotLink } from '../../url/links.ts';
import { AnomalyPlot } from './anomaly-plot.tsx';
import card from '../../ui/card.module.css';
import styles from './anomaly-card.module.css';

export type Anomaly = AnomaliesQuery['anomalies']['items'][number];

/** A trend that changed: how far, in which run, and a small plot that leads to the large one. */
export function AnomalyCard({ change, limit }: { change: Anomaly; limit: number }) {
  const { trend, run, z, value, error, median, outside, judged, reason } = change;
  const { config, dataset } = trend;
  const to = plotLink(
    { ...dataset, subsystem: config.subsystem, config: config.name },
    { point: pointFormat.format({ config: config.name, run }) },
  );
  return (
    <article className={`${card.root} ${styles.root}`} data-change={config.name} data-dataset={dataset.primaryDataset}>
      <Link to={to} className={styles.link}>
        <div className={styles.head}>
          <span className={card.title} title={config.title}>
            {config.title === config.yTitle ? config.name : config.title}
          </span>
          <Distance z={z} />
        </div>
        <div className={card.figures}>
          {config.subsystem} · {dataset.primaryDataset} {dataset.processing}
        </div>
        <AnomalyPlot change={change} limit={limit} />
        <Text size="xs" component="div">
          {value === null ? (
            `No value any more: ${reason ?? ''}`
          ) : (
            <>
              Run {run}: <b>{formatValue(value, error ?? 0, error ?? 0)}</b>, usually {formatNumber(median)}
              {judged > 1 ? (
                <span className="dim">
                  {' '}
                  · {outside} of the {judged} newest runs are out
                </span>
              ) : null}
            </>
          )}
        </Text>
      </Link>
    </article>
  );
}

function Distance({ z }: { z: number | null }) {
  if (z === null)
    return (
      <Badge color="gray.7" variant="filled" tt="none" radius="sm">
        gone
      </Badge>
    );
  const size = Math.abs(z);
  const shown = size >= 1000 ? '>1000' : size >= 100 ? size.toFixed(0) : size.toFixed(1);
  return (
    <Badge color={size >= 10 ? 'red.9' : 'var(--caution)'} variant="filled" tt="none" radius="sm">
      {z > 0 ? '+' : '−'}
      {shown} σ
    </Badge>
  );
}
