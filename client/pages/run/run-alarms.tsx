import { Text } from '@mantine/core';
import { Link } from 'react-router';
import type { RunEventsQuery } from '../../generated/operations.ts';
import { AlarmBadge, alarmLink } from '../incidents/alarm-card.tsx';
import { describeState } from '../incidents/alarm-text.ts';
import { defaultInbox, incidentLink } from '../incidents/inbox-view.ts';
import styles from './run-alarms.module.css';

type Alarms = NonNullable<RunEventsQuery['run']>['alarms'];

/** The alarms that began at a run or cover it, with links to their incidents. */
export function RunAlarms({ run, alarms: { items, total } }: { run: number; alarms: Alarms }) {
  if (total === 0)
    return (
      <Text size="sm" c="dimmed">
        No alarm began at this run, and none that is open covers it.
      </Text>
    );
  return (
    <>
      <ul className={styles.root}>
        {items.map((alarm) => (
          <li key={alarm.id} data-alarm={alarm.trend.config.name}>
            <AlarmBadge alarm={alarm} />{' '}
            <Link to={alarmLink(alarm)}>
              {alarm.trend.config.subsystem}/{alarm.trend.config.name}
            </Link>
            <div>
              {alarm.summary},{' '}
              <Link to={incidentLink({ ...defaultInbox, state: alarm.state }, alarm.run)}>
                {alarm.run === run ? 'from this run on' : `since run ${alarm.run}`}
              </Link>
            </div>
            <div className="dim">
              {[`${alarm.trend.dataset.primaryDataset} ${alarm.trend.dataset.processing}`, describeState(alarm)]
                .filter((text) => text !== '')
                .join(' · ')}
            </div>
          </li>
        ))}
      </ul>
      {total > items.length ? (
        <Text size="sm" c="dimmed">
          {(total - items.length).toLocaleString('en')} more, see the trends below.
        </Text>
      ) : null}
    </>
  );
}
