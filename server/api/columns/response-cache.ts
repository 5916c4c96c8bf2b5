/** A cache of compressed responses; README.md has the reasons and figures. */
import { createHash } from 'node:crypto';
import type { ApolloServerPlugin } from '@apollo/server';
import type { Request } from 'express';
import { LRUCache } from 'lru-cache';
import { Column } from '../../store/columns/trend-columns.ts';
import type { Database } from '../../store/connection/database.ts';
import { snapshotName } from '../../store/connection/snapshot.ts';
import { isCacheable } from '../graphql/cacheable.ts';
import { operationLabels } from '../http/health.ts';
import type { Compressed, Encoding } from './compress.ts';

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
  /** The database's current snapshot, if it is known already. */
  snapshot?: string | undefined;
  /** What is cached and may be stale: the result of a response with the same ETag is dropped. */
  readonly cached?: Pick<Validators, 'etag'> | undefined;
  fresh?: Validators;
}

/** The validation of a cached response. */
export interface Cacheability extends Validation {
  readonly cached?: CachedResponse | undefined;
}

/** Size of the cached responses in bytes. */
const maxBytes = 128 * 1024 * 1024;
/** Memory of an entry in addition to its key and bytes. */
const entryBytes = 1_000;

/** Caches responses by request and encoding. */
export class ResponseCache {
  private readonly database: Database;
  private readonly responses = new LRUCache<string, CachedResponse>({
    maxSize: maxBytes,
    sizeCalculation: ({ bytes }, key) => entryBytes + 2 * key.length + bytes.length,
  });

  constructor(database: Database) {
    this.database = database;
  }

  /** The cached response to a request, which is fresh if it has the current snapshot; an empty object if there is none. */
  async find(key: string | undefined): Promise<Cacheability> {
    const cached = key === undefined ? undefined : this.responses.get(key);
    return cached ? { cached, snapshot: await snapshotName(this.database) } : {};
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
          const etag = etagOf(body.singleResult.data);
          cacheability.fresh = { snapshot: cacheability.snapshot, etag, labels: operationLabels(operation) };
          if (etag === cacheability.cached?.etag) response.body = { kind: 'single', singleResult: {} };
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

/** The ETag of a result. It is made of the versions of columns, so that their lists are not needed. */
export function etagOf(data: unknown): string {
  const parts: string[] = [];
  addParts(data, parts);
  return `W/"${createHash('sha1').update(parts.join(' ')).digest('base64url')}"`;
}

/** Appends what identifies a value of a result. */
function addParts(value: unknown, parts: string[]): void {
  if (value instanceof Column) parts.push(value.version);
  else if (typeof value !== 'object' || value === null || 'toJSON' in value)
    parts.push(JSON.stringify(value) ?? 'null');
  else {
    parts.push(Array.isArray(value) ? '[' : '{');
    for (const [name, item] of Object.entries(value)) {
      parts.push(name);
      addParts(item, parts);
    }
    parts.push('}');
  }
}
