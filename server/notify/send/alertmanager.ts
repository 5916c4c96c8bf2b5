import type { Dispatcher } from 'undici';
import type { LimitSeverity } from '../../plan/plan.ts';
import type { AlarmLine, Delivery } from '../incident-message.ts';
import { post } from './post.ts';

/** Without an end, Alertmanager resolves an alert after minutes unless it gets it again. */
const openDays = 365;
/** A test alert ends automatically. */
const testMinutes = 5;
/** An alert whose end is in the future of Alertmanager's clock stays open: clocks may differ by this. */
const clockDifferenceMs = 60_000;

const severities: readonly LimitSeverity[] = ['warning', 'error'];
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

/**
 * The alerts of a message. An alarm ends the alerts that it had before with another severity or in another incident; one that has none is
 * ignored by Alertmanager.
 */
export function alertsOf({ message, composedAt }: Pick<Delivery, 'message' | 'composedAt'>): Alert[] {
  const startsAt = message.startedAt === null ? composedAt : new Date(message.startedAt);
  const resolvedAt = new Date(Math.max(startsAt.getTime(), composedAt.getTime() - clockDifferenceMs));
  const openMs = message.isTest === true ? testMinutes * 60_000 : openDays * 86_400_000;
  const openUntil = new Date(composedAt.getTime() + openMs);
  return [
    ...message.opened.map((line) => ({ line, isOpen: true })),
    ...message.resolved.map((line) => ({ line, isOpen: false })),
  ].flatMap(({ line, isOpen }) =>
    severities.flatMap((severity) =>
      [message.run, ...(line.previousRun === undefined ? [] : [line.previousRun])].map((run) => ({
        labels: labelsOf(line, severity, run),
        annotations: annotationsOf(line),
        startsAt: startsAt.toISOString(),
        endsAt: (isOpen && severity === line.severity && run === message.run ? openUntil : resolvedAt).toISOString(),
        ...(line.link === null && message.link === null ? {} : { generatorURL: line.link ?? message.link ?? '' }),
      })),
    ),
  );
}

function labelsOf(line: AlarmLine, severity: LimitSeverity, run: number): Record<string, string> {
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
