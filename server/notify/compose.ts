import { wildcard } from '../names/wildcard.ts';
import type { AlarmState } from '../store/entities/index.ts';
import type { AlarmNews, Announcement } from '../store/notifications/alarm-news.ts';
import { type AlarmLine, type Incident, type IncidentMessage, withAlarms } from './incident-message.ts';
import type { Receiver } from './receivers.ts';

/** An alarm with news. */
export interface ChangedAlarm {
  readonly line: AlarmLine;
  /** The run of its incident. */
  readonly run: number;
  readonly state: AlarmState;
  readonly news: AlarmNews;
}

/** A message for a receiver, with the events and alarms in it. */
export interface ComposedMessage {
  readonly receiver: string;
  readonly run: number;
  readonly events: string[];
  readonly opened: number[];
  readonly resolved: number[];
  readonly message: IncidentMessage;
}

/** Events for which an alarm is announced. */
const announcing: ReadonlySet<string> = new Set(['opened', 'worsened', 'reopened']);

/**
 * Composes a message for each receiver and incident, older incidents first. It announces alarms of the receiver's subsystems and severities that were
 * opened and that nobody has acknowledged since, and reports as back to normal what it had announced. `incidents` are those of the alarms, by run.
 */
export function composeMessages(
  alarms: readonly ChangedAlarm[],
  incidents: ReadonlyMap<number, Incident>,
  receivers: readonly Receiver[],
  announcements: readonly Announcement[],
): ComposedMessage[] {
  const runs = [...new Set(alarms.map(({ run }) => run))].sort((a, b) => a - b);
  return receivers.flatMap((receiver) => {
    const announced = new Map(
      announcements.filter((one) => one.receiver === receiver.name).map((one) => [one.alarmId, one]),
    );
    return runs.flatMap((run) => {
      const ofIncident = alarms.filter((alarm) => alarm.run === run);
      const opened = ofIncident.filter((alarm) => isAnnounced(alarm, receiver));
      const resolved = ofIncident.filter(
        (alarm) => isOver(alarm, receiver) && announced.get(alarm.line.alarmId)?.isOpen === true,
      );
      const withPrevious = ({ line }: ChangedAlarm): AlarmLine => {
        const previousRun = announced.get(line.alarmId)?.run;
        return previousRun === undefined || previousRun === run ? line : { ...line, previousRun };
      };
      const incident = incidents.get(run);
      const message = incident && withAlarms(incident, opened.map(withPrevious), resolved.map(withPrevious));
      if (message === undefined) return [];
      return {
        receiver: receiver.name,
        run,
        events: [...opened, ...resolved].flatMap(({ news }) => news.eventIds),
        opened: opened.map(({ line }) => line.alarmId),
        resolved: resolved.map(({ line }) => line.alarmId),
        message,
      };
    });
  });
}

function isAnnounced({ line, state, news }: ChangedAlarm, { subsystems, severity }: Receiver): boolean {
  return (
    state === 'new' &&
    news.kinds.some((kind) => announcing.has(kind)) &&
    (severity === 'warning' || line.severity === 'error') &&
    (subsystems.length === 0 || subsystems.some((pattern) => wildcard(pattern)(line.subsystem)))
  );
}

/** Alertmanager repeats an alert until it ends: one that a person has acknowledged ends, too. */
function isOver({ state }: ChangedAlarm, { kind }: Receiver): boolean {
  return state === 'resolved' || (kind === 'alertmanager' && state === 'acknowledged');
}
