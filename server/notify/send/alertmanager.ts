import type { Dispatcher } from 'undici';
import type { LimitSeverity } from '../../plan/plan.ts';
import type { AlarmLine, Delivery, IncidentMessage } from '../incident-message.ts';
import { post } from './post.ts';

/** Without an end, Alertmanager resolves an alert after minutes unless it gets it again. */
const openDays = 365;
/** A test alert ends automatically. */
const testMinutes = 5;
/** An alert whose end is in the future of Alertmanager's clock stays open: clocks may differ by this. */
const clockDifferenceMs = 60_000;

const alertNames = { limits: 'HdqmLimit', steps: 'HdqmStep', anomalies: 'HdqmAnomaly' } as const;

/** An alert of Alertmanager's API. Its labels are its identity. */
export interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL?: string;
}

/** Sends the alarms of a message to the API of Alertmanager, an alert each. Throws a SendError. */
export async function sendAlerts(agent: Dispatcher, url: string, delivery: Delivery): Promise<void> {
  const body = JSON.stringify(alertsOf(delivery));
  await post(agent, { url: `${url.replace(/\/+$/, '')}/api/v2/alerts`, id: delivery.id, body });
}

/** The alerts of a message. An alarm that became an error also ends its alert with the severity warning, and the other way round. */
export function alertsOf({ message, composedAt }: Pick<Delivery, 'message' | 'composedAt'>): Alert[] {
  const startsAt = message.startedAt === null ? composedAt : new Date(message.startedAt);
  const resolvedAt = new Date(Math.max(startsAt.getTime(), composedAt.getTime() - clockDifferenceMs));
  const openMs = message.isTest === true ? testMinutes * 60_000 : openDays * 86_400_000;
  const openUntil = new Date(composedAt.getTime() + openMs);
  const alert = (line: AlarmLine, severity: LimitSeverity, endsAt: Date): Alert => ({
    labels: labelsOf(message, line, severity),
    annotations: annotationsOf(line),
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    ...(line.link === null && message.link === null ? {} : { generatorURL: line.link ?? message.link ?? '' }),
  });
  return [
    ...message.opened.flatMap((line) => [
      alert(line, line.severity, openUntil),
      alert(line, otherSeverity(line.severity), resolvedAt),
    ]),
    ...message.resolved.flatMap((line) => [alert(line, 'warning', resolvedAt), alert(line, 'error', resolvedAt)]),
  ];
}

function otherSeverity(severity: LimitSeverity): LimitSeverity {
  return severity === 'error' ? 'warning' : 'error';
}

function labelsOf({ run }: IncidentMessage, line: AlarmLine, severity: LimitSeverity): Record<string, string> {
  return {
    alertname: alertNames[line.cause],
    subsystem: line.subsystem,
    severity,
    incident: String(run),
    config: line.config,
    primary_dataset: line.primaryDataset,
    processing: line.processing,
    alarm: String(line.alarmId),
  };
}

function annotationsOf({ title, text, action, contact }: AlarmLine): Record<string, string> {
  return {
    summary: `${title}: ${text}`,
    ...(action === null ? {} : { description: action }),
    ...(contact === null ? {} : { contact }),
  };
}
