/** `hdqm notify`, and receivers in `hdqm check`. */
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../server/store/connection/database.ts';
import { storeNotifications } from '../../server/store/notifications/alarm-news.ts';
import { dropUrl, freshUrl } from '../database.ts';
import { openAlarm } from '../server/store/alarm-rows.ts';
import { writeFolder } from '../server/plan/config-folder.ts';
import { type HttpReceiver, startHttpReceiver } from '../server/notify/http-receiver.ts';
import { type MailReceiver, startMailReceiver } from '../server/notify/mail-receiver.ts';
import { copySample, type Ended, hdqm, samplePath } from './command.ts';

const plot = '[plot:a]\nmetric = basic.Mean()\nrelativePath = Tracking/x\nyTitle = y\n';

let url: string;
beforeEach(async () => {
  url = await freshUrl();
});
afterEach(() => dropUrl(url));

interface Site {
  /** The configs, and the tree of DQM files. */
  readonly folder: string;
  readonly chat: HttpReceiver;
  readonly mail: MailReceiver;
  readonly run: (...args: string[]) => Promise<Ended>;
}

/** A config folder with two receivers, whose addresses are in the environment; `more` is added to their file. */
async function site(more = '', chatStatus = 200): Promise<Site> {
  const [chat, mail] = [await startHttpReceiver(() => chatStatus), await startMailReceiver()];
  onTestFinished(async () => {
    await chat.close();
    await mail.close();
  });
  const folder = await writeFolder({
    'Tracker/a.ini': plot,
    'notify.ini': `[mattermost:chat]
url = \${NOTIFY_CHAT}
subsystems = Tracker
[email:experts]
to = a@example.org
from = hdqm@example.org
smtp = \${NOTIFY_SMTP}
severity = error
${more}`,
    smtp: `smtp://127.0.0.1:${mail.port}\n`,
  });
  const environment = {
    HDQM_CONFIGS: folder,
    NOTIFY_CHAT: `${chat.url}/hooks/verysecretkey`,
    NOTIFY_SMTP_FILE: path.join(folder, 'smtp'),
    PUBLIC_URL: 'https://hdqm.example.org/',
    DATABASE_URL: url,
    EOS_ROOT: folder,
  };
  return { folder, chat, mail, run: (...args) => hdqm(args, environment) };
}

describe('hdqm notify', () => {
  it('lists receivers, without secrets', async () => {
    const { run } = await site();
    const { status, stdout, stderr } = await run('notify');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/chat +│ mattermost +│ 127\.0\.0\.1:\d+ +│ Tracker +│ warning/);
    expect(stdout).toMatch(/experts +│ email +│ a@example\.org +│ all +│ error/);
    expect(stdout).not.toContain('verysecretkey');
  });

  it('lists the latest notifications, as does hdqm status what is not sent', async () => {
    const { run } = await site();
    const database = await openDatabase({ url, dataFolder: '' });
    const common = { run: 367123, events: [], message: {} };
    await storeNotifications(
      database,
      [],
      [
        { ...common, receiver: 'chat', opened: [1, 2], resolved: [] },
        { ...common, receiver: 'experts', opened: [], resolved: [3] },
      ],
    );
    await database.dataSource.query(
      `UPDATE notification SET attempts = 32, state = 'failed', error = 'no \x1b answer', next_attempt_at = NULL
       WHERE receiver = 'chat'`,
    );
    await database.close();
    const { stdout } = await run('notify');
    expect(stdout).toMatch(/UTC │ experts +│ 367123 │ 0 +│ 1 +│ pending, 0 attempts, next after .* UTC/);
    expect(stdout).toMatch(/UTC │ chat +│ 367123 │ 2 +│ 0 +│ failed, 32 attempts: no \\x1b answer/);
    const status = await run('status');
    expect(status.stdout).toContain('Notifications for chat: 1 failed (no \\x1b answer)\n');
    expect(status.stdout).toMatch(/Notifications for experts: 1 pending, next attempt after .* UTC\n/);
  });

  it('--test sends a message to all receivers, with a link', async () => {
    const { run, chat, mail } = await site();
    expect(await run('notify', '--test')).toMatchObject({
      status: 0,
      stdout: 'chat: sent\nexperts: sent\n',
      stderr: '',
    });
    const { text } = JSON.parse(chat.requests[0]?.body ?? '') as { text: string };
    expect(text).toContain('[HDQM: Test of notifications](https://hdqm.example.org/)');
    expect(mail.mails[0]?.headers.get('subject')).toBe('HDQM: Test of notifications');
  });

  it('--test NAME sends a message to one of them', async () => {
    const { run, chat, mail } = await site();
    expect(await run('notify', '--test', 'experts')).toMatchObject({ status: 0, stdout: 'experts: sent\n' });
    expect([chat.requests.length, mail.mails.length]).toEqual([0, 1]);
    expect(await run('notify', '--test', 'exprets')).toMatchObject({
      status: 2,
      stderr: 'hdqm: no receiver named exprets: did you mean experts?\n',
    });
  });

  it('ends with status 1 where a receiver does not accept the message, or the file has a problem', async () => {
    const { run } = await site('[webhook:elog]\nurl = http://elog', 500);
    const { status, stdout, stderr } = await run('notify', '--test');
    expect(status).toBe(1);
    expect(stdout).toMatch(/^chat: not sent: 127\.0\.0\.1:\d+ answered 500\nexperts: sent\n$/);
    expect(stderr).toContain('notify.ini:9: secret is missing\n1 problem in 1 file; 1 section skipped.\n');
  });

  it('without receivers names their description', async () => {
    const folder = await writeFolder({ 'Tracker/a.ini': plot });
    const environment = { HDQM_CONFIGS: folder, DATABASE_URL: url };
    const stdout = 'No receivers: docs/notifications.md describes notify.ini.\n';
    expect(await hdqm(['notify'], environment)).toMatchObject({
      status: 0,
      stdout: `${stdout}No notifications yet.\n`,
    });
    expect(await hdqm(['notify', '--test'], environment)).toMatchObject({ status: 1, stdout });
  });
});

it('hdqm scan sends what is pending before it ends, unless the schedule is paused', async () => {
  const { folder, run, chat, mail } = await site();
  await copySample(samplePath('ZeroBias', 'Run2023B', 366409), folder);
  const database = await openDatabase({ url, dataFolder: '' });
  await openAlarm(database, { run: 367123, severity: 'error' });
  await openAlarm(database, { run: 367124, subsystem: 'HCAL' });
  await database.dataSource.query(`INSERT INTO paused_schedule VALUES ('notify')`);
  const paused = await run('scan');
  expect(paused).toMatchObject({ status: 0, stdout: expect.not.stringContaining('Notifications') as string });
  await database.dataSource.query('DELETE FROM paused_schedule');
  await database.close();
  const { status, stdout } = await run('scan');
  expect([status, stdout]).toEqual([0, expect.stringMatching(/\nNotifications: 2 sent\.\n$/)]);
  expect([chat.requests.length, mail.mails.length]).toEqual([1, 1]);
  expect((await run('scan')).stdout).toMatch(/\nNotifications: 0 sent\.\n$/);
});

it('hdqm check reports the problems of receivers', async () => {
  const { run } = await site('[webhook:elog]\nurl = http://elog\nsecret = 0123456789abcdef\nsubsystems = Trakcer');
  const { status, stdout } = await run('check');
  expect(status).toBe(1);
  expect(stdout).toContain('notify.ini:12: no config has the subsystem Trakcer; did you mean Tracker?\n');
  const { run: runValid } = await site();
  const valid = await runValid('check');
  expect(valid).toMatchObject({ status: 0, stdout: expect.stringMatching(/metrics, 2 receivers: no problems\.\n/) });
});
