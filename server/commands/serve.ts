import path from 'node:path';
import { HistogramReader } from '../histograms/histogram-reader.ts';
import { storageAccess } from '../storage/storage.ts';
import { shareConnections } from '../store/connection/connection-share.ts';
import type { Database } from '../store/connection/database.ts';
import { onShutdownSignal } from '../app/shutdown.ts';
import { openApp } from '../app/app.ts';
import { authOptions } from '../api/auth/permissions.ts';
import type { Installation } from '../api/graphql/context.ts';
import { connectionUser } from '../api/http/request-id.ts';
import { startServer } from '../api/server.ts';
import { projectRoot, version } from '../app/project.ts';
import { servicesConfigured, type Settings } from '../app/settings.ts';
import { ScanRunner } from '../jobs/scan-runner.ts';
import { Schedules } from '../jobs/schedules.ts';
import { Scheduler } from '../jobs/scheduler.ts';
import { ExtractionWorker } from '../jobs/worker.ts';
import type { ExitStatus } from './terminal/exit-status.ts';

/** Connections of the API's ten that one request and one client may use at the same time. */
const connectionShares = { request: 3, client: 6 } as const;

/** `hdqm serve`: runs the server until SIGINT or SIGTERM. */
export async function serve(settings: Settings): Promise<ExitStatus> {
  const app = await openApp(settings);
  const { log, database } = app;
  const histograms = new HistogramReader(storageAccess(settings));
  const stopped = new Promise<void>((resolve) => onShutdownSignal(log, () => resolve()));
  let worker: ExtractionWorker | undefined;
  let apiDatabase: Database | undefined;
  try {
    await app.services(); // reports an invalid CA_FILE at the start
    const extraction = (worker = await ExtractionWorker.open(app, 'serve'));
    const schedules = new Schedules(extraction.queue, database);
    const scheduler = new Scheduler(app, schedules);
    const scanner = new ScanRunner(
      app,
      () => Promise.resolve(extraction),
      () => scheduler.enrichWhenDue(),
    );
    apiDatabase = await database.withStatementTimeout(settings.QUERY_SECONDS);
    shareConnections(apiDatabase, connectionUser, connectionShares);
    const server = await startServer(
      {
        database: apiDatabase,
        log,
        jobs: scanner.jobs,
        scans: scanner,
        schedules,
        histograms,
        installation: {
          version,
          sample: settings.sample,
          eosRoot: settings.EOS_ROOT,
          publicUrl: settings.PUBLIC_URL,
          services: serviceHosts(settings),
        },
        clientFolder: path.join(projectRoot, 'dist/client'),
        auth: authOptions(settings),
      },
      settings.HOST,
      settings.PORT,
    );
    log.info({ url: server.url, database: database.label, eosRoot: settings.EOS_ROOT }, 'server started');
    process.stdout.write(
      `HDQM ${version}: ${server.url}\n${settings.sample ? 'EOS_ROOT is not set: showing the sample data.\n' : ''}`,
    );
    await scheduler.begin(extraction.queue, scanner);
    const working = extraction.run();
    void scanner.settled().then(() => repeatUrl(server.url, app.stopping));
    await stopped;
    app.stop();
    scheduler.end();
    await server.close();
    await scanner.settled();
    await working;
    return 0;
  } finally {
    await histograms.close();
    await apiDatabase?.close();
    await worker?.close();
    await app.close();
  }
}

/** Prints the URL again after the first scan, whose log lines scrolled it off the screen. */
function repeatUrl(url: string, stopping: AbortSignal): void {
  if (process.stdout.isTTY && !stopping.aborted) process.stdout.write(`Explorer: ${url}\n`);
}

/** Hosts of OMS and Run Registry, for display; undefined where they are not queried. */
function serviceHosts(settings: Settings): Installation['services'] {
  if (!servicesConfigured(settings)) return undefined;
  if (settings.sample) return { oms: 'sample stand-in', rr: 'sample stand-in' };
  return { oms: new URL(settings.OMS_URL).host, rr: new URL(settings.RR_URL).host };
}
