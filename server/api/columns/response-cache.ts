/** A cache of compressed responses; README.md has the reasons and figures. */
import type { ApolloServerPlugin } from '@apollo/server';
import type { Request } from 'express';
import type { LRUCache } from 'lru-cache';
import type { MemoryCaches } from '../../store/cache/memory-caches.ts';
import type { Database } from '../../store/connection/database.ts';
import { snapshotName } from '../../store/connection/snapshot.ts';
import { isCacheable } from '../graphql/cacheable.ts';
import { operationLabels } from '../http/health.ts';
import type { Compressed, Encoding } from './compress.ts';
import { etagOf, type JsonParts, jsonParts } from './json-parts.ts';

/** What validates a response. */
interface Validators {
  /** The database's snapshot from before the execution: the response is fresh while it is the current one. */
  readonly snapshot: string;
  /** Changes when the content changes. */
  readonly etag: string;
  /** Labels of the request in the metrics. */
  readonly labels: ReturnType<typeof operationLabels>;
}

export interface CachedResponse extends Validators, Compressed {
  readonly contentType: string;
}

/** Passed through the execution of a request; the plugin sets `fresh` if the response may be cached. */
export interface Validation {
  /** Whether the caller writes the response from `parts`: Apollo gets an empty result. */
  readonly writesParts?: boolean;
  /** The database's current snapshot, if it is known already. */
  snapshot?: string | undefined;
  /** What is cached and may be stale: the result of a response with the same ETag is dropped. */
  readonly cached?: Pick<Validators, 'etag'> | undefined;
  fresh?: Validators;
  /** The response, if the caller writes it and the cached one is not the same. */
  parts?: JsonParts;
}

/** The validation of a cached response. */
export interface Cacheability extends Validation {
  readonly cached?: CachedResponse | undefined;
}

/** Memory of an entry in addition to its key and bytes. */
const entryBytes = 1_000;

/** Caches responses by request and encoding. */
export class ResponseCache {
  private readonly database: Database;
  private readonly responses: LRUCache<string, CachedResponse>;

  constructor(database: Database, caches: MemoryCaches) {
    this.database = database;
    this.responses = caches.create('responses', {
      sizeCalculation: ({ bytes }, key) => entryBytes + 2 * key.length + bytes.length,
    });
  }

  /** The cached response to a request, which is fresh if it has the current snapshot; an empty object for a request without a key. */
  async find(key: string | undefined): Promise<Cacheability> {
    if (key === undefined) return {};
    const cached = this.responses.get(key);
    return { writesParts: true, cached, snapshot: cached && (await snapshotName(this.database)) };
  }

  store(key: string, response: CachedResponse): void {
    this.responses.set(key, response);
  }

  /** Determines the validators of responses. The result of an unchanged response is dropped, so that it is not written again. */
  plugin(): ApolloServerPlugin<{ readonly cacheability?: Validation | undefined }> {
    return {
      requestDidStart: async () => ({
        didResolveOperation: async ({ schema, operation, contextValue: { cacheability } }) => {
          // Before the execution: the next request detects what is written meanwhile.
          if (cacheability && operation && isCacheable(schema, operation))
            cacheability.snapshot ??= await snapshotName(this.database);
        },
        willSendResponse: async ({ operation, response, contextValue: { cacheability } }) => {
          const { body, http } = response;
          if (!operation || cacheability?.snapshot === undefined) return;
          if (body.kind !== 'single' || body.singleResult.errors || http.status !== undefined) return;
          const { data, extensions } = body.singleResult;
          const parts = jsonParts({ data, extensions });
          const etag = etagOf(parts);
          cacheability.fresh = { snapshot: cacheability.snapshot, etag, labels: operationLabels(operation) };
          const isUnchanged = etag === cacheability.cached?.etag;
          if (cacheability.writesParts && !isUnchanged) cacheability.parts = parts;
          if (cacheability.writesParts || isUnchanged) response.body = { kind: 'single', singleResult: {} };
        },
      }),
    };
  }
}

/** The key of a request; undefined if it may not be answered from the cache. */
export function cacheKey({ method, body, url, headers }: Request, encoding: Encoding): string | undefined {
  const prefix = `${encoding} ${headers.accept ?? ''}`;
  // As Apollo's CSRF prevention: a page of another site cannot send these requests.
  if (method === 'POST' && headers['content-type']?.startsWith('application/json'))
    return `${prefix} ${JSON.stringify(body)}`;
  if (method === 'GET' && headers['apollo-require-preflight'] !== undefined) return `${prefix} ${url}`;
  return undefined;
}
