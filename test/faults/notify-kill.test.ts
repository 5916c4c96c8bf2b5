/**
 * Server and worker are killed while they compose and send notifications, and restarted: each event must reach each receiver, and what arrives
 * twice must have the same id. KILLS is the number of kills, SEED draws their moments.
 */
import path from 'node:path';
import { mkdir, writeFile } from 'node:fs/promises';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../server/store/connection/database.ts';
import { type Alertmanager, hasAlertmanager, startAlertmanager } from '../integration/alertmanager.ts';
import { temporaryFolder } from '../integration/command.ts';
import { numberFrom, Random } from '../random.ts';
import { type HttpReceiver, startHttpReceiver } from '../server/notify/http-receiver.ts';
import { type MailReceiver, startMailReceiver } from '../server/notify/mail-receiver.ts';
import { openAlarm } from '../server/store/alarm-rows.ts';
import { Postgres } from './postgres.ts';
import { Site } from './site.ts';
import { until } from './until.ts';

if (!hasAlertmanager) process.stdout.write('prometheus-alertmanager is not installed: it receives nothing here.\n');

const kills = numberFrom('KILLS', 3);
const random = new Random(numberFrom('SEED', 20_261_130));
const moments = ['while composing', 'before an answer', 'after an answer', 'after an e-mail'] as const;
/** Alarms that are opened before each kill, each an incident of its own. */
const alarmsPerKill = 8;

/** A message that a receiver accepted. */
interface Accepted {
  readonly id: string;
  readonly alarm: number;
}

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let postgres: Postgres;
let database: Database;
let chat: HttpReceiver;
let mail: MailReceiver;
/** Undefined where it is not installed. */
let alertmanager: Alertmanager | undefined;
let site: Site;
/** Called for each message, before the receiver accepts it or after. */
let onMessage: (moment: (typeof moments)[number]) => Promise<void> = async () => undefined;
const accepted: Record<'chat' | 'mail', Accepted[]> = { chat: [], mail: [] };

beforeAll(async () => {
  temporary = await temporaryFolder();
  const { folder } = temporary;
  postgres = await Postgres.create(path.join(folder, 'postgres'));
  await postgres.query('postgres', 'CREATE DATABASE hdqm');
  database = await openDatabase({ url: postgres.url('hdqm'), dataFolder: '' });
  chat = await startHttpReceiver(({ headers, body }, response) => {
    const id = String(headers['webhook-id']);
    const { message } = JSON.parse(body) as { message: { opened: { alarmId: number }[] } };
    void onMessage('before an answer').then(() => {
      accepted.chat.push(...message.opened.map(({ alarmId }) => ({ id, alarm: alarmId })));
      response.writeHead(200).end(() => void onMessage('after an answer'));
    });
    return undefined;
  });
  mail = await startMailReceiver();
  if (hasAlertmanager) alertmanager = await startAlertmanager();
  await mkdir(path.join(folder, 'eos'));
  await mkdir(path.join(folder, 'configs', 'Tracker'), { recursive: true });
  await writeFile(
    path.join(folder, 'configs', 'Tracker', 'a.ini'),
    '[plot:a]\nmetric = basic.Mean()\nrelativePath = Tracking/a\nyTitle = y\n',
  );
  await writeFile(
    path.join(folder, 'configs', 'notify.ini'),
    `[webhook:chat]\nurl = ${chat.url}\nsecret = 0123456789abcdef\n[email:mail]\nto = a@example.org\nfrom = b@example.org\nsmtp = smtp://127.0.0.1:${mail.port}\n${
      alertmanager === undefined ? '' : `[alertmanager:monitoring]\nurl = ${alertmanager.url}\n`
    }`,
  );
  site = new Site({
    EOS_ROOT: path.join(folder, 'eos'),
    HDQM_CONFIGS: path.join(folder, 'configs'),
    DATABASE_URL: postgres.url('hdqm'),
    SCAN_SCHEDULE: 'off',
  });
});
afterAll(async () => {
  await site.stop();
  await chat.close();
  await mail.close();
  await alertmanager?.stop();
  await database.close();
  await postgres.kill();
  await temporary.remove();
});

const isTrue = async (query: string): Promise<boolean> =>
  (await database.dataSource.query<{ yes: boolean | null }[]>(`SELECT ${query} AS yes`))[0]?.yes === true;

async function start(): Promise<void> {
  site.start('server');
  site.start('worker');
}
async function kill(): Promise<void> {
  await Promise.all([site.kill('server'), site.kill('worker')]);
}

/** Kills the processes while they have marked events as composed and cannot store the notifications. */
async function killComposing(): Promise<void> {
  const blocker = new Client({ connectionString: postgres.url('hdqm') });
  await blocker.connect();
  try {
    await blocker.query('BEGIN; LOCK TABLE notification IN SHARE MODE');
    await start();
    const waiting = `FROM pg_locks WHERE relation = 'notification'::regclass AND NOT granted AND mode = 'RowExclusiveLock'`;
    await until('composing waits', () => isTrue(`EXISTS (SELECT ${waiting})`));
    await kill();
    // PostgreSQL would notice that the client is killed only after the statement.
    await database.dataSource.query(`SELECT pg_terminate_backend(pid) ${waiting}`);
  } finally {
    await blocker.end();
  }
}

/** Kills the processes at a message, of which some were accepted before. */
async function killAtMessage(moment: (typeof moments)[number], number: number): Promise<void> {
  let seen = 0;
  const killed = new Promise<void>((resolve, reject) => {
    onMessage = async (reached) => {
      if (reached !== moment || ++seen !== number) return;
      await kill().then(resolve, reject);
    };
  });
  await start();
  await killed;
  onMessage = async () => undefined;
}

/** Kills the processes when a number of further e-mails has been accepted. */
async function killAtMail(number: number): Promise<void> {
  const before = mail.mails.length;
  await start();
  await until('e-mails are accepted', () => mail.mails.length >= before + number);
  await kill();
}

it(`${kills} kills lose no event, and announce none with two ids`, async () => {
  const alarms: number[] = [];
  for (let index = 0; index < kills; index += 1) {
    for (let count = 0; count < alarmsPerKill; count += 1)
      alarms.push(await openAlarm(database, { run: 360_000 + alarms.length }));
    const moment = moments[index % moments.length] ?? 'while composing';
    const number = 1 + random.below(alarmsPerKill);
    if (moment === 'while composing') await killComposing();
    else if (moment === 'after an e-mail') await killAtMail(number);
    else await killAtMessage(moment, number);
    process.stdout.write(`${index + 1}: killed ${moment}${moment === 'while composing' ? '' : ` (${number})`}\n`);
  }
  await start();
  await until('all notifications are sent', () =>
    isTrue(`NOT EXISTS (SELECT FROM alarm_event WHERE NOT composed)
      AND NOT EXISTS (SELECT FROM notification WHERE state <> 'sent')`),
  ).catch((error: unknown) => {
    throw new Error(`${(error as Error).message}; the log ends with:\n${site.log.slice(-3000)}`, { cause: error });
  });

  if (alertmanager) {
    const open = (await alertmanager.alerts()).map(({ labels }) => Number(labels['alarm']));
    expect(open.sort((a, b) => a - b)).toEqual(alarms);
  }
  accepted.mail = mail.mails.map(({ headers, source }) => ({
    id: headers.get('message-id')?.slice(1, 37) ?? '',
    alarm: alarms[Number(/Run (\d+)/.exec(source)?.[1]) - 360_000] ?? 0,
  }));
  const stored = await database.dataSource.query<{ receiver: 'chat' | 'mail'; id: string; opened: number[] }[]>(
    'SELECT receiver, message_id AS id, opened FROM notification',
  );
  for (const receiver of ['chat', 'mail'] as const) {
    const unique = new Map(accepted[receiver].map(({ id, alarm }) => [`${id} ${alarm}`, { id, alarm }]));
    const announced = [...unique.values()].sort((a, b) => a.alarm - b.alarm);
    expect(announced.map(({ alarm }) => alarm)).toEqual(alarms);
    expect(announced).toEqual(
      stored
        .filter((notification) => notification.receiver === receiver)
        .flatMap(({ id, opened }) => opened.map((alarm) => ({ id, alarm })))
        .sort((a, b) => a.alarm - b.alarm),
    );
    const repeated = accepted[receiver].length - announced.length;
    expect(repeated).toBeLessThanOrEqual(kills);
    process.stdout.write(`${receiver}: ${announced.length} messages, ${repeated} of them accepted twice\n`);
  }
});
