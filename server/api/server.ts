/** The web server: GraphQL over HTTP and WebSocket, logins, monitoring, and the built client. */
import { createServer, type IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginDrainHttpServer } from '@apollo/server/plugin/drainHttpServer';
import express from 'express';
import { parse } from 'graphql';
import proxyaddr from 'proxy-addr';
import { MemoryCaches } from '../store/cache/memory-caches.ts';
import type { PictureDrawer } from '../pictures/picture-drawer.ts';
import { requestGraceMs } from '../retry/policy.ts';
import { ElementRuns } from '../histograms/element-runs.ts';
import type { AnswerStore } from '../histograms/preview-answers.ts';
import { AnomalyCache } from '../store/anomalies.ts';
import { PointCache } from '../store/columns/point-cache.ts';
import { warmPoints, type WarmView } from '../store/columns/warm-points.ts';
import { loginRoutes, permissionsFrom, requireRead } from './auth/login-routes.ts';
import { Auth, type AuthOptions } from './auth/auth.ts';
import { type Permissions, readingOnly } from './auth/permissions.ts';
import { ResponseCache, type Validation } from './columns/response-cache.ts';
import { errorHandler, maskError, outageStatus } from './errors.ts';
import { denyMutations } from './graphql/auth-checker.ts';
import type { Context, ServerContext } from './graphql/context.ts';
import { documentStore } from './graphql/document-store.ts';
import { costLimit } from './graphql/query-cost.ts';
import { JudgedRuns } from './graphql/judged-runs.ts';
import { limits, maxBodyBytes } from './graphql/query-limits.ts';
import { makeSchema } from './graphql/schema.ts';
import { bodyLimits, verifyBody } from './http/body-limits.ts';
import { compressResponses } from './http/compress-responses.ts';
import { fairShare } from './http/fair-share.ts';
import { graphqlHandler } from './http/graphql-handler.ts';
import { graphqlMetrics, healthRoutes } from './http/health.ts';
import { listen, urlOf } from './http/listen.ts';
import {
  addressKey,
  clientAddress,
  limitRejections,
  mutationRateLimit,
  rejectionRateLimit,
} from './http/rate-limit.ts';
import { limitConnections, requestId, requestIds } from './http/request-id.ts';
import { exportRoutes } from './export/export-routes.ts';
import { pictureQuery } from './pictures/picture-query.ts';
import { histogramPictures } from './pictures/histogram-pictures.ts';
import { linkPreview } from './pictures/link-preview.ts';
import { plotPictures } from './pictures/plot-pictures.ts';
import { securityHeaders } from './http/security-headers.ts';
import { staticFiles } from './http/static-files.ts';
import { serveSubscriptions } from './subscriptions.ts';

/** What the server needs. */
export interface ServerOptions extends ServerContext {
  /** Folder of the built client. */
  readonly clientFolder: string;
  readonly pictures: Pick<PictureDrawer, 'draw' | 'drawHistogram'>;
  /** Holds what was read over runs; default: nothing is stored. */
  readonly previews?: AnswerStore | undefined;
  /** Default: of the default size. */
  readonly caches?: MemoryCaches;
  readonly auth?: AuthOptions | undefined;
  /** Addresses and networks of proxies whose X-Forwarded-For sets the client's address; default: none, since others could forge it. */
  readonly trustedProxies?: readonly string[] | undefined;
  /** Origins of sites that may embed pages in a frame; default: none. */
  readonly frameAncestors?: readonly string[] | undefined;
}

/** A listening server. */
export interface WebServer {
  readonly url: string;
  /** Reads what viewers request first, at low priority: see `warmPoints`. Resolves at the end, or when the server closes. */
  warm(): Promise<void>;
  /** Completes requests, ends subscriptions and stops listening. */
  close(): Promise<void>;
}

/** The permissions of queries for pictures, the same for all that have the permission to read. */
const ofPictures = readingOnly('none', 'a picture changes nothing');

/** What the page of trends requests, of its initial runs. */
const warmQuery = parse(`query ($subsystem: String!, $primaryDataset: String!, $processing: String!) {
  trends(subsystem: $subsystem, primaryDataset: $primaryDataset, processing: $processing, select: {latest: 50}) {
    config { name } columns { runs values errorsLow errorsHigh failures }
  }
}`);

/** Starts the server. Throws a ListenError or a CertificateFileError. */
export async function startServer(options: ServerOptions, host: string, port: number): Promise<WebServer> {
  const {
    auth: authOptions = {},
    clientFolder,
    trustedProxies = [],
    frameAncestors = [],
    pictures,
    previews,
    caches = new MemoryCaches(),
    ...context
  } = options;
  const { database, installation, log } = context;
  const { publicUrl } = installation;
  const isTrusted = proxyaddr.compile([...trustedProxies]);
  const addressOf = (request: IncomingMessage): string => addressKey(proxyaddr(request, isTrusted));
  const auth = new Auth(authOptions, { publicUrl, log, database, addressOf });
  const schema = await makeSchema();
  const points = new PointCache(database, caches);
  const anomalies = new AnomalyCache(database, caches);
  const judgedRuns = new JudgedRuns(database, caches);
  const elementRuns = new ElementRuns(context.histograms, { store: previews });
  const cache = new ResponseCache(database, caches);
  const rejectionLimit = rejectionRateLimit();
  const turns = fairShare(clientAddress);
  const app = express();
  const http = createServer(app);
  const ownUrl = (): string => urlOf(http, host);
  const contextFor = (permissions: Permissions, address: string, cacheability?: Validation): Context => ({
    ...context,
    points,
    anomalies,
    judgedRuns,
    elementRuns,
    cacheability,
    requestId: requestId(),
    ...permissions,
    author: permissions.userName ?? (permissions.source === 'token' ? 'administrator' : 'local user'),
    hasLogin: auth.issuer !== undefined,
    forgetTokens: () => auth.forgetTokens(),
    address,
  });
  const apollo = new ApolloServer<Context>({
    schema,
    introspection: true,
    csrfPrevention: true,
    stopOnTerminationSignals: false, // the command closes the server before the database
    parseOptions: { maxTokens: limits.tokens },
    documentStore: documentStore(caches),
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    formatError: (formatted, error) => maskError(formatted, error, log, requestId()),
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(), // it visits each field
      ApolloServerPluginDrainHttpServer({ httpServer: http, stopGracePeriodMillis: requestGraceMs }),
      graphqlMetrics(),
      costLimit(),
      mutationRateLimit(),
      denyMutations(),
      outageStatus(),
      cache.plugin(),
    ],
    logger: log,
  });
  await apollo.start();

  app.disable('x-powered-by');
  app.set('trust proxy', isTrusted);
  app.use(requestIds(log));
  app.use(securityHeaders({ publicUrl, frameAncestors }));
  app.use(compressResponses());
  app.use(healthRoutes(database, installation.version, log, caches));
  const baseUrl = (): string => publicUrl?.replace(/\/+$/, '') ?? ownUrl();
  app.use(loginRoutes(auth, log, baseUrl));
  app.use(requireRead(auth));
  app.use(
    '/graphql',
    limitConnections(clientAddress),
    turns.admit,
    express.json({ limit: maxBodyBytes, verify: verifyBody }),
    bodyLimits(caches),
    turns.run(
      graphqlHandler(
        apollo,
        cache,
        (request, response, cacheability) =>
          contextFor(permissionsFrom(response), clientAddress(request), cacheability),
        rejectionLimit,
      ),
    ),
    limitRejections(rejectionLimit),
  );
  app.use(exportRoutes({ ...context, points }, installation.version));
  const queryForPicture = pictureQuery(apollo, (validation) => contextFor(ofPictures, 'pictures', validation));
  app.use(histogramPictures({ ...context, caches, pictures, version: installation.version }));
  app.use(plotPictures(database, pictures, installation.version, queryForPicture, caches));
  app.use(staticFiles(clientFolder, linkPreview(database, log, baseUrl)));
  app.use(errorHandler(log));

  await listen(http, host, port).catch(async (error: unknown) => {
    await apollo.stop();
    await auth.issuer?.close();
    throw error;
  });
  const subscriptions = serveSubscriptions(http, schema, auth, log, addressOf, contextFor);
  const closing = new AbortController();
  let isCompiled = false;
  const warming = {
    database,
    points,
    pause: (ms: number) => delay(ms, undefined, { signal: closing.signal, ref: false }),
    onLatest: async (view: WarmView) => {
      if (isCompiled) return;
      isCompiled = true;
      await queryForPicture(warmQuery, { ...view }, {}); // once: it compiles what executes queries
    },
  };
  let warmed: Promise<void> = Promise.resolve();
  return {
    url: ownUrl(),
    warm: () => {
      // One after the other: the scan at the start ends while the points of the start are read.
      warmed = warmed
        .then(() => warmPoints(warming))
        .catch((error: unknown) => {
          if (!closing.signal.aborted) log.warn({ err: error }, 'points not read ahead');
        });
      return warmed;
    },
    close: async () => {
      closing.abort();
      await subscriptions.dispose();
      http.closeIdleConnections();
      await apollo.stop(); // drains and closes the http server
      await auth.issuer?.close();
    },
  };
}
