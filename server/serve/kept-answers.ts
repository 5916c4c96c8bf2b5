import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, type BrotliOptions, constants, gzip } from 'node:zlib';
import type { Request, RequestHandler, Response } from 'express';
import { type DocumentNode, Kind, type OperationDefinitionNode, OperationTypeNode, parse } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
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

/** An answer as it is sent, and what the database was when it was made. */
interface Answer {
  readonly snapshot: string;
  readonly etag: string;
  readonly type: string;
  readonly encoding: Encoding;
  readonly bytes: Buffer;
  /** Whether it is packed as well as it pays. */
  readonly fine: boolean;
}

/** Bytes of answers kept. */
const mostBytes = 128 * 1024 * 1024;
/** Smaller answers go as they are. */
const leastPacked = 1024;
/** Packed answers of so many bytes are packed better where they are asked for again. */
const [leastFine, mostFine] = [1024 * 1024, 8 * 1024 * 1024];

/**
 * Keeps answers, with what they weigh when packed, for as long as nothing at all is written to the database; and answers 304 to a GET
 * whose answer has not changed.
 */
export function keptAnswers(database: Database, log: Logger): RequestHandler {
  const answers = new LRUCache<string, Answer>({ maxSize: mostBytes, sizeCalculation: weightOf });
  const operations = new LRUCache<string, { readonly kept: OperationDefinitionNode | undefined }>({ max: 1000 });
  return async (request, response, next) => {
    const query = queryOf(request);
    const encoding = encodingFor(request);
    const asked = keyOf(request);
    if (query === undefined || asked === undefined) return next();
    const key = `${encoding} ${asked}`;
    let operation = operations.get(query);
    if (!operation) operations.set(query, (operation = { kept: queryOfDatabase(query) }));
    if (!operation.kept) return next();
    const stop = graphqlSeconds.startTimer(labelsOf(operation.kept));
    // First what the database is, then the answer: what is written in between is noticed at the next request.
    const snapshot = await snapshotName(database);
    const answer = answers.get(key);
    if (answer?.snapshot === snapshot) {
      reply(request, response, answer);
      if (!answer.fine)
        void packBetter(answers, key, answer).catch((error: unknown) =>
          log.warn({ err: error }, 'an answer cannot be packed better'),
        );
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
      const type = String(response.getHeader('content-type'));
      const finish = async (): Promise<void> => {
        // Often what was written has nothing to do with it.
        const made: Answer =
          answer?.etag === etag ? { ...answer, snapshot } : { snapshot, etag, type, ...(await pack(bytes, encoding)) };
        answers.set(key, made);
        reply(request, response, made);
      };
      finish().catch(next);
      return response;
    };
    return next();
  };
}

function weightOf({ bytes }: Answer): number {
  return 1 + bytes.length;
}

function reply(request: Request, response: Response, { etag, type, encoding, bytes }: Answer): void {
  response.set({ 'Content-Type': type, ETag: etag, 'Cache-Control': 'no-cache' });
  response.vary('Accept-Encoding');
  if (request.method === 'GET' && request.fresh) {
    response.status(304).end();
    return;
  }
  if (encoding !== 'identity') response.set('Content-Encoding', encoding);
  response.set('Content-Length', String(bytes.length)).end(bytes);
}

function encodingFor(request: Request): Encoding {
  const accepted = request.acceptsEncodings();
  return encodings.find((name) => accepted.includes(name)) ?? 'identity';
}

const [brotli, unbrotli, zip] = [promisify(brotliCompress), promisify(brotliDecompress), promisify(gzip)];

/** Levels chosen by measure: test/bench/README.md. */
async function pack(body: Buffer, encoding: Encoding): Promise<Pick<Answer, 'encoding' | 'bytes' | 'fine'>> {
  if (encoding === 'identity' || body.length < leastPacked) return { encoding: 'identity', bytes: body, fine: true };
  if (encoding === 'gzip') return { encoding, bytes: await zip(body, { level: 1 }), fine: true };
  const bytes = await brotli(body, quality(1));
  return { encoding, bytes, fine: bytes.length < leastFine || bytes.length > mostFine };
}

/** Takes several times as long as packing it at first, beside the answering. */
async function packBetter(answers: LRUCache<string, Answer>, key: string, answer: Answer): Promise<void> {
  answers.set(key, { ...answer, fine: true });
  const bytes = await brotli(await unbrotli(answer.bytes), quality(4));
  const now = answers.get(key);
  if (now?.etag === answer.etag) answers.set(key, { ...now, bytes });
}

const quality = (level: number): BrotliOptions => ({ params: { [constants.BROTLI_PARAM_QUALITY]: level } });

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
