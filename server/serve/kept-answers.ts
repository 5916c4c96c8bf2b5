import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, brotliCompress, gzip } from 'node:zlib';
import type { Request, RequestHandler, Response } from 'express';
import { type DocumentNode, Kind, type OperationDefinitionNode, OperationTypeNode, parse } from 'graphql';
import { LRUCache } from 'lru-cache';
import { graphqlSeconds } from '../gauges.ts';
import type { Database } from '../store/database.ts';
import { snapshotName } from '../store/snapshot.ts';
import { limits } from './limits.ts';
import { labelsOf } from './watch.ts';

/** Fields of Query that say only what is in the database, the same to everybody. */
const ofDatabase: ReadonlySet<string> = new Set([
  'configs',
  'datasets',
  'datasetRuns',
  'displayGroups',
  'run',
  'runs',
  'subsystems',
  'trend',
  'trends',
  '__typename',
]);

const encodings = ['br', 'gzip', 'identity'] as const;
type Encoding = (typeof encodings)[number];

/** An answer, and what the database was when it was made. */
interface Answer {
  readonly snapshot: string;
  readonly etag: string;
  readonly type: string;
  readonly body: Buffer;
  readonly packed: Map<Encoding, Promise<Buffer>>;
}

/** Bytes of answers kept. */
const mostBytes = 128 * 1024 * 1024;
/** Smaller answers go as they are. */
const leastPacked = 1024;

/**
 * Keeps answers, with what they weigh when packed, for as long as nothing at all is written to the database; and answers 304 to a GET
 * whose answer has not changed.
 */
export function keptAnswers(database: Database): RequestHandler {
  const answers = new LRUCache<string, Answer>({ maxSize: mostBytes, sizeCalculation: weightOf });
  const operations = new LRUCache<string, { readonly kept: OperationDefinitionNode | undefined }>({ max: 1000 });
  return async (request, response, next) => {
    const key = keyOf(request);
    const query = queryOf(request);
    if (key === undefined || query === undefined) return next();
    let operation = operations.get(query);
    if (!operation) operations.set(query, (operation = { kept: queryOfDatabase(query) }));
    if (!operation.kept) return next();
    const stop = graphqlSeconds.startTimer(labelsOf(operation.kept));
    // First what the database is, then the answer: what is written in between is noticed at the next request.
    const snapshot = await snapshotName(database);
    const answer = answers.get(key);
    if (answer?.snapshot === snapshot) {
      await reply(request, response, answer);
      stop({ outcome: 'done' });
      return;
    }
    const send = response.send.bind(response);
    response.send = (body: unknown) => {
      response.send = send;
      // Errors come before the data.
      if (response.statusCode !== 200 || typeof body !== 'string' || !body.startsWith('{"data":')) return send(body);
      const bytes = Buffer.from(body);
      const etag = `W/"${createHash('sha1').update(bytes).digest('base64url')}"`;
      const same = answer?.etag === etag;
      const type = String(response.getHeader('content-type'));
      const packed = same ? answer.packed : new Map<Encoding, Promise<Buffer>>();
      const made = { snapshot, etag, type, body: bytes, packed };
      answers.set(key, made);
      reply(request, response, made).catch(next);
      return response;
    };
    return next();
  };
}

/** Body and packed forms, which are at most as large. */
function weightOf({ body }: Answer): number {
  return 1 + 2 * body.length;
}

async function reply(request: Request, response: Response, { etag, type, body, packed }: Answer): Promise<void> {
  response.set({ 'Content-Type': type, ETag: etag, 'Cache-Control': 'no-cache' });
  response.vary('Accept-Encoding');
  if (request.method === 'GET' && request.fresh) {
    response.status(304).end();
    return;
  }
  const accepted = request.acceptsEncodings();
  const encoding =
    body.length < leastPacked ? 'identity' : (encodings.find((name) => accepted.includes(name)) ?? 'identity');
  let bytes = packed.get(encoding);
  if (!bytes) packed.set(encoding, (bytes = pack(body, encoding)));
  const sent = await bytes;
  if (encoding !== 'identity') response.set('Content-Encoding', encoding);
  response.set('Content-Length', String(sent.length)).end(sent);
}

const [brotli, zip] = [promisify(brotliCompress), promisify(gzip)];

/** Levels chosen by measure: test/bench/README.md. */
async function pack(body: Buffer, encoding: Encoding): Promise<Buffer> {
  if (encoding === 'br') return brotli(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });
  if (encoding === 'gzip') return zip(body, { level: 1 });
  return body;
}

/** What tells one request from another; undefined for what is none for an answer that is kept. */
function keyOf({ method, body, url, headers }: Request): string | undefined {
  // As Apollo does it: a page of another site cannot send these.
  if (method === 'POST' && headers['content-type']?.startsWith('application/json'))
    return `${headers.accept ?? ''} ${JSON.stringify(body)}`;
  if (method === 'GET' && headers['apollo-require-preflight'] !== undefined) return `${headers.accept ?? ''} ${url}`;
  return undefined;
}

function queryOf({ method, body, query }: Request): string | undefined {
  const text: unknown = method === 'GET' ? query['query'] : (body as { query?: unknown } | undefined)?.query;
  return typeof text === 'string' ? text : undefined;
}

/** The document's query, where it is one of such fields alone. */
function queryOfDatabase(text: string): OperationDefinitionNode | undefined {
  let document: DocumentNode;
  try {
    document = parse(text, { maxTokens: limits.tokens });
  } catch {
    return undefined; // Apollo tells what is wrong with it
  }
  const [operation, ...more] = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (!operation || more.length > 0 || operation.operation !== OperationTypeNode.QUERY) return undefined;
  const { selections } = operation.selectionSet;
  const suited = selections.every((node) => node.kind === Kind.FIELD && ofDatabase.has(node.name.value));
  return suited ? operation : undefined;
}
