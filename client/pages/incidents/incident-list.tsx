import { Text } from '@mantine/core';
import type { KeyboardEvent } from 'react';
import { Link } from 'react-router';
import { shortTime, since } from '../../format/time.ts';
import type { InboxQuery } from '../../generated/operations.ts';
import { useNow } from '../../ui/use-now.ts';
import { SeverityBadge } from './alarm-card.tsx';
import { countsByState } from './alarm-text.ts';
import styles from './incident-list.module.css';
import { incidentLink, type InboxView } from './inbox-view.ts';

export type ListedIncident = InboxQuery['shown']['items'][number];

/** Incidents, the open one marked. The arrow keys move between them. */
export function IncidentList({
  incidents,
  view,
  step,
  onOpen,
}: {
  incidents: readonly ListedIncident[];
  view: InboxView;
  /** Moves to the next or the previous incident. */
  step: (by: 1 | -1) => void;
  /** Called with the index of the one that a click or Enter opens. */
  onOpen: (index: number) => void;
}) {
  const now = useNow(60_000);
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    step(event.key === 'ArrowDown' ? 1 : -1);
  };
  return (
    <ul className={styles.root} aria-label="Incidents" onKeyDown={onKey}>
      {incidents.map((incident, index) => {
        const { run, name, severity, subsystems, runInfo, openedAt, resolvedAt } = incident;
        return (
          <li key={run} data-incident={run}>
            <Link
              to={incidentLink(view, run)}
              className={styles.link}
              aria-current={view.incident === run ? 'true' : undefined}
              onClick={() => onOpen(index)}
            >
              <div className={styles.head}>
                <b>Run {run}</b>
                <Text span size="xs" c="dimmed" className={styles.start}>
                  {runInfo?.startTime ? shortTime(runInfo.startTime) : null}
                </Text>
                <SeverityBadge severity={severity} />
              </div>
              <div className={styles.name}>{name}</div>
              <Text size="xs" c="dimmed">
                {countsByState(incident)} · {subsystems.join(', ')} ·{' '}
                {resolvedAt === null ? `opened ${since(openedAt, now)} ago` : `resolved ${since(resolvedAt, now)} ago`}
              </Text>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
