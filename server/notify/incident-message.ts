import { homeLink } from './links.ts';
import type { AlarmCause, LimitSeverity } from '../plan/plan.ts';

/** An alarm in a message. */
export interface AlarmLine {
  readonly alarmId: number;
  readonly cause: AlarmCause;
  readonly severity: LimitSeverity;
  readonly subsystem: string;
  readonly config: string;
  readonly title: string;
  readonly primaryDataset: string;
  readonly processing: string;
  /** What happened: `level from 15,020 to 14,310 (-4.7 %, 12 σ)`. */
  readonly text: string;
  /** What to do; null where the config says nothing. */
  readonly action: string | null;
  /** Whom to call; null where the config says nothing. */
  readonly contact: string | null;
  /** URL of the plot; null without PUBLIC_URL. */
  readonly link: string | null;
  /** URL of the picture of the plot; without PUBLIC_URL, or where reading requires a login, there is none. */
  readonly picture?: string;
  /** The run of the incident in which the receiver last got it, where that was another one: the beginning of an alarm moves. */
  readonly previousRun?: number;
}

/** What else changed at the run of an incident. */
export interface IncidentChange {
  /** E.g. HLT key. */
  readonly quantity: string;
  readonly before: string;
  readonly after: string;
}

/** What a message says of an incident, whichever of its alarms are in it. */
export interface Incident {
  /** The run at which the incident began. */
  readonly run: number;
  /** What its alarms have in common. */
  readonly name: string;
  /** Start of the run as an ISO date; null where it is not known. */
  readonly startedAt: string | null;
  /** URL of the incident; null without PUBLIC_URL. */
  readonly link: string | null;
  readonly changes: readonly IncidentChange[];
}

/** What is new about an incident. It is stored as JSON until it is sent. */
export interface IncidentMessage extends Incident {
  /** The highest one of its alarms. */
  readonly severity: LimitSeverity;
  readonly subsystems: readonly string[];
  /** Alarms that were opened, reopened, or became errors. */
  readonly opened: readonly AlarmLine[];
  /** Alarms that are back to normal. */
  readonly resolved: readonly AlarmLine[];
  /** Whether an operator tests a receiver: there is no incident. */
  readonly isTest?: boolean;
}

/** A message for a receiver. */
export interface Delivery {
  /** A UUID, the same at each attempt. */
  readonly id: string;
  readonly composedAt: Date;
  readonly message: IncidentMessage;
}

/** Returns the message about some alarms of an incident; undefined where there are none. */
export function withAlarms(
  incident: Incident,
  opened: readonly AlarmLine[],
  resolved: readonly AlarmLine[],
): IncidentMessage | undefined {
  const all = [...opened, ...resolved];
  if (all.length === 0) return undefined;
  return {
    ...incident,
    opened,
    resolved,
    severity: all.some(({ severity }) => severity === 'error') ? 'error' : 'warning',
    subsystems: [...new Set(all.map(({ subsystem }) => subsystem))].sort(),
  };
}

/** The message with which an operator tests a receiver. */
export function testMessage(publicUrl: string | undefined): IncidentMessage {
  const line: AlarmLine = {
    alarmId: 0,
    cause: 'limits',
    severity: 'warning',
    subsystem: 'HDQM',
    config: 'test',
    title: 'Test of notifications',
    primaryDataset: 'none',
    processing: 'none',
    text: 'no plot is concerned',
    action: 'Nothing is to be done: an operator tests whether messages arrive.',
    contact: null,
    link: null,
  };
  return {
    run: 0,
    name: 'Test of notifications',
    severity: 'warning',
    subsystems: [line.subsystem],
    startedAt: null,
    link: homeLink(publicUrl),
    changes: [],
    opened: [line],
    resolved: [],
    isTest: true,
  };
}
