/** Endpoints for monitoring: liveness, readiness and Prometheus metrics. */
import { createServer } from 'node:http';
import type { ApolloServerPlugin } from '@apollo/server';
import express, { type RequestHandler, type Router } from 'express';
import { Kind, type OperationDefinitionNode } from 'graphql';
import type { Logger } from 'pino';
import { Gauge, Registry } from 'prom-client';
import type { MemoryCaches } from '../../store/cache/memory-caches.ts';
import { graphqlSeconds, registry } from '../../app/telemetry.ts';
import type { Database } from '../../store/connection/database.ts';
import { countJobs } from '../../jobs/queue.ts';
import { readHealth, notReadyReason } from '../../store/status.ts';
import { listen, urlOf } from './listen.ts';

/** GET /health: the process runs. GET /ready: the database is available and migrated; else 503. GET /metrics: for Prometheus. */
export function healthRoutes(database: Database, version: string, log: Logger, caches?: MemoryCaches): Router {
  const router = express.Router();
  const { update, own } = databaseGauges(database);
  if (caches) registerCacheGauge(caches, own);
  router.get('/health', (_request, response) => void response.json({ name: 'HDQM', version, pid: process.pid }));
  router.get('/ready', async (_request, response) => {
    const reason = await notReadyReason(database);
    if (reason !== undefined) log.warn({ reason }, 'not ready');
    response
      .status(reason === undefined ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json({ ready: reason === undefined, ...(reason === undefined ? {} : { reason }) });
  });
  // Only by this spelling: a proxy withholds /metrics, and could let /Metrics or /metrics/ through.
  const exact = express.Router({ caseSensitive: true, strict: true });
  exact.get('/metrics', forPrograms, async (_request, response) => {
    await update().catch((error: unknown) => log.warn({ err: error }, 'database gauges not updated'));
    const all = Registry.merge([registry, own]);
    response
      .set('Cache-Control', 'no-store')
      .type(all.contentType)
      .send(await all.metrics());
  });
  router.use(exact);
  return router;
}

/** /metrics is also a page of the client: browsers get that one. */
const forPrograms: RequestHandler = (request, _response, next) =>
  next(request.accepts(['text', 'html']) === 'html' ? 'router' : undefined);

/** A server of the monitoring endpoints, for processes that serve nothing else. */
export interface HealthServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts a HealthServer. Throws a ListenError. */
export async function startHealthServer(
  database: Database,
  version: string,
  log: Logger,
  host: string,
  port: number,
): Promise<HealthServer> {
  const app = express();
  app.disable('x-powered-by');
  app.use(healthRoutes(database, version, log));
  const http = createServer(app);
  await listen(http, host, port, 'WATCH_PORT');
  return {
    url: urlOf(http, host),
    close: async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

/** Gauges of the database's content, the same on every server. */
function databaseGauges(database: Database): { own: Registry; update: () => Promise<void> } {
  const own = new Registry();
  const gauge = <L extends string>(name: string, help: string, ...labelNames: L[]): Gauge<L> =>
    new Gauge({ name: `hdqm_${name}`, help, labelNames, registers: [own] });
  const up = gauge('database_up', '1 if the database is available');
  const files = gauge('files', 'Files by state: found (not extracted yet), extracted, failed, superseded', 'state');
  const scans = gauge('scans', 'Scans by state: running, finished, failed', 'state');
  const lastScan = gauge('last_scan_timestamp_seconds', 'End of the last scan in a state, in Unix time', 'state');
  const points = gauge('points', 'Points, including failures; an estimate above 200,000');
  const jobs = gauge('queue_jobs', 'Files in the queue: created or retry (pending), active (being extracted)', 'state');
  const pending = gauge('runs_pending', 'Runs whose query to a service is pending or failed', 'service');
  const workers = gauge('workers', 'Worker processes with a heartbeat in the last 10 minutes', 'role');
  const alarms = gauge('alarms', 'Alarms that are not resolved: new, acknowledged', 'subsystem', 'severity', 'state');
  const notifications = gauge('notifications', 'Notifications not sent: pending, failed', 'receiver', 'state');
  const update = async (): Promise<void> => {
    up.set(0);
    for (const one of [files, scans, jobs, pending, workers, alarms, notifications]) one.reset();
    const now = await readHealth(database);
    for (const state of ['found', 'extracted', 'failed', 'superseded']) files.set({ state }, 0);
    for (const state of ['created', 'retry', 'active']) jobs.set({ state }, 0);
    for (const { state, count } of now.files) files.set({ state }, count);
    for (const { state, count, last } of now.scans) {
      scans.set({ state }, count);
      if (last !== null) lastScan.set({ state }, last);
    }
    points.set(now.points);
    for (const { state, count } of await countJobs(database)) jobs.set({ state }, count);
    for (const { service, count } of now.pending) pending.set({ service }, count);
    for (const { role, count } of now.workers) workers.set({ role }, count);
    for (const { count, ...labels } of now.alarms) alarms.set(labels, count);
    for (const { count, ...labels } of now.notifications) notifications.set(labels, count);
    up.set(1);
  };
  return { own, update };
}

/** Registers the gauge of the memory of caches. */
function registerCacheGauge(caches: MemoryCaches, own: Registry): void {
  const gauge = new Gauge({
    name: 'hdqm_cache_bytes',
    help: 'Memory that a cache of this server takes, all together at most CACHE_MB',
    labelNames: ['cache'],
    registers: [own],
    collect: () => {
      for (const { cache, bytes } of caches.usage()) gauge.set({ cache }, bytes);
    },
  });
}

/** Measures the duration of each GraphQL request. */
export function graphqlMetrics(): ApolloServerPlugin {
  return {
    requestDidStart: async () => {
      const stop = graphqlSeconds.startTimer();
      return {
        willSendResponse: async ({ operation, response: { body } }) => {
          const errors = body.kind === 'single' ? (body.singleResult.errors ?? []) : [];
          const failed = errors.some(({ extensions }) => extensions?.['code'] === 'INTERNAL_SERVER_ERROR');
          const outcome = failed ? 'failed' : errors.length > 0 ? 'refused' : 'done';
          // Before validation the field names are arbitrary: they would make the number of labels unbounded.
          if (operation && outcome !== 'refused') stop({ ...operationLabels(operation), outcome });
          else stop({ operation: operation?.operation ?? 'none', field: 'none', outcome });
        },
      };
    },
  };
}

/** Labels of an operation: its type, and its field if it has exactly one. */
export function operationLabels({ operation, selectionSet: { selections } }: OperationDefinitionNode): {
  operation: string;
  field: string;
} {
  const [only] = selections;
  return { operation, field: selections.length === 1 && only?.kind === Kind.FIELD ? only.name.value : 'several' };
}
