/** The web server: GraphQL over HTTP and WebSocket, health, and the built client. */
import { createServer } from 'node:http';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { ApolloServerPluginDrainHttpServer } from '@apollo/server/plugin/drainHttpServer';
import { expressMiddleware } from '@as-integrations/express5';
import compression from 'compression';
import express from 'express';
import type { Logger } from 'pino';
import type { Database } from '../store/connection/database.ts';
import { PointCache } from '../store/columns/point-cache.ts';
import { Access, type AccessOptions } from './auth/access.ts';
import type { Actions, Installation } from './graphql/actions.ts';
import { columnsAsText, stringifyResult } from './columns/column-executor.ts';
import type { Context } from './graphql/context.ts';
import { costLimit } from './graphql/query-cost.ts';
import { faultHandler, maskError, outageStatus } from './errors.ts';
import { securityHeaders } from './http/security-headers.ts';
import { columnsOf, keptAnswers } from './columns/response-cache.ts';
import { costRule, limits, mostBody } from './graphql/query-limits.ts';
import { loginRoutes, readingGate } from './auth/login-routes.ts';
import { addressOf, changePace } from './http/rate-limit.ts';
import type { AnswerColumn } from './columns/column-placeholder.ts';
import { listen, urlOf } from './http/listen.ts';
import { refusalRateLimit } from './http/refusal-rate.ts';
import { numberRequests, requestId } from './http/request-id.ts';
import { requestSize, verifySize } from './http/body-limits.ts';
import type { Rights } from './auth/permissions.ts';
import { makeSchema } from './graphql/schema.ts';
import { serveClient } from './http/static-files.ts';
import { serveSubscriptions } from './subscriptions.ts';
import { graphqlWatch, watchRoutes } from './http/health.ts';

/** What the server shows, and what it lets be done. */
export interface ServerOptions {
  readonly database: Database;
  readonly actions: Actions;
  readonly installation: Installation;
  readonly log: Logger;
  /** Folder of the built client. */
  readonly clientFolder: string;
  /** Logins; without them changes are for whoever sits at the machine. */
  readonly access?: AccessOptions | undefined;
}

/** So long may requests that are under way take when the server stops, in ms. */
const graceMs = 3_000;

/** A server that listens. */
export interface WebServer {
  readonly url: string;
  /** Ends requests and subscriptions, then stops listening. */
  close(): Promise<void>;
}

/** Starts listening. Throws a PortInUseError that says who holds the port, or a CertificateFileError. */
export async function startServer(options: ServerOptions, host: string, port: number): Promise<WebServer> {
  const { database, actions, installation, log, clientFolder } = options;
  const { publicUrl } = installation;
  const access = new Access(options.access ?? {}, publicUrl, log);
  const schema = await makeSchema();
  const points = new PointCache(database);
  const app = express();
  const http = createServer(app);
  const addressHere = (): string => urlOf(http, host);
  const contextFor = ({ mayNotChange, name }: Rights, address: string, columns: AnswerColumn[] = []): Context => ({
    database,
    points,
    columns,
    actions,
    installation,
    log,
    requestId: requestId(),
    mayNotChange,
    viewerName: name,
    logins: access.issuer !== undefined,
    address,
  });
  const apollo = new ApolloServer<Context>({
    schema,
    introspection: true,
    csrfPrevention: true,
    stopOnTerminationSignals: false, // the command stops it, and the database after it
    validationRules: [costRule],
    parseOptions: { maxTokens: limits.tokens },
    includeStacktraceInErrorResponses: false,
    formatError: (formatted, error) => maskError(formatted, error, log, requestId()),
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginDrainHttpServer({ httpServer: http, stopGracePeriodMillis: graceMs }),
      graphqlWatch(),
      costLimit(),
      changePace(),
      outageStatus(),
      await columnsAsText(),
    ],
    stringifyResult,
    logger: log,
  });
  await apollo.start();
  const refusals = refusalRateLimit();

  app.disable('x-powered-by');
  // A proxy on this machine or in its private network tells who asks; anybody could without one.
  if (publicUrl !== undefined) app.set('trust proxy', ['loopback', 'linklocal', 'uniquelocal']);
  app.use(numberRequests(log));
  app.use(securityHeaders(publicUrl));
  app.use(compression());
  app.use(watchRoutes(database, installation.version, log));
  app.use(loginRoutes(access, log, () => publicUrl?.replace(/\/+$/, '') ?? addressHere()));
  app.use(readingGate(access)); // all that follows may need a login
  app.use(
    '/graphql',
    refusals.handler,
    express.json({ limit: mostBody, verify: verifySize }),
    requestSize(),
    keptAnswers(database, log),
    expressMiddleware(apollo, {
      context: async ({ req, res }) => contextFor(await access.permissionsOf(req), addressOf(req), columnsOf(res)),
    }),
  );
  serveClient(app, clientFolder);
  app.use(faultHandler(log));

  await listen(http, host, port).catch(async (error: unknown) => {
    await apollo.stop();
    await access.issuer?.close();
    throw error;
  });
  const subscriptions = serveSubscriptions(http, schema, access, log, (rights) => contextFor(rights, ''));
  return {
    url: addressHere(),
    close: async () => {
      await subscriptions.dispose();
      http.closeIdleConnections();
      await apollo.stop(); // drains and closes the http server
      refusals.close();
      await access.issuer?.close();
    },
  };
}
