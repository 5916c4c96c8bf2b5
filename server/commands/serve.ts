import path from 'node:path';
import type { ExitStatus } from './terminal/options.ts';
import { HistogramReader } from '../histograms/histogram-reader.ts';
import { storageAccess } from '../storage/storage.ts';
import type { Database } from '../store/connection/database.ts';
import { onShutdownSignal } from '../app/shutdown.ts';
import { enrichRuns } from '../jobs/enrich.ts';
import { type App, openApp } from '../app/app.ts';
import { loadPlugins } from '../plugins/plugins.ts';
import { NothingSelectedError, recompute, retryFile } from '../jobs/reprocess.ts';
import { authOptions } from '../api/auth/permissions.ts';
import type { Actions, Installation } from '../api/graphql/actions.ts';
import { startServer } from '../api/server.ts';
import { projectRoot, servicesConfigured, type Settings, version } from '../app/settings.ts';
import { ScanRunner } from '../jobs/scan-runner.ts';
import type { OpenWorker } from '../jobs/command-worker.ts';
import type { ScanProgress } from '../extract/progress.ts';
import { Schedules } from '../jobs/schedules.ts';
import { Scheduler } from '../jobs/scheduler.ts';
import { ExtractionWorker } from '../jobs/worker.ts';

/** `hdqm serve`: the server, until it is told to stop (SIGINT, SIGTERM). */
export async function serve(settings: Settings): Promise<ExitStatus> {
  const app = await openApp(settings);
  const { log, database } = app;
  const drawings = new HistogramReader(storageAccess(settings));
  const stopped = new Promise<void>((resolve) => onShutdownSignal(log, () => resolve()));
  let worker: ExtractionWorker | undefined;
  let visitors: Database | undefined;
  try {
    await app.services(); // a bad CA_FILE is told now, not at night
    const extraction = (worker = await ExtractionWorker.open(app, 'serve'));
    const openWorker: OpenWorker = () => Promise.resolve(extraction);
    const timetable = new Schedules(extraction.queue, database);
    const timekeeper = new Scheduler(app, timetable);
    const scanner = new ScanRunner(app, openWorker, () => timekeeper.enrichWhenDue());
    visitors = await database.withStatementTimeout(settings.QUERY_SECONDS);
    const server = await startServer(
      {
        database: visitors,
        log,
        actions: makeActions(app, scanner, openWorker, timetable, drawings),
        installation: {
          version,
          sample: settings.sample,
          eosRoot: settings.EOS_ROOT,
          publicUrl: settings.PUBLIC_URL,
          services: addressesOf(settings),
        },
        clientFolder: path.join(projectRoot, 'dist/client'),
        auth: authOptions(settings),
      },
      settings.HOST,
      settings.PORT,
    );
    log.info({ url: server.url, database: database.label, eosRoot: settings.EOS_ROOT }, 'HDQM is up');
    process.stdout.write(
      `HDQM ${version}: ${server.url}\n${settings.sample ? 'EOS_ROOT is not set: these are the sample data that come with HDQM.\n' : ''}`,
    );
    await timekeeper.begin(extraction.queue, scanner);
    const working = extraction.run();
    void scanner.settled().then(() => repeatAddress(server.url, app.stopping));
    await stopped;
    app.stop();
    timekeeper.end();
    await server.close();
    await scanner.settled();
    await working;
    return 0;
  } finally {
    await drawings.close();
    await visitors?.close();
    await worker?.close();
    await app.close();
  }
}

/** The first scan's log lines have pushed the address out of sight. */
function repeatAddress(url: string, stopping: AbortSignal): void {
  if (process.stdout.isTTY && !stopping.aborted) process.stdout.write(`The trends are at ${url}\n`);
}

/** Where OMS and Run Registry are asked, for people. */
function addressesOf(settings: Settings): Installation['services'] {
  if (!servicesConfigured(settings)) return undefined;
  if (settings.sample) return { oms: 'a stand-in with the sample', rr: 'a stand-in with the sample' };
  return { oms: new URL(settings.OMS_URL).host, rr: new URL(settings.RR_URL).host };
}

function makeActions(
  app: App,
  scanner: ScanRunner,
  openWorker: OpenWorker,
  timetable: Schedules,
  drawings: HistogramReader,
): Actions {
  const publish = (progress: ScanProgress): void => scanner.publish(progress);
  return {
    draw: (request) => drawings.read(request),
    timetable,
    enrich: async (runs, service) => {
      const services = await app.services();
      return services && enrichRuns(app, services, runs ?? 'scan', service && [service]);
    },
    scan: () => scanner.start(),
    progress: () => scanner.progress(),
    retryFile: (fileId) => retryFile(app, fileId, openWorker, publish),
    recompute: async (request) => {
      try {
        return (await recompute(app, request, openWorker, publish)).points;
      } catch (error) {
        if (error instanceof NothingSelectedError) return undefined;
        throw error;
      }
    },
    metrics: async () => [...(await loadPlugins(app.settings.HDQM_METRICS)).metrics.values()],
  };
}
