/** The web server: GraphQL over HTTP and WebSocket, health, and the built client. */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { ApolloServerPluginDrainHttpServer } from '@apollo/server/plugin/drainHttpServer';
import { expressMiddleware } from '@as-integrations/express5';
import compression from 'compression';
import express from 'express';
import type { Logger } from 'pino';
import type { Database } from '../store/database.ts';
import { Access, type AccessOptions } from './access.ts';
import type { Actions, Installation } from './actions.ts';
import type { Context } from './context.ts';
import { faultHandler, maskError, outageStatus } from './errors.ts';
import { costRule, limits } from './limits.ts';
import { loginRoutes, readingGate } from './login.ts';
import { addressOf, changePace } from './pace.ts';
import { explainPort, PortInUseError } from './port.ts';
import type { Rights } from './rights.ts';
import { makeSchema } from './schema.ts';
import { serveClient } from './client.ts';
import { serveSubscriptions } from './subscriptions.ts';

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
  const app = express();
  const http = createServer(app);
  const addressHere = (): string => {
    const { port: taken } = http.address() as AddressInfo;
    return `http://${host.includes(':') ? `[${host}]` : host}:${taken}`;
  };
  const contextFor = ({ mayNotChange, name }: Rights, address: string): Context => ({
    database,
    actions,
    installation,
    log,
    requestId: randomUUID(),
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
    formatError: (formatted, error) => maskError(formatted, error, log, randomUUID()),
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginDrainHttpServer({ httpServer: http }),
      changePace(),
      outageStatus(),
    ],
    logger: log,
  });
  await apollo.start();

  app.disable('x-powered-by');
  // A proxy on this machine or in its private network tells who asks; anybody could without one.
  if (publicUrl !== undefined) app.set('trust proxy', ['loopback', 'linklocal', 'uniquelocal']);
  app.use(compression());
  app.get(
    '/health',
    (_request, response) => void response.json({ name: 'HDQM', version: installation.version, pid: process.pid }),
  );
  app.get('/ready', async (_request, response) => {
    const reason = await database.unreachable();
    response
      .status(reason === undefined ? 200 : 503)
      .json({ ready: reason === undefined, ...(reason === undefined ? {} : { reason }) });
  });
  app.use(loginRoutes(access, log, () => publicUrl?.replace(/\/+$/, '') ?? addressHere()));
  app.use(readingGate(access)); // all that follows may need a login
  app.use(
    '/graphql',
    express.json({ limit: '2mb' }),
    expressMiddleware(apollo, {
      context: async ({ req }) => contextFor(await access.rightsOf(req), addressOf(req)),
    }),
  );
  serveClient(app, clientFolder);
  app.use(faultHandler(log));

  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, host, resolve);
  }).catch(async (error: NodeJS.ErrnoException) => {
    await apollo.stop();
    await access.issuer?.close();
    throw error.code === 'EADDRINUSE' ? new PortInUseError(await explainPort(host, port), { cause: error }) : error;
  });
  const subscriptions = serveSubscriptions(http, schema, access, log, (rights) => contextFor(rights, ''));
  return {
    url: addressHere(),
    close: async () => {
      await subscriptions.dispose();
      http.closeIdleConnections();
      await apollo.stop(); // drains and closes the http server
      await access.issuer?.close();
    },
  };
}
