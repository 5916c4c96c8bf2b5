import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Repeater, SlidingBuffer } from '@graphql-yoga/subscription';
import type { ExitStatus } from './options.ts';
import { Drawings } from '../drawings.ts';
import { eosAccess } from '../eos.ts';
import type { Database } from '../store/database.ts';
import { onStopSignal } from './stop-signal.ts';
import { enrichRuns } from '../enrichment.ts';
import { type Hdqm, openHdqm } from '../main.ts';
import { runScan } from '../pass.ts';
import type { ScanProgress } from '../progress.ts';
import { loadPlugins } from '../plugins.ts';
import { recompute } from '../recompute.ts';
import { retryFile } from '../retry.ts';
import { accessOf } from '../serve/access.ts';
import type { Actions } from '../serve/actions.ts';
import { startServer } from '../serve/server.ts';
import { projectRoot, type Settings, version } from '../settings.ts';
import { queues } from '../schedule/queue.ts';
import { isOverdue, type ScheduleName, Timetable } from '../schedule/timetable.ts';
import { trimLog } from '../store/log-lines.ts';
import { isScanRunning, lastFinishedScan, readProgress, ScanRunningError } from '../store/scans.ts';
import { awayReason, Work } from '../work.ts';

/** `hdqm serve`: the server, until it is told to stop (SIGINT, SIGTERM). */
export async function serve(settings: Settings): Promise<ExitStatus> {
  const hdqm = await openHdqm(settings);
  const { log, database } = hdqm;
  const drawings = new Drawings(eosAccess(settings));
  const stopped = new Promise<void>((resolve) => onStopSignal(log, () => resolve()));
  let work: Work | undefined;
  let visitors: Database | undefined;
  try {
    await hdqm.services(); // a bad CA_FILE is told now, not at night
    work = await Work.open(hdqm, 'serve');
    const timetable = new Timetable(work.queue, database);
    const scanner = new Scanner(hdqm, work);
    visitors = await database.forVisitors(settings.QUERY_SECONDS);
    const server = await startServer(
      {
        database: visitors,
        log,
        actions: makeActions(hdqm, scanner, timetable, drawings),
        installation: { version, sample: settings.sample, eosRoot: settings.EOS_ROOT, publicUrl: settings.PUBLIC_URL },
        clientFolder: path.join(projectRoot, 'dist/client'),
        access: accessOf(settings),
      },
      settings.HOST,
      settings.PORT,
    );
    log.info({ url: server.url, database: database.place, eosRoot: settings.EOS_ROOT }, 'HDQM is up');
    process.stdout.write(
      `HDQM ${version}: ${server.url}\n${settings.sample ? 'EOS_ROOT is not set: these are the sample data that come with HDQM.\n' : ''}`,
    );
    await keepTime(hdqm, work, timetable, scanner);
    if (await isScanDue(hdqm, timetable)) void scanner.start();
    else await timetable.runNow('enrich'); // a service may have come back while no server ran
    const working = work.run();
    await stopped;
    hdqm.stop();
    await server.close();
    await scanner.settled();
    await working;
    return 0;
  } finally {
    await drawings.close();
    await visitors?.close();
    await work?.close();
    await hdqm.close();
  }
}

/** Does what the timetable says, where this server is the first of those on the database to hear of it. */
async function keepTime(hdqm: Hdqm, { queue }: Work, timetable: Timetable, scanner: Scanner): Promise<void> {
  const { log, settings, database } = hdqm;
  await timetable.apply(settings);
  const polled = { pollingIntervalSeconds: 2 };
  const stopped = async (name: ScheduleName, [job]: readonly { data: { byHand?: boolean } }[]): Promise<boolean> => {
    const rests = job?.data.byHand !== true && (await timetable.isStopped(name));
    if (rests) log.info(`the schedule of ${name} is stopped: nothing is done`);
    return rests;
  };
  await queue.boss.work<{ byHand?: boolean }>(queues.scan, polled, async (jobs) => {
    if (!(await stopped('scan', jobs))) await scanner.start();
  });
  await queue.boss.work<{ byHand?: boolean }>(queues.enrich, polled, async (jobs) => {
    if (await stopped('enrich', jobs)) return;
    const services = await hdqm.services();
    if (services) await enrichRuns(hdqm, services, jobs[0]?.data.byHand === true ? 'scan' : 'due');
    await trimLog(database, settings.LOG_DAYS);
  });
}

/** The sample is scanned at every start; other data when a time of the schedule passed since the last scan, or there was none. */
async function isScanDue({ settings, database }: Hdqm, timetable: Timetable): Promise<boolean> {
  if ((await isScanRunning(database)) || (await timetable.isStopped('scan'))) return false;
  return settings.sample || isOverdue(settings, await lastFinishedScan(database), new Date());
}

/** How long a scan that broke off waits before it goes on, doubling from one to the other, in ms. */
const shortestPauseMs = 5_000;
const longestPauseMs = 30 * 60_000;

/** Runs scans in the background and tells everybody who listens how far they are. */
class Scanner {
  private readonly hdqm: Hdqm;
  private readonly work: Work;
  private readonly listeners = new Set<(progress: ScanProgress) => void>();
  private latest: ScanProgress | undefined;
  private running: Promise<void> = Promise.resolve();
  /** Scans in a row that broke off. */
  private broken = 0;

  constructor(hdqm: Hdqm, work: Work) {
    this.hdqm = hdqm;
    this.work = work;
  }

  /** Starts a scan; gives its number once it has one, undefined where it could not begin. */
  start(): Promise<number | undefined> {
    return new Promise((resolve) => {
      const listener = (progress: ScanProgress): void => {
        resolve(progress.scanId ?? undefined);
        this.tell(progress);
      };
      this.running = runScan(this.hdqm, listener, this.work).then(
        () => void (this.broken = 0),
        (error: unknown) => {
          const away = awayReason(error);
          if (error instanceof ScanRunningError) this.hdqm.log.info(error.message);
          else if (away === undefined) this.hdqm.log.error({ err: error }, 'scan failed');
          else this.startAgain(away);
          resolve(undefined);
        },
      );
    });
  }

  /** A scan that broke off since EOS or the database was away goes on when it is back. */
  private startAgain(away: string): void {
    const { log, stopping } = this.hdqm;
    const pause = Math.min(shortestPauseMs * 2 ** this.broken++, longestPauseMs);
    log.error(`scan broke off: ${away}; it goes on in ${Math.round(pause / 1000)} s`);
    void delay(pause, undefined, { signal: stopping, ref: false }).then(
      () => this.start(),
      () => undefined, // stopped
    );
  }

  tell(progress: ScanProgress): void {
    this.latest = progress;
    for (const listener of this.listeners) listener(progress);
  }

  settled(): Promise<void> {
    return this.running;
  }

  /** Of this process's scan as it goes, of another's every two seconds. */
  progress(): AsyncIterable<ScanProgress> {
    const { database } = this.hdqm;
    return new Repeater<ScanProgress>(async (push, stop) => {
      const listener = (progress: ScanProgress): void => void push(progress);
      let others: ScanProgress | undefined;
      const look = async (): Promise<void> => {
        if (this.isScanning) return;
        const progress = await readProgress(database);
        if (progress) void push((others = revive(progress)));
        else if (others) void push({ ...others, phase: 'finished', finishedAt: new Date() });
        if (!progress) others = undefined;
      };
      if (this.latest) listener(this.latest);
      this.listeners.add(listener);
      // A look that fails is made up for by the next.
      const timer = setInterval(() => void look().catch(() => undefined), 2000);
      void look().catch(() => undefined);
      await stop;
      clearInterval(timer);
      this.listeners.delete(listener);
    }, new SlidingBuffer(1)); // who listens slowly is told the latest
  }

  private get isScanning(): boolean {
    return this.latest !== undefined && this.latest.finishedAt === null;
  }
}

/** Progress as it comes out of the database: its dates are texts there. */
function revive(kept: Record<string, unknown>): ScanProgress {
  const progress = kept as unknown as ScanProgress & { startedAt: string; finishedAt: string | null };
  return {
    ...progress,
    startedAt: new Date(progress.startedAt),
    finishedAt: progress.finishedAt === null ? null : new Date(progress.finishedAt),
  };
}

function makeActions(hdqm: Hdqm, scanner: Scanner, timetable: Timetable, drawings: Drawings): Actions {
  return {
    draw: (request) => drawings.read(request),
    timetable,
    enrich: async (runs) => {
      const services = await hdqm.services();
      return services && enrichRuns(hdqm, services, runs ?? 'scan');
    },
    scan: () => scanner.start(),
    progress: () => scanner.progress(),
    retryFile: (fileId) => retryFile(hdqm, fileId),
    recompute: async (request) => (await recompute(hdqm, request, (progress) => scanner.tell(progress))).points,
    metrics: async () => [...(await loadPlugins(hdqm.settings.HDQM_METRICS)).metrics.values()],
  };
}
