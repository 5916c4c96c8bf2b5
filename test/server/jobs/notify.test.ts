/** Notifications from the events of alarms to receivers, which are real servers. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { App } from '../../../server/app/app.ts';
import { readSettings } from '../../../server/app/settings.ts';
import { Notifier, notifyOnSchedule, type NotifySummary } from '../../../server/jobs/notify.ts';
import { Queue } from '../../../server/jobs/queue.ts';
import { Schedules } from '../../../server/jobs/schedule/schedules.ts';
import { listNotifications } from '../../../server/store/notifications/receiver-states.ts';
import { freshDatabase, type TestDatabase } from '../../database.ts';
import { freePort } from '../../integration/free-port.ts';
import { type HttpReceiver, startHttpReceiver } from '../notify/http-receiver.ts';
import { startMailReceiver } from '../notify/mail-receiver.ts';
import { writeFolder } from '../plan/config-folder.ts';
import { addEvent, openAlarm } from '../store/alarm-rows.ts';

const silent = pino({ level: 'silent' });

let test: TestDatabase;
beforeEach(async () => {
  test = await freshDatabase();
});
afterEach(() => test.drop());

async function receive(...options: Parameters<typeof startHttpReceiver>): Promise<HttpReceiver> {
  const receiver = await startHttpReceiver(...options);
  onTestFinished(() => receiver.close());
  return receiver;
}

interface Site {
  readonly app: App;
  readonly stop: AbortController;
  readonly file: string;
  /** Composes and sends. */
  readonly run: () => Promise<NotifySummary | undefined>;
}

/** An application with this `notify.ini`. */
async function site(ini: string, log = silent): Promise<Site> {
  const folder = await writeFolder({ 'notify.ini': ini });
  const stop = new AbortController();
  const settings = readSettings({ HDQM_CONFIGS: folder, PUBLIC_URL: 'https://hdqm.example.org' });
  const app = { settings, log, database: test.database, stopping: stop.signal } as unknown as App;
  const notifier = new Notifier(app);
  return { app, stop, file: path.join(folder, 'notify.ini'), run: () => notifier.run() };
}
const webhook = (name: string, url: string, more = ''): string =>
  `[webhook:${name}]\nurl = ${url}\nsecret = 0123456789abcdef\n${more}\n`;
const makeDue = (): Promise<unknown> =>
  test.database.dataSource.query(`UPDATE notification SET next_attempt_at = now() WHERE state = 'pending'`);

interface Body {
  readonly id: string;
  readonly message: {
    readonly run: number;
    readonly name: string;
    readonly link: string;
    readonly opened: readonly { readonly alarmId: number; readonly text: string; readonly link: string }[];
    readonly resolved: readonly { readonly alarmId: number }[];
  };
}
/** Run, opened and resolved alarms of each message that was accepted. */
const messages = ({ requests }: HttpReceiver): [number, number[], number[]][] =>
  requests
    .filter(({ status }) => status === 200)
    .map(({ body }) => {
      const { run, opened, resolved } = (JSON.parse(body) as Body).message;
      return [run, opened.map(({ alarmId }) => alarmId), resolved.map(({ alarmId }) => alarmId)];
    });

describe('alarms', () => {
  it('are announced by incident, and reported when they are back to normal', async () => {
    const chat = await receive();
    const { run } = await site(webhook('chat', chat.url));
    const [a, b] = [await openAlarm(test.database, { run: 10 }), await openAlarm(test.database, { run: 10 })];
    const c = await openAlarm(test.database, { run: 20 });
    expect(await run()).toMatchObject({ composed: 2, sent: 2, unsent: 0, nextAttemptAt: undefined });
    await addEvent(test.database, a, 'resolved');
    await addEvent(test.database, c, 'acknowledged');
    expect(await run()).toMatchObject({ composed: 1, sent: 1 });
    expect(await run()).toMatchObject({ composed: 0, sent: 0 });
    expect(messages(chat)).toEqual([
      [10, [a, b], []],
      [20, [c], []],
      [10, [], [a]],
    ]);
  });

  it('are described with links', async () => {
    const chat = await receive();
    const { run } = await site(webhook('chat', chat.url));
    await openAlarm(test.database, { run: 10, subsystem: 'L1T' });
    await run();
    expect((JSON.parse(chat.requests[0]?.body ?? '') as Body).message).toMatchObject({
      run: 10,
      name: 'L1T plot_0 in ZeroBias',
      link: 'https://hdqm.example.org/?incident=10',
      opened: [
        {
          text: 'level from 15,020 to 14,310 (-4.7 %, 12 σ)',
          link: 'https://hdqm.example.org/trends/L1T/plot_0?pd=ZeroBias&ps=PromptReco',
          picture: 'https://hdqm.example.org/plot/L1T/plot_0.png?pd=ZeroBias&ps=PromptReco&width=900&height=400',
        },
      ],
    });
  });

  it('are listed by their deviation, largest first', async () => {
    const chat = await receive();
    const { run } = await site(webhook('chat', chat.url));
    const ids: number[] = [];
    for (const significance of [-7, null, 30, 12]) {
      const id = await openAlarm(test.database, { run: 10 });
      await test.database.dataSource.query('UPDATE alarm SET significance = $2 WHERE id = $1', [id, significance]);
      ids.push(id);
    }
    await run();
    const [seven, none, thirty, twelve] = ids;
    expect(messages(chat)).toEqual([[10, [thirty, twelve, seven, none], []]]);
  });

  it('of the first judgement are not announced', async () => {
    const chat = await receive();
    const { run } = await site(webhook('chat', chat.url));
    const old = await openAlarm(test.database, { announced: false });
    expect(await run()).toMatchObject({ composed: 0, sent: 0 });
    await addEvent(test.database, old, 'resolved');
    expect(await run()).toMatchObject({ composed: 0, sent: 0 });
  });

  it('stay news while there are no receivers, or their file is not readable', async () => {
    const chat = await receive();
    const { app, run, file } = await site('');
    await openAlarm(test.database);
    expect(await run()).toBeUndefined();
    const unreadable = { ...app, settings: { ...app.settings, NOTIFY_FILE: `${file}.missing` } };
    expect(await new Notifier(unreadable).run()).toBeUndefined();
    await writeFile(file, webhook('chat', chat.url));
    expect(await run()).toMatchObject({ composed: 1, sent: 1 });
  });
});

describe('receivers', () => {
  it('that answer 500 twice get the message at the third attempt, with the same id', async () => {
    const chat = await receive((_request, _response, number) => (number <= 2 ? 500 : 200));
    const { run } = await site(webhook('chat', chat.url));
    await openAlarm(test.database);
    expect(await run()).toMatchObject({ sent: 0, unsent: 1, failed: 0, nextAttemptAt: expect.any(Date) as Date });
    expect(await run()).toMatchObject({ sent: 0, unsent: 0 }); // it is not due
    await makeDue();
    expect(await run()).toMatchObject({ sent: 0, unsent: 1 });
    await makeDue();
    expect(await run()).toMatchObject({ sent: 1, unsent: 0, nextAttemptAt: undefined });
    expect(chat.requests.map(({ status }) => status)).toEqual([500, 500, 200]);
    expect(new Set(chat.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  it('that are down do not delay the others', async () => {
    const chat = await receive();
    const mail = await startMailReceiver();
    onTestFinished(() => mail.close());
    const ini = `${webhook('down', `http://127.0.0.1:${await freePort()}`)}${webhook('chat', chat.url)}
[email:mail]
to = a@example.org
from = b@example.org
smtp = smtp://127.0.0.1:${mail.port}
severity = error`;
    const { run } = await site(ini);
    await openAlarm(test.database, { run: 10 });
    await openAlarm(test.database, { run: 20, severity: 'error' });
    expect(await run()).toMatchObject({ composed: 5, sent: 3, unsent: 1 });
    expect(chat.requests).toHaveLength(2);
    expect(mail.mails.map(({ headers }) => headers.get('subject'))).toEqual([
      'HDQM: 1 new alarm (error), run 20: Tracker plot_1 in ZeroBias',
    ]);
  });

  it('that do not answer while the process stops get the message later', async () => {
    let isAnswering = false;
    const { app, stop, run } = await (async () => {
      const chat = await receive(() => {
        if (isAnswering) return 200;
        stopping.abort();
        return undefined;
      });
      const made = await site(webhook('chat', chat.url));
      const stopping = made.stop;
      return made;
    })();
    await openAlarm(test.database);
    expect(await run()).toMatchObject({ composed: 1, sent: 0, unsent: 0 });
    expect(stop.signal.aborted).toBe(true);
    isAnswering = true;
    const restarted = new Notifier({ ...app, stopping: new AbortController().signal });
    expect(await restarted.run()).toMatchObject({ composed: 0, sent: 1 });
  });

  it('with problems are logged once', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'error' }, { write: (line) => void lines.push(line) });
    const { run } = await site('[webhook:a]\nurl = http://a', log);
    await run();
    await run();
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { line: 1, msg: 'receiver: secret is missing', file: expect.stringContaining('notify.ini') as string },
    ]);
  });
});

describe('the schedule', () => {
  it('composes and sends, and plans the next attempt', async () => {
    const chat = await receive((_request, _response, number) => (number === 1 ? 500 : 200));
    const { app } = await site(webhook('chat', chat.url));
    const queue = await Queue.open(test.database, silent, { supervise: false });
    onTestFinished(() => queue.close());
    await openAlarm(test.database);
    await notifyOnSchedule(new Notifier(app), queue, new Schedules(queue, test.database));
    const planned = (): Promise<unknown[]> =>
      test.database.dataSource.query(
        `SELECT start_after = (SELECT date_trunc('milliseconds', next_attempt_at) FROM notification) AS "isNextAttempt"
         FROM pgboss.job WHERE name = 'notify' AND state = 'created'`,
      );
    await expect.poll(planned).toEqual([{ isNextAttempt: true }]);
    await makeDue();
    await queue.sendNow('notify');
    await expect
      .poll(async () => (await listNotifications(test.database, 1)).map(({ state }) => state))
      .toEqual(['sent']);
  });

  it('sends nothing while it is paused, unless an operator sends them', async () => {
    const chat = await receive();
    const { app } = await site(webhook('chat', chat.url));
    const queue = await Queue.open(test.database, silent, { supervise: false });
    onTestFinished(() => queue.close());
    const schedules = new Schedules(queue, test.database);
    await schedules.pause('notify');
    await openAlarm(test.database);
    await notifyOnSchedule(new Notifier(app), queue, schedules);
    const jobs = (): Promise<unknown[]> =>
      test.database.dataSource.query(`SELECT state::text FROM pgboss.job WHERE name = 'notify'`);
    await expect.poll(jobs).toEqual([{ state: 'completed' }]);
    expect(chat.requests).toEqual([]);
    await schedules.runNow('notify');
    await expect.poll(() => chat.requests).toHaveLength(1);
  });
});
