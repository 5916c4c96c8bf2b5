import { Badge, Text } from '@mantine/core';
import { Link } from 'react-router';
import { formatZ, judgementFormat } from '../../chart/statistics/judgement.ts';
import { formatNumber, formatValue } from '../../format/numbers.ts';
import { pointFormat } from '../../point/point.ts';
import { defaultRuns, runsCodec } from '../../run-selection/run-selection.ts';
import card from '../../ui/card.module.css';
import { RunLink } from '../../ui/run-link.tsx';
import { toParameters } from '../../url/codec.ts';
import { plotLink } from '../../url/links.ts';
import { type Anomaly, AnomalyPlot } from './anomaly-plot.tsx';
import type { Criteria } from './criteria.ts';
import styles from './anomaly-card.module.css';
import { TitleText } from '../../ui/title-text.tsx';
import { plainTitle } from '../../format/tlatex.ts';

/** A trend with an anomaly: its run, its z, and a small plot. It links to the trend's page with the point open and its baseline drawn. */
export function AnomalyCard({ anomaly, criteria }: { anomaly: Anomaly; criteria: Criteria }) {
  const { threshold } = criteria;
  const { trend, run, z, value, error, median, outside, judged, reason } = anomaly;
  const { config, dataset } = trend;
  const to = plotLink(
    { ...dataset, subsystem: config.subsystem, config: config.name },
    linkParameters(anomaly, criteria),
  );
  return (
    <article className={`${card.root} ${styles.root}`} data-anomaly={config.name} data-dataset={dataset.primaryDataset}>
      <Link to={to} className={styles.link}>
        <div className={styles.head}>
          <span className={card.title} title={plainTitle(config.title)}>
            {config.title === config.yTitle ? config.name : <TitleText title={config.title} />}
          </span>
          <ZBadge z={z} />
        </div>
        <div className={card.figures}>
          {config.subsystem} · {dataset.primaryDataset} {dataset.processing}
        </div>
        <AnomalyPlot anomaly={anomaly} threshold={threshold} />
      </Link>
      <Text size="xs" component="div">
        {value === null ? (
          <>
            No value in the newest runs, the last of them <RunLink run={run} />: {reason ?? ''}
          </>
        ) : (
          <>
            <RunLink run={run}>Run {run}</RunLink>: <b>{formatValue(value, error ?? 0, error ?? 0)}</b>, median{' '}
            {formatNumber(median)}
            {judged > 1 ? (
              <span className="dim">
                {' '}
                · {outside} of the {judged} newest runs outside
              </span>
            ) : null}
          </>
        )}
      </Text>
    </article>
  );
}

/** The runs that were judged with their baseline, the point, and how it was judged. */
function linkParameters({ run, median, spread, judged, trend }: Anomaly, criteria: Criteria): URLSearchParams {
  const { newest, baselineRuns, threshold } = criteria;
  const baseline = trend.columns.runs.slice(0, -judged);
  const [first, last] = [baseline[0], baseline.at(-1)];
  const parameters = toParameters(runsCodec, { ...defaultRuns, latest: newest + baselineRuns });
  parameters.append('point', pointFormat.format({ config: trend.config.name, run }));
  if (first !== undefined && last !== undefined)
    parameters.append('judged', judgementFormat.format({ run, median, spread, threshold, baseline: [first, last] }));
  return parameters;
}

function ZBadge({ z }: { z: number | null }) {
  if (z === null)
    return (
      <Badge size="md" color="gray.7" radius="sm">
        no value
      </Badge>
    );
  return (
    <Badge size="md" color={Math.abs(z) >= 10 ? 'red.9' : 'var(--caution)'} radius="sm">
      {formatZ(z)} σ
    </Badge>
  );
}
