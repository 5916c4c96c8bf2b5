/** Notifications: composed from the events of alarms, and sent to their receivers. */
import { In } from 'typeorm';
import type { App } from '../app/app.ts';
import { describeAlarm } from '../judge/describe-alarm.ts';
import { nameIncident } from '../judge/incident-name.ts';
import { type ChangedAlarm, composeMessages } from '../notify/compose.ts';
import { deliver } from '../notify/deliver.ts';
import type { AlarmLine, Incident } from '../notify/incident-message.ts';
import { incidentLink, pictureLink, type PictureSettings, trendLink } from '../notify/links.ts';
import { readReceivers, type Receiver, type Receivers } from '../notify/receivers.ts';
import { alarmsById, alarmsOfRuns, type TrendAlarm } from '../store/alarms/alarms.ts';
import type { Queue } from './queue.ts';
import type { Schedules } from './schedule/schedules.ts';
import { Config, Run } from '../store/entities/index.ts';
import {
  type AlarmNews,
  findAlarmNews,
  findAnnouncements,
  storeNotifications,
} from '../store/notifications/alarm-news.ts';
import { type ChangedQuantity, findRunChanges } from '../store/runs/run-changes.ts';
import { failUnknownReceivers, nextNotificationDate } from '../store/notifications/outbox.ts';

/** What became of the notifications of an installation. */
export interface NotifySummary {
  readonly composed: number;
  readonly sent: number;
  /** Attempts that failed. */
  readonly unsent: number;
  /** Given up. */
  readonly failed: number;
  /** When the next one is due; undefined where none is pending. */
  readonly nextAttemptAt: Date | undefined;
}

/** Composes and sends notifications of a process. */
export class Notifier {
  private readonly app: App;
  private reported = '';

  constructor(app: App) {
    this.app = app;
  }

  /** Reads the receivers, and logs problems of their file that are new. */
  async receivers(): Promise<readonly Receiver[]> {
    const { receivers, problems } = await readReceivers(this.app.settings);
    this.report(problems);
    return receivers;
  }

  /**
   * Composes what is new and sends what is due. Without receivers it leaves the events to a process that has some, and returns undefined. Throws
   * where the database is unavailable.
   */
  async run(): Promise<NotifySummary | undefined> {
    const { database, log, stopping, settings } = this.app;
    const receivers = await this.receivers();
    if (receivers.length === 0) return undefined;
    const composed = await compose(this.app, receivers);
    if (composed > 0) log.info({ notifications: composed }, 'notifications composed');
    const names = receivers.map(({ name }) => name);
    for (const receiver of await failUnknownReceivers(database, names))
      log.error({ receiver }, 'notifications failed: no receiver of this name is configured');
    const due = await nextNotificationDate(database, names);
    if (due === undefined || due > new Date()) return { composed, sent: 0, unsent: 0, failed: 0, nextAttemptAt: due };
    const { openSenders } = await import('../notify/send/senders.ts'); // loading the HTTP client takes 0.1 s
    const senders = openSenders(settings);
    try {
      const counts = await deliver({ database, log, stopping, senders }, receivers);
      return { composed, ...counts, nextAttemptAt: await nextNotificationDate(database, names) };
    } finally {
      await senders.close();
    }
  }

  /** The same, and logs why it failed. */
  async runLogged(): Promise<NotifySummary | undefined> {
    try {
      return await this.run();
    } catch (error) {
      this.app.log.error({ err: error }, 'sending of notifications interrupted');
      throw error;
    }
  }

  private report(problems: Receivers['problems']): void {
    const text = JSON.stringify(problems);
    if (text === this.reported) return;
    this.reported = text;
    for (const { file, line, message } of problems) this.app.log.error({ file, line }, `receiver: ${message}`);
  }
}

/** Has this process compose and send notifications when they are scheduled, and plans the next attempt of those that are not accepted. */
export async function notifyOnSchedule(notifier: Notifier, queue: Queue, schedules: Schedules): Promise<void> {
  await queue.onScheduled('notify', async ({ byHand }) => {
    if (byHand !== true && (await schedules.isPaused('notify'))) return;
    const { nextAttemptAt } = (await notifier.runLogged()) ?? {};
    if (nextAttemptAt) await schedules.runAt('notify', nextAttemptAt);
  });
  await schedules.runAt('notify', new Date()); // what a process that was killed has left
}

/** Composes notifications from all events of alarms since the last ones; returns their number. */
async function compose({ database, settings }: App, receivers: readonly Receiver[]): Promise<number> {
  for (;;) {
    const news = await findAlarmNews(database);
    if (news.length === 0) return 0;
    const ids = news.map(({ alarmId }) => alarmId);
    const alarms = await changedAlarms(database, settings, news);
    const incidents = await incidentsOf(database, settings.PUBLIC_URL, [...new Set(alarms.map(({ run }) => run))]);
    const messages = composeMessages(alarms, incidents, receivers, await findAnnouncements(database, ids));
    if (await storeNotifications(database, news, messages)) return messages.length;
  }
}

/** The alarms with news, the largest deviations first: chat messages and e-mails list only some. */
async function changedAlarms(
  database: App['database'],
  settings: PictureSettings,
  news: readonly AlarmNews[],
): Promise<ChangedAlarm[]> {
  const newsById = new Map(news.map((one) => [one.alarmId, one]));
  const alarms = await alarmsById(database, [...newsById.keys()]);
  const configs = await database.dataSource.getRepository(Config).find({
    select: { id: true, action: true, contact: true },
    where: { id: In([...new Set(alarms.map(({ configId }) => configId))]) },
  });
  const configsById = new Map(configs.map((config) => [config.id, config]));
  return alarms.toSorted(byDeviation).flatMap((alarm) => {
    const ofAlarm = newsById.get(alarm.id);
    if (!ofAlarm) return [];
    const line = lineOf(alarm, configsById.get(alarm.configId), settings);
    return { line, run: alarm.run, state: alarm.state, news: ofAlarm };
  });
}

function byDeviation(a: TrendAlarm, b: TrendAlarm): number {
  return Math.abs(b.significance ?? 0) - Math.abs(a.significance ?? 0) || a.id - b.id;
}

function lineOf(
  alarm: TrendAlarm,
  config: Pick<Config, 'action' | 'contact'> | undefined,
  settings: PictureSettings,
): AlarmLine {
  const picture = pictureLink(settings, alarm);
  const { id, cause, severity, subsystem, title, primaryDataset, processing } = alarm;
  return {
    alarmId: id,
    cause,
    severity,
    subsystem,
    config: alarm.config,
    title,
    primaryDataset,
    processing,
    text: `${describeAlarm(alarm)}${alarm.endRun === null ? '' : `, until run ${alarm.endRun}`}`,
    action: config?.action ?? null,
    contact: config?.contact ?? null,
    link: trendLink(settings.PUBLIC_URL, alarm),
    ...(picture === null ? {} : { picture }),
  };
}

const quantityNames: Readonly<Record<ChangedQuantity, string>> = {
  fill: 'fill',
  injectionScheme: 'injection scheme',
  bField: 'magnetic field [T]',
  l1Key: 'L1 key',
  hltKey: 'HLT key',
  era: 'era',
  processingVersion: 'processing version',
  fileVersion: 'file version',
  release: 'CMSSW release',
  globalTag: 'global tag',
  configRevision: 'config revision',
};

/** The incidents of runs, by run. */
async function incidentsOf(
  database: App['database'],
  publicUrl: string | undefined,
  numbers: readonly number[],
): Promise<Map<number, Incident>> {
  const runs = await database.dataSource.getRepository(Run).findBy({ number: In([...numbers]) });
  const alarms = await alarmsOfRuns(database, numbers);
  const members = numbers.map((run) => ({ run, alarms: alarms.filter((alarm) => alarm.run === run) }));
  const changes = await findRunChanges(
    database,
    members.map(({ run, alarms }) => ({ run, datasetIds: [...new Set(alarms.map(({ datasetId }) => datasetId))] })),
  );
  return new Map(
    members.map(({ run, alarms }, index) => [
      run,
      {
        run,
        name: nameIncident(alarms),
        startedAt: runs.find(({ number }) => number === run)?.startTime?.toISOString() ?? null,
        link: incidentLink(publicUrl, run),
        changes: (changes[index]?.items ?? []).map(({ quantity, before, after }) => ({
          quantity: quantityNames[quantity],
          before,
          after,
        })),
      },
    ]),
  );
}
