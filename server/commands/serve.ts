import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { defaultHistogramLimits, HistogramReader } from '../histograms/histogram-reader.ts';
import { PictureDrawer } from '../pictures/picture-drawer.ts';
import { storageAccess } from '../storage/storage.ts';
import { shareConnections } from '../store/connection/connection-share.ts';
import { queryGraceMs } from '../retry/policy.ts';
import type { Database, LimitedDatabase } from '../store/connection/database.ts';
import { PreviewCache } from '../store/cache/preview-cache.ts';
import { MemoryCaches } from '../store/cache/memory-caches.ts';
import { closeAll, onShutdownSignal } from '../app/shutdown.ts';
import { startChains } from '../app/dataset-chains.ts';
import { type App, openApp } from '../app/app.ts';
import { authOptions } from '../api/auth/auth.ts';
import type { Installation } from '../api/graphql/context.ts';
import { connectionUser } from '../api/http/request-id.ts';
import { startServer, type WebServer } from '../api/server.ts';
import { projectRoot, version } from '../app/project.ts';
import { servicesConfigured, type Settings } from '../app/settings.ts';
import { startWhenAvailable } from '../app/start.ts';
import { deriveRuns } from '../jobs/certification/derive.ts';
import { ScanRunner } from '../jobs/scan-runner.ts';
import { Schedules } from '../jobs/schedule/schedules.ts';
import { Scheduler } from '../jobs/schedule/scheduler.ts';
import { ExtractionWorker } from '../jobs/worker.ts';
import type { ExitStatus } from './terminal/exit-status.ts';

/** Connections of the API's ten that one request and one client may use at the same time. */
const connectionShares = { request: 3, client: 6 } as const;

/**
 * Collect garbage when the heap has grown by half. On a machine with much memory V8 lets it grow fourfold, so that an export or a large
 * response would cost hundreds of megabytes.
 */
const heapGrowthFlag = '--heap-growing-percent=50';

/** `hdqm serve`: runs the server until SIGINT or SIGTERM. Waits for a database that is unavailable at the start. */
export function serve(settings: Settings): Promise<ExitStatus> {
  setFlagsFromString(heapGrowthFlag);
  return startWhenAvailable(settings, (started) => runServer(settings, started));
}

async function runServer(settings: Settings, started: () => void): Promise<ExitStatus> {
  const app = await openApp(settings);
  const { log, database } = app;
  const pictures = new PictureDrawer(path.join(projectRoot, 'dist/pictures'));
  let ignoreSignals: (() => void) | undefined;
  const stopped = new Promise<void>((resolve) => (ignoreSignals = onShutdownSignal(log, () => resolve())));
  let server: WebServer | undefined;
  let scheduler: Scheduler | undefined;
  let worker: ExtractionWorker | undefined;
  const caches = new MemoryCaches(settings.CACHE_MB);
  const histograms = new HistogramReader(
    { storage: storageAccess(settings), metricFolders: settings.HDQM_METRICS },
    defaultHistogramLimits,
    () => worker?.isExtracting ?? false,
    caches,
  );
  let apiDatabase: LimitedDatabase | undefined;
  let endQueries: NodeJS.Timeout | undefined;
  try {
    await app.services(); // reports an invalid CA_FILE at the start
    await deriveRuns(app);
    await startChains(app);
    const extraction = (worker = await ExtractionWorker.open(app, 'serve'));
    const schedules = new Schedules(extraction.queue, database);
    const scheduling = (scheduler = new Scheduler(app, schedules));
    const scanner = new ScanRunner(
      app,
      () => Promise.resolve(extraction),
      async () => {
        void server?.warm();
        await scheduling.afterScan();
      },
    );
    apiDatabase = await database.withStatementTimeout(settings.QUERY_SECONDS);
    shareConnections(apiDatabase, connectionUser, connectionShares);
    server = await startServer(
      {
        database: apiDatabase,
        log,
        jobs: scanner.jobs,
        scans: scanner,
        schedules,
        histograms,
        pictures,
        caches,
        previews: settings.PREVIEW_CACHE_MB > 0 ? previewCache(app, apiDatabase) : undefined,
        installation: {
          version,
          sample: settings.sample,
          eosRoot: settings.EOS_ROOT,
          publicUrl: settings.PUBLIC_URL,
          services: serviceHosts(settings),
        },
        clientFolder: path.join(projectRoot, 'dist/client'),
        auth: authOptions(settings),
        frameAncestors: settings.FRAME_ANCESTORS,
        trustedProxies: settings.TRUSTED_PROXIES ?? (settings.PUBLIC_URL === undefined ? [] : ['loopback']),
      },
      settings.HOST,
      settings.PORT,
    );
    log.info({ url: server.url, database: database.label, eosRoot: settings.EOS_ROOT }, 'server started');
    process.stdout.write(
      `HDQM ${version}: ${server.url}\n${settings.sample ? 'EOS_ROOT is not set: showing the sample data.\n' : ''}`,
    );
    await scheduler.begin(extraction.queue, scanner);
    started();
    void server.warm();
    const working = extraction.run();
    const { url } = server;
    void scanner.settled().then(() => repeatUrl(url, app.stopping));
    await stopped;
    app.stop();
    scheduler.end();
    const { endStatements } = apiDatabase;
    endQueries = setInterval(() => {
      endStatements().catch((error: unknown) => log.warn({ err: error }, 'queries not ended'));
    }, queryGraceMs);
    const stopping = server;
    server = undefined;
    await stopping.close();
    await scanner.settled();
    await working;
    return 0;
  } catch (error) {
    ignoreSignals?.();
    throw error;
  } finally {
    app.stop();
    scheduler?.end();
    await closeAll(
      () => server?.close(),
      () => histograms.close(),
      () => pictures.close(),
      () => apiDatabase?.close(),
      async () => clearInterval(endQueries),
      () => worker?.close(),
      () => app.close(),
    );
  }
}

function previewCache({ log, settings }: App, database: Database): PreviewCache {
  const onFailure = (error: unknown): void => log.warn({ err: error }, 'previews not stored');
  return new PreviewCache(database, settings.PREVIEW_CACHE_MB, onFailure);
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
