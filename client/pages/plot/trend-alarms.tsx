import { useQuery } from '@apollo/client/react';
import { Group, Text } from '@mantine/core';
import { Link } from 'react-router';
import { TrendAlarmsDocument } from '../../generated/operations.ts';
import { AlarmBadge } from '../incidents/alarm-card.tsx';
import { describeState } from '../incidents/alarm-text.ts';
import { defaultInbox, incidentLink } from '../incidents/inbox-view.ts';
import type { SeriesName } from './plot-view.ts';

/** The open alarms of a trend, with links to their incidents; nothing if it has none. */
export function TrendAlarms({ of: { subsystem, config, primaryDataset, processing } }: { of: SeriesName }) {
  const { data } = useQuery(TrendAlarmsDocument, {
    variables: { subsystem, primaryDataset, processing, names: [config] },
    fetchPolicy: 'cache-and-network',
  });
  const alarms = data?.trends.flatMap((trend) => trend.alarms) ?? [];
  if (alarms.length === 0) return null;
  return (
    <section aria-label="Open alarms">
      {alarms.map((alarm) => (
        <Group key={alarm.id} gap={6} mt={6} align="start" wrap="nowrap">
          <AlarmBadge alarm={alarm} />
          <Text size="sm">
            Alarm since{' '}
            <Link to={incidentLink({ ...defaultInbox, state: alarm.state }, alarm.run)}>run {alarm.run}</Link>:{' '}
            {[alarm.summary, describeState(alarm)].filter((text) => text !== '').join('. ')}
          </Text>
        </Group>
      ))}
    </section>
  );
}
