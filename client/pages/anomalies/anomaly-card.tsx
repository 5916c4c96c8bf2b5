import { Badge, Text } from '@mantine/core';
import { Link } from 'react-router';
import { formatNumber, formatValue } from '../../format/numbers.ts';
import { pointFormat } from '../../point/point.ts';
import card from '../../ui/card.module.css';
import { plotLink } from '../../url/links.ts';
import { type Anomaly, AnomalyPlot } from './anomaly-plot.tsx';
import styles from './anomaly-card.module.css';

/** A trend with an anomaly: its run, its z, and a small plot. It links to the trend's page with the point open. */
export function AnomalyCard({ anomaly, threshold }: { anomaly: Anomaly; threshold: number }) {
  const { trend, run, z, value, error, median, outside, judged, reason } = anomaly;
  const { config, dataset } = trend;
  const to = plotLink(
    { ...dataset, subsystem: config.subsystem, config: config.name },
    { point: pointFormat.format({ config: config.name, run }) },
  );
  return (
    <article className={`${card.root} ${styles.root}`} data-anomaly={config.name} data-dataset={dataset.primaryDataset}>
      <Link to={to} className={styles.link}>
        <div className={styles.head}>
          <span className={card.title} title={config.title}>
            {config.title === config.yTitle ? config.name : config.title}
          </span>
          <ZBadge z={z} />
        </div>
        <div className={card.figures}>
          {config.subsystem} · {dataset.primaryDataset} {dataset.processing}
        </div>
        <AnomalyPlot anomaly={anomaly} threshold={threshold} />
        <Text size="xs" component="div">
          {value === null ? (
            `No value in the newest runs: ${reason ?? ''}`
          ) : (
            <>
              Run {run}: <b>{formatValue(value, error ?? 0, error ?? 0)}</b>, median {formatNumber(median)}
              {judged > 1 ? (
                <span className="dim">
                  {' '}
                  · {outside} of the {judged} newest runs outside
                </span>
              ) : null}
            </>
          )}
        </Text>
      </Link>
    </article>
  );
}

function ZBadge({ z }: { z: number | null }) {
  if (z === null)
    return (
      <Badge size="md" color="gray.7" radius="sm">
        no value
      </Badge>
    );
  const size = Math.abs(z);
  const shown = size >= 1000 ? '>1000' : size >= 100 ? size.toFixed(0) : size.toFixed(1);
  return (
    <Badge size="md" color={size >= 10 ? 'red.9' : 'var(--caution)'} radius="sm">
      {z > 0 ? '+' : '−'}
      {shown} σ
    </Badge>
  );
}
