import { createHash } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { type DocumentNode, Kind, type OperationDefinitionNode, OperationTypeNode, parse } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { graphqlSeconds } from '../../app/telemetry.ts';
import type { Database } from '../../store/connection/database.ts';
import { snapshotName } from '../../store/connection/snapshot.ts';
import { limits } from '../graphql/query-limits.ts';
import { type AnswerColumn, MarkedAnswer } from './column-placeholder.ts';
import { type Encoding, encodings, pack, packBetter, type Packed } from './compress.ts';
import { operationLabels } from '../http/health.ts';

/** Fields of Query that say only what is in the database, the same to everybody. */
const ofDatabase: ReadonlySet<string> = new Set([
  'choice',
  'configs',
  'datasets',
  'datasetRuns',
  'defaultView',
  'displayGroups',
  'run',
  'runs',
  'subsystems',
  'trend',
  'trends',
  '__typename',
]);

/** An answer as it is sent, and what the database was when it was made. */
interface Answer extends Packed {
  readonly snapshot: string;
  readonly version: string;
  readonly etag: string;
  readonly type: string;
  /** Whether it is packed as well as it pays. */
  readonly fine: boolean;
}

/** Bytes of answers kept. */
const mostBytes = 128 * 1024 * 1024;
/** Packed answers of so many bytes are packed better where they are asked for again. */
const [leastFine, mostFine] = [1024 * 1024, 8 * 1024 * 1024];

const columnsOfAnswers = new WeakMap<Response, AnswerColumn[]>();

/** The list of an answer's columns, which stand in its text as marks. */
export function columnsOf(response: Response): AnswerColumn[] {
  let columns = columnsOfAnswers.get(response);
  if (!columns) columnsOfAnswers.set(response, (columns = []));
  return columns;
}

/**
 * Writes the columns of answers; keeps answers, with what they weigh when packed, for as long as nothing of them is written to the database;
 * and answers 304 to a GET whose answer has not changed.
 */
export function keptAnswers(database: Database, log: Logger): RequestHandler {
  const answers = new LRUCache<string, Answer>({ maxSize: mostBytes, sizeCalculation: weightOf });
  const operations = new LRUCache<string, { readonly kept: OperationDefinitionNode | undefined }>({ max: 1000 });
  /** What is being packed: who asks for the same meanwhile waits for it. */
  const making = new Map<string, Promise<Packed>>();
  const made = async (key: string, version: string, answer: MarkedAnswer, encoding: Encoding): Promise<Packed> => {
    const name = `${version} ${key}`;
    let packed = making.get(name);
    if (!packed) {
      packed = pack(answer.pieces(), encoding).finally(() => making.delete(name));
      making.set(name, packed);
    }
    return packed;
  };
  /** An answer that was asked for again is packed better, if that pays, beside the answering. */
  const keepBetter = (key: string, answer: Answer): void => {
    if (answer.fine) return;
    answers.set(key, { ...answer, fine: true });
    packBetter(answer.bytes).then(
      (bytes) => {
        const now = answers.get(key);
        if (now?.etag === answer.etag) answers.set(key, { ...now, bytes });
      },
      (error: unknown) => log.warn({ err: error }, 'an answer cannot be packed better'),
    );
  };
  return async (request, response, next) => {
    const query = queryOf(request);
    const encoding = encodingFor(request);
    const asked = keyOf(request);
    if (query === undefined) return next();
    let operation = operations.get(query);
    if (!operation) operations.set(query, (operation = { kept: queryOfDatabase(query) }));
    const send = response.send.bind(response);
    if (!operation.kept || asked === undefined) {
      response.send = (body: unknown) => {
        response.send = send;
        return send(
          typeof body === 'string' ? [...new MarkedAnswer(body, columnsOf(response)).pieces()].join('') : body,
        );
      };
      return next();
    }
    const key = `${encoding} ${asked}`;
    const stop = graphqlSeconds.startTimer(operationLabels(operation.kept));
    // First what the database is, then the answer: what is written in between is noticed at the next request.
    const snapshot = await snapshotName(database);
    const kept = answers.get(key);
    if (kept?.snapshot === snapshot) {
      reply(request, response, kept);
      keepBetter(key, kept);
      stop({ outcome: 'done' });
      return;
    }
    response.send = (body: unknown) => {
      response.send = send;
      if (typeof body !== 'string') return send(body);
      const marked = new MarkedAnswer(body, columnsOf(response));
      // Errors come before the data.
      if (response.statusCode !== 200 || !body.startsWith('{"data":')) return send([...marked.pieces()].join(''));
      const type = String(response.getHeader('content-type'));
      const { version } = marked;
      const finish = async (): Promise<void> => {
        // Often what was written has nothing to do with it.
        const before = answers.get(key);
        let answer = before && { ...before, snapshot };
        if (answer?.version !== version) {
          const packed = await made(key, version, marked, encoding);
          const etag = `W/"${createHash('sha1').update(packed.bytes).digest('base64url')}"`;
          answer =
            answer?.etag === etag
              ? { ...answer, version }
              : { ...packed, snapshot, version, etag, type, fine: !paysToPackBetter(packed) };
        }
        answers.set(key, answer);
        reply(request, response, answer);
        if (before?.etag === answer.etag) keepBetter(key, answer);
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

function paysToPackBetter({ encoding, bytes }: Packed): boolean {
  return encoding === 'br' && bytes.length >= leastFine && bytes.length <= mostFine;
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
