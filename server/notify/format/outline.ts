/** What a message contains, in order, whatever its format. */
import type { AlarmLine, IncidentMessage } from '../incident-message.ts';

/** The alarms listed in a part of a message, of which the others are counted; and the changes at its run. */
export const maxListed = 10;
/** Longer texts are truncated: a title or an action is not meant to be a page. */
const maxText = 300;

/** Alarms under a title. */
export interface AlarmList {
  readonly title: string;
  readonly alarms: readonly ListedAlarm[];
  /** Number of alarms that are not listed. */
  readonly more: number;
}

/** Texts of an alarm, a line each. */
export interface ListedAlarm {
  readonly severity: string;
  /** Which plot. */
  readonly title: string;
  /** What happened. */
  readonly text: string;
  /** What to do and whom to call, with their labels. */
  readonly advice: readonly string[];
  readonly link: string | null;
}

/** The parts of a message. */
export interface Outline {
  readonly subject: string;
  /** Run, subsystems, and what else changed. */
  readonly facts: readonly string[];
  readonly lists: readonly AlarmList[];
  readonly link: string | null;
  /** The picture of the first of the new alarms that has one. */
  readonly picture: { readonly title: string; readonly url: string } | null;
}

/** Divides a message into its parts. Alarms with errors come first. */
export function outline(message: IncidentMessage): Outline {
  const { subsystems, changes, opened, resolved, link } = message;
  const lists = [list('New alarms', opened), list('Back to normal', resolved)].filter(
    ({ alarms }) => alarms.length > 0,
  );
  if (message.isTest === true)
    return { subject: `HDQM: ${oneLine(message.name)}`, facts: [], lists, link, picture: null };
  return {
    subject: subjectOf(message),
    facts: [
      `Run ${message.run}${startOf(message)}`,
      `${subsystems.length === 1 ? 'Subsystem' : 'Subsystems'}: ${oneLine(subsystems.join(', '))}`,
      ...changes
        .slice(0, maxListed)
        .map(({ quantity, before, after }) => oneLine(`Changed at this run: ${quantity}, ${before} → ${after}`)),
    ],
    lists,
    link,
    picture: pictureOf(opened),
  };
}

function pictureOf(alarms: readonly AlarmLine[]): Outline['picture'] {
  const first = sorted(alarms).find(({ picture }) => picture !== undefined);
  return first?.picture === undefined ? null : { title: oneLine(first.title), url: first.picture };
}

/** Alarms with errors first. */
function sorted(alarms: readonly AlarmLine[]): AlarmLine[] {
  return alarms.toSorted((a, b) => Number(b.severity === 'error') - Number(a.severity === 'error'));
}

function subjectOf({ run, name, severity, opened, resolved }: IncidentMessage): string {
  const counts = [
    ...(opened.length > 0 ? [`${opened.length} new ${opened.length === 1 ? 'alarm' : 'alarms'} (${severity})`] : []),
    ...(resolved.length > 0 ? [`${resolved.length} back to normal`] : []),
  ].join(', ');
  return `HDQM: ${counts}, run ${run}: ${oneLine(name)}`;
}

function startOf({ startedAt }: IncidentMessage): string {
  return startedAt === null ? '' : `, started ${startedAt.slice(0, 16).replace('T', ' ')} UTC`;
}

function list(title: string, all: readonly AlarmLine[]): AlarmList {
  const alarms = sorted(all)
    .slice(0, maxListed)
    .map((alarm) => ({
      severity: alarm.severity,
      title: oneLine(`${alarm.subsystem}: ${alarm.title} (${alarm.primaryDataset}, ${alarm.processing})`),
      text: oneLine(alarm.text),
      advice: [
        ...(alarm.action === null ? [] : [oneLine(`What to do: ${alarm.action}`)]),
        ...(alarm.contact === null ? [] : [oneLine(`Contact: ${alarm.contact}`)]),
      ],
      link: alarm.link,
    }));
  return { title, alarms, more: all.length - alarms.length };
}

/** Control characters and line breaks become blanks: a title cannot add lines to a message, or headers to an e-mail. */
function oneLine(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\s]+/gu, ' ').trim();
  return line.length <= maxText ? line : `${line.slice(0, maxText - 1)}…`;
}
