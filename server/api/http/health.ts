/** What watches over HDQM asks for: is it alive, is it ready, what does it do. */
import { createServer } from 'node:http';
import type { ApolloServerPlugin } from '@apollo/server';
import express, { type RequestHandler, type Router } from 'express';
import { Kind, type OperationDefinitionNode } from 'graphql';
import type { Logger } from 'pino';
import { Gauge, Registry } from 'prom-client';
import { graphqlSeconds, registry } from '../../app/telemetry.ts';
import type { Database } from '../../store/connection/database.ts';
import { readHealth, notReadyReason } from '../../store/watched.ts';
import type { Context } from '../graphql/context.ts';
import { listen, urlOf } from './listen.ts';

/** GET /health: the process lives. GET /ready: the database answers, with all migrations; else 503. GET /metrics: for Prometheus. */
export function watchRoutes(database: Database, version: string, log: Logger): Router {
  const router = express.Router();
  const { update, own } = databaseGauges(database);
  router.get('/health', (_request, response) => void response.json({ name: 'HDQM', version, pid: process.pid }));
  router.get('/ready', async (_request, response) => {
    const reason = await notReadyReason(database);
    if (reason !== undefined) log.warn({ reason }, 'not ready');
    response
      .status(reason === undefined ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json({ ready: reason === undefined, ...(reason === undefined ? {} : { reason }) });
  });
  router.get('/metrics', forPrograms, async (_request, response) => {
    await update().catch((error: unknown) => log.warn({ err: error }, 'the database cannot be counted'));
    const all = Registry.merge([registry, own]);
    response
      .set('Cache-Control', 'no-store')
      .type(all.contentType)
      .send(await all.metrics());
  });
  return router;
}

/** A browser wants the page of the metrics that configs use: that is the client's. */
const forPrograms: RequestHandler = (request, _response, next) =>
  next(request.accepts(['text', 'html']) === 'html' ? 'router' : undefined);

/** A server of the watching alone, for processes that serve nothing else. */
export interface Watch {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts it. Throws a PortInUseError. */
export async function startHealthServer(
  database: Database,
  version: string,
  log: Logger,
  host: string,
  port: number,
): Promise<Watch> {
  const app = express();
  app.disable('x-powered-by');
  app.use(watchRoutes(database, version, log));
  const http = createServer(app);
  await listen(http, host, port);
  return {
    url: urlOf(http, host),
    close: async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

/** Gauges of what the database holds, the same on every server. */
function databaseGauges(database: Database): { own: Registry; update: () => Promise<void> } {
  const own = new Registry();
  const gauge = <L extends string>(name: string, help: string, ...labelNames: L[]): Gauge<L> =>
    new Gauge({ name: `hdqm_${name}`, help, labelNames, registers: [own] });
  const up = gauge('database_up', '1 where the database can be asked');
  const files = gauge('files', 'Files by state: found (not read yet), extracted, failed, superseded', 'state');
  const scans = gauge('scans', 'Scans by state: running, finished, failed', 'state');
  const lastScan = gauge('last_scan_timestamp_seconds', 'End of the last scan of a state, in Unix time', 'state');
  const points = gauge('points', 'Points, failures included; an estimate where they are many');
  const jobs = gauge('queue_jobs', 'Files in the queue: created or retry (waiting), active (being read)', 'state');
  const pending = gauge('runs_pending', 'Runs that a service was asked for and has not answered', 'service');
  const workers = gauge('workers', 'Processes that read files and were heard of in the last 10 minutes', 'role');
  const update = async (): Promise<void> => {
    up.set(0);
    for (const one of [files, scans, jobs, pending, workers]) one.reset();
    const now = await readHealth(database);
    for (const state of ['found', 'extracted', 'failed', 'superseded']) files.set({ state }, 0);
    for (const state of ['created', 'retry', 'active']) jobs.set({ state }, 0);
    for (const { state, count } of now.files) files.set({ state }, count);
    for (const { state, count, last } of now.scans) {
      scans.set({ state }, count);
      if (last !== null) lastScan.set({ state }, last);
    }
    points.set(now.points);
    for (const { state, count } of now.jobs) jobs.set({ state }, count);
    for (const { service, count } of now.pending) pending.set({ service }, count);
    for (const { role, count } of now.workers) workers.set({ role }, count);
    up.set(1);
  };
  return { own, update };
}

/** Takes the time of each GraphQL request. */
export function graphqlWatch(): ApolloServerPlugin<Context> {
  return {
    requestDidStart: async () => {
      const stop = graphqlSeconds.startTimer();
      return {
        willSendResponse: async ({ operation, response: { body } }) => {
          const errors = body.kind === 'single' ? (body.singleResult.errors ?? []) : [];
          const failed = errors.some(({ extensions }) => extensions?.['code'] === 'INTERNAL_SERVER_ERROR');
          const outcome = failed ? 'failed' : errors.length > 0 ? 'refused' : 'done';
          // What was refused before it was understood has fields that anybody may have made up.
          if (operation && outcome !== 'refused') stop({ ...labelsOf(operation), outcome });
          else stop({ operation: operation?.operation ?? 'none', field: 'none', outcome });
        },
      };
    },
  };
}

/** What the time of an operation is counted as: its kind, and its field where it has one alone. */
export function labelsOf({ operation, selectionSet: { selections } }: OperationDefinitionNode): {
  operation: string;
  field: string;
} {
  const [only] = selections;
  return { operation, field: selections.length === 1 && only?.kind === Kind.FIELD ? only.name.value : 'several' };
}
