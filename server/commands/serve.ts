import path from 'node:path';
import { Repeater, SlidingBuffer } from '@graphql-yoga/subscription';
import type { ExitStatus } from '../cli.ts';
import { type Hdqm, openHdqm } from '../main.ts';
import { runScan } from '../pass.ts';
import type { ScanProgress } from '../progress.ts';
import { loadPlugins } from '../plugins.ts';
import { recompute } from '../recompute.ts';
import { retryFile } from '../retry.ts';
import type { Actions } from '../serve/actions.ts';
import { startServer } from '../serve/server.ts';
import { projectRoot, type Settings, version } from '../settings.ts';
import { isScanRunning, ScanRunningError } from '../store/scans.ts';
import { readStatus } from '../store/status.ts';

/** `hdqm serve`: the server, until it is told to stop (SIGINT, SIGTERM). */
export async function serve(settings: Settings): Promise<ExitStatus> {
  const hdqm = await openHdqm(settings);
  const { log, database } = hdqm;
  const scanner = new Scanner(hdqm);
  try {
    const server = await startServer(
      {
        database,
        log,
        actions: makeActions(hdqm, scanner),
        installation: { version, sample: settings.sample, eosRoot: settings.EOS_ROOT, publicUrl: settings.PUBLIC_URL },
        clientFolder: path.join(projectRoot, 'dist/client'),
      },
      settings.HOST,
      settings.PORT,
    );
    log.info({ url: server.url, database: database.place, eosRoot: settings.EOS_ROOT }, 'HDQM is up');
    process.stdout.write(
      `HDQM ${version}: ${server.url}\n${settings.sample ? 'EOS_ROOT is not set: these are the sample data that come with HDQM.\n' : ''}`,
    );
    if (await isScanDue(hdqm)) void scanner.start();
    const signal = await stopSignal();
    log.info({ signal }, 'stopping');
    hdqm.stop();
    await server.close();
    await scanner.settled();
    return 0;
  } finally {
    await hdqm.close();
  }
}

/** The sample is scanned at every start; other data when no scan was finished within a day. */
async function isScanDue({ settings, database }: Hdqm): Promise<boolean> {
  if (await isScanRunning(database)) return false;
  const { lastScan } = await readStatus(database);
  const day = 24 * 3_600_000;
  return settings.sample || lastScan?.state !== 'finished' || lastScan.startedAt.getTime() < Date.now() - day;
}

function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(signal));
  });
}

/** Runs scans in the background and tells everybody who listens how far they are. */
class Scanner {
  private readonly hdqm: Hdqm;
  private readonly listeners = new Set<(progress: ScanProgress) => void>();
  private latest: ScanProgress | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(hdqm: Hdqm) {
    this.hdqm = hdqm;
  }

  /** Starts a scan; gives its number once it has one, undefined where it could not begin. */
  start(): Promise<number | undefined> {
    return new Promise((resolve) => {
      const listener = (progress: ScanProgress): void => {
        resolve(progress.scanId ?? undefined);
        this.tell(progress);
      };
      this.running = runScan(this.hdqm, listener).then(
        () => undefined,
        (error: unknown) => {
          if (error instanceof ScanRunningError) this.hdqm.log.info(error.message);
          else this.hdqm.log.error({ err: error }, 'scan failed');
          resolve(undefined);
        },
      );
    });
  }

  tell(progress: ScanProgress): void {
    this.latest = progress;
    for (const listener of this.listeners) listener(progress);
  }

  settled(): Promise<void> {
    return this.running;
  }

  progress(): AsyncIterable<ScanProgress> {
    return new Repeater<ScanProgress>(async (push, stop) => {
      const listener = (progress: ScanProgress): void => void push(progress);
      if (this.latest) listener(this.latest);
      this.listeners.add(listener);
      await stop;
      this.listeners.delete(listener);
    }, new SlidingBuffer(1)); // who listens slowly is told the latest
  }
}

function makeActions(hdqm: Hdqm, scanner: Scanner): Actions {
  return {
    scan: () => scanner.start(),
    progress: () => scanner.progress(),
    retryFile: (fileId) => retryFile(hdqm, fileId),
    recompute: async (request) => (await recompute(hdqm, request, (progress) => scanner.tell(progress))).points,
    metrics: async () => [...(await loadPlugins(hdqm.settings.HDQM_METRICS)).metrics.values()],
  };
}
