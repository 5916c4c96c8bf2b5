import Table from 'cli-table3';
import type { Settings } from '../app/settings.ts';
import { printable } from '../names/printable.ts';
import { nearestName } from '../names/nearest.ts';
import { describeTarget, readReceivers, type Receiver } from '../notify/receivers.ts';
import { openSenders } from '../notify/send/senders.ts';
import { testReceivers } from '../notify/test-receivers.ts';
import { formatProblems } from '../plan/problem.ts';
import { type ExitStatus, UsageError } from './terminal/exit-status.ts';

export interface NotifyOptions {
  /** Name of the receiver to test; true: all. */
  readonly test?: string | true;
}

/**
 * `hdqm notify`: lists the receivers of notifications; with `test` sends each a test message and prints its result. Status 1 for a problem of
 * the file, or a receiver that did not accept its message.
 */
export async function notify(settings: Settings, { test }: NotifyOptions): Promise<ExitStatus> {
  const { receivers, problems } = await readReceivers(settings);
  if (problems.length > 0) process.stderr.write(`${formatProblems(problems)}\n`);
  if (receivers.length === 0) {
    process.stdout.write('No receivers: docs/notifications.md describes notify.ini.\n');
    return test === undefined && problems.length === 0 ? 0 : 1;
  }
  if (test === undefined) {
    process.stdout.write(`${describeReceivers(receivers)}\n`);
    return problems.length === 0 ? 0 : 1;
  }
  const chosen = test === true ? receivers : [findReceiver(receivers, test)];
  const senders = openSenders(settings);
  try {
    const results = await testReceivers(senders, chosen, settings.PUBLIC_URL);
    for (const { receiver, isSent, problem } of results) {
      const state = isSent ? 'sent' : 'not sent';
      process.stdout.write(`${printable(`${receiver}: ${state}${problem === null ? '' : `: ${problem}`}`)}\n`);
    }
    return problems.length === 0 && results.every(({ isSent, problem }) => isSent && problem === null) ? 0 : 1;
  } finally {
    await senders.close();
  }
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
