import Table from 'cli-table3';
import { openApp } from '../app/app.ts';
import type { Settings } from '../app/settings.ts';
import { printable } from '../names/printable.ts';
import { nearestName } from '../names/nearest.ts';
import { describeTarget, readReceivers, type Receiver } from '../notify/receivers.ts';
import { testReceivers } from '../notify/test-receivers.ts';
import { formatProblems } from '../plan/problem.ts';
import type { Notification } from '../store/entities/index.ts';
import { listNotifications } from '../store/notifications/receiver-states.ts';
import { settingsOfLatestData, withQuietLog } from './terminal/command-settings.ts';
import { type ExitStatus, UsageError } from './terminal/exit-status.ts';
import { moment } from './terminal/format.ts';

export interface NotifyOptions {
  /** Name of the receiver to test; true: all. */
  readonly test?: string | true;
}

/** Notifications that are listed. */
const maxListed = 20;

/**
 * `hdqm notify`: lists the receivers and the latest notifications; with `test` sends each receiver a test message and prints its result. Status 1
 * for a problem of the file, or a receiver that did not accept its message.
 */
export async function notify(settings: Settings, { test }: NotifyOptions): Promise<ExitStatus> {
  const { receivers, problems } = await readReceivers(settings);
  if (problems.length > 0) process.stderr.write(`${formatProblems(problems)}\n`);
  const none = 'No receivers: docs/notifications.md describes notify.ini.\n';
  if (test === undefined) {
    process.stdout.write(receivers.length === 0 ? none : `${describeReceivers(receivers)}\n`);
    process.stdout.write(await describeNotifications(settings));
    return problems.length === 0 ? 0 : 1;
  }
  if (receivers.length === 0) {
    process.stdout.write(none);
    return 1;
  }
  const results = await testReceivers(settings, test === true ? receivers : [findReceiver(receivers, test)]);
  for (const { receiver, isSent, problem } of results) {
    const state = isSent ? 'sent' : 'not sent';
    process.stdout.write(`${printable(`${receiver}: ${state}${problem === null ? '' : `: ${problem}`}`)}\n`);
  }
  return problems.length === 0 && results.every(({ isSent, problem }) => isSent && problem === null) ? 0 : 1;
}

/** The receiver of a name. Throws a UsageError. */
function findReceiver(receivers: readonly Receiver[], name: string): Receiver {
  const found = receivers.find((receiver) => receiver.name === name);
  if (found !== undefined) return found;
  const names = receivers.map((receiver) => receiver.name);
  const nearest = nearestName(name, names);
  throw new UsageError(
    `no receiver named ${name}: ${nearest === undefined ? `expected ${names.join(', ')}` : `did you mean ${nearest}?`}`,
  );
}

function describeReceivers(receivers: readonly Receiver[]): string {
  const table = new Table({ head: ['receiver', 'kind', 'to', 'subsystems', 'from'], style: { head: [], border: [] } });
  for (const receiver of receivers) {
    const { name, kind, subsystems, severity } = receiver;
    const all = subsystems.length === 0 ? 'all' : subsystems.join(', ');
    table.push([name, kind, describeTarget(receiver), all, severity].map(printable));
  }
  return table.toString();
}

/** The latest notifications; '' where there are none. */
async function describeNotifications(given: Settings): Promise<string> {
  const app = await openApp(withQuietLog(await settingsOfLatestData(given)));
  try {
    const notifications = await listNotifications(app.database, maxListed);
    if (notifications.length === 0) return 'No notifications yet.\n';
    const table = new Table({
      head: ['composed', 'receiver', 'run', 'new', 'normal', 'state'],
      style: { head: [], border: [] },
    });
    for (const { composedAt, receiver, run, opened, resolved, ...progress } of notifications)
      table.push([
        moment(composedAt),
        printable(receiver),
        run,
        opened.length,
        resolved.length,
        describeState(progress),
      ]);
    return `${table.toString()}\n`;
  } finally {
    await app.close();
  }
}

function describeState({
  state,
  attempts,
  error,
  nextAttemptAt,
  sentAt,
}: Pick<Notification, 'state' | 'attempts' | 'error' | 'nextAttemptAt' | 'sentAt'>): string {
  const reason = error === null ? '' : `: ${error}`;
  if (state === 'sent') return printable(`sent ${sentAt === null ? '' : moment(sentAt)}${reason}`);
  const next = nextAttemptAt === null ? '' : `, next after ${moment(nextAttemptAt)}`;
  return printable(`${state}, ${attempts} attempts${next}${reason}`);
}
