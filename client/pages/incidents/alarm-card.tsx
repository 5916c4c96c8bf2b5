import { Badge, Checkbox, Skeleton, Text } from '@mantine/core';
import { Link } from 'react-router';
import type { ListedAlarmFragment, NamedTrendFragment } from '../../generated/operations.ts';
import { plainTitle } from '../../format/tlatex.ts';
import { formatTime } from '../../format/time.ts';
import { pointFormat } from '../../point/point.ts';
import { defaultRuns, runsCodec } from '../../run-selection/run-selection.ts';
import card from '../../ui/card.module.css';
import { TitleText } from '../../ui/title-text.tsx';
import { toParameters } from '../../url/codec.ts';
import { plotLink } from '../../url/links.ts';
import { Guidance } from '../plot/guidance.tsx';
import { AlarmPlot, type AlarmPoints, columnsAround } from './alarm-plot.tsx';
import { describeEvent, describeState, type ShownAlarm, stateNames, trendName } from './alarm-text.ts';
import styles from './alarm-card.module.css';

export interface AlarmProps {
  readonly alarm: ShownAlarm;
  readonly isSelected: boolean;
  readonly select: (isSelected: boolean) => void;
}

/** An alarm with its plot, what its config says about it, its state and its history. */
export function AlarmCard({ points, ...props }: AlarmProps & { points: AlarmPoints | undefined }) {
  const { alarm } = props;
  const { trend, summary } = alarm;
  const { config, dataset } = trend;
  const columns = points && columnsAround(points);
  const state = describeState(alarm);
  return (
    <article className={card.root} data-alarm={config.name} data-dataset={dataset.primaryDataset}>
      <header className={styles.head}>
        <AlarmCheckbox {...props} />
        <Link to={alarmLink(alarm, columns?.runs)} className={card.title} title={plainTitle(config.title)}>
          {config.title === config.yTitle ? config.name : <TitleText title={config.title} />}
        </Link>
        <AlarmBadge alarm={alarm} />
      </header>
      <div className={card.figures}>
        {config.subsystem} · {dataset.primaryDataset} {dataset.processing}
      </div>
      {columns ? <AlarmPlot alarm={alarm} columns={columns} /> : <Skeleton height={96} my={4} />}
      <Text size="sm">{summary}</Text>
      {state === '' ? null : (
        <Text size="sm" c="dimmed">
          {state}
        </Text>
      )}
      <Guidance configs={[config]} />
      <AlarmHistory alarm={alarm} />
    </article>
  );
}

/** Selects an alarm for actions. */
export function AlarmCheckbox({ alarm, isSelected, select }: AlarmProps) {
  return (
    <Checkbox
      aria-label={`Select ${trendName(alarm)}`}
      checked={isSelected}
      onChange={({ currentTarget: { checked } }) => select(checked)}
    />
  );
}

/** The severity of an open alarm, or its state. */
export function AlarmBadge({ alarm: { state, severity, muted } }: { alarm: ListedAlarmFragment }) {
  if (state === 'new') return <SeverityBadge severity={severity} />;
  return (
    <Badge size="md" radius="sm" color={state === 'resolved' ? 'green.9' : 'gray.7'}>
      {muted && state === 'acknowledged' ? 'Muted' : stateNames[state]}
    </Badge>
  );
}

/** How bad an alarm or an incident is. */
export function SeverityBadge({ severity }: Pick<ShownAlarm, 'severity'>) {
  return (
    <Badge size="md" radius="sm" color={severity === 'error' ? 'red.9' : 'var(--caution)'}>
      {severity}
    </Badge>
  );
}

/** The events of an alarm, oldest first. */
export function AlarmHistory({ alarm: { events } }: Pick<AlarmProps, 'alarm'>) {
  return (
    <details className={styles.history}>
      <summary>History ({events.length})</summary>
      <ol>
        {events.map((event) => (
          <li key={event.id}>
            <span className="dim">{formatTime(event.at)}</span> {describeEvent(event)}
          </li>
        ))}
      </ol>
    </details>
  );
}

/** The plot of an alarm's trend, with the run open at which it began, in the runs that are given or the latest. */
export function alarmLink(
  { run, trend: { config, dataset } }: { readonly run: number; readonly trend: NamedTrendFragment },
  runs: readonly number[] = [],
): string {
  const [first, last] = [runs[0], runs.at(-1)];
  const selected =
    first === undefined || last === undefined
      ? defaultRuns
      : { ...defaultRuns, by: 'list' as const, list: `${first}-${last}` };
  const parameters = toParameters(runsCodec, selected);
  parameters.append('point', pointFormat.format({ config: config.name, run }));
  return plotLink({ ...dataset, subsystem: config.subsystem, config: config.name }, parameters);
}
