/** Rejects requests larger than any of ours before the JSON parser, GraphQL's parser and its validation rules process them. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Request, RequestHandler } from 'express';
import type { MemoryCaches } from '../../store/cache/memory-caches.ts';
import { documentLimitError, maxEntries, maxDepth, maxValues } from '../graphql/query-limits.ts';

/** The limit that a request's variables exceed, as a message; undefined if none. */
export function bodyLimitError(variables: unknown): string | undefined {
  let level: unknown[] = [variables];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxDepth) return `the variables nest deeper than ${maxDepth} levels`;
    const next: unknown[] = [];
    for (const value of level) {
      if (value === null || typeof value !== 'object') continue;
      const inner: unknown[] = Array.isArray(value) ? value : Object.values(value);
      if (inner.length > maxEntries)
        return `a list in the variables has more than ${maxEntries} entries: split it into several requests`;
      for (const one of inner) next.push(one);
    }
    level = next;
  }
  return undefined;
}

const [quote, backslash, comma, openList, closeList, openObject, closeObject] = [...Buffer.from('"\\,[]{}')];

/** The limit that a JSON text exceeds, judged by its brackets and commas; undefined if none, or if the text is no JSON. */
export function jsonLimitError(text: Buffer): string | undefined {
  let [depth, values] = [0, 0];
  for (let index = 0; index < text.length; index += 1) {
    const byte = text[index];
    if (byte === quote) index = endOfString(text, index + 1);
    else if (byte === comma) values += 1;
    else if (byte === openList || byte === openObject) depth += 1;
    else if (byte === closeList || byte === closeObject) depth -= 1;
    // The variables are a level below the request, and a request is one below its batch.
    if (depth > maxDepth + 2) return `the variables nest deeper than ${maxDepth} levels`;
    if (values > maxValues) return `the request has more than ${maxValues} values: split it into several requests`;
  }
  return undefined;
}

/** Index of the quote that closes the string starting at `from`. */
function endOfString(text: Buffer, from: number): number {
  for (let index = from; ; index += 1) {
    index = text.indexOf(quote ?? 0, index);
    if (index === -1) return text.length;
    let escapes = 0;
    while (text[index - 1 - escapes] === backslash) escapes += 1;
    if (escapes % 2 === 0) return index;
  }
}

/** The `verify` option of express.json: checks a body before it is parsed. Throws an error of status 400. */
export function verifyBody(_request: IncomingMessage, _response: ServerResponse, body: Buffer): void {
  const problem = jsonLimitError(body);
  if (problem !== undefined) throw badRequest(problem);
}

function badRequest(problem: string): Error {
  return Object.assign(new Error(problem), { status: 400 });
}

/** Rejects requests whose query text or variables exceed a limit, with an error of status 400. All other errors are left to Apollo. */
export function bodyLimits(caches: MemoryCaches): RequestHandler {
  /** Verdicts by query text: pages, and attackers, repeat the same few. */
  const verdicts = caches.create<{ readonly problem: string | undefined }>('documentVerdicts', {
    sizeCalculation: (_verdict, text) => 100 + text.length,
  });
  return (request, _response, next) => {
    const text = queryText(request);
    let problem: string | undefined;
    if (text !== undefined) {
      let verdict = verdicts.get(text);
      if (!verdict) verdicts.set(text, (verdict = { problem: documentLimitError(text) }));
      ({ problem } = verdict);
    }
    problem ??= bodyLimitError((request.body as { variables?: unknown } | undefined)?.variables);
    next(problem === undefined ? undefined : badRequest(problem));
  };
}

/** The query text of a GraphQL request; undefined if it has none. */
export function queryText({ method, body, query }: Request): string | undefined {
  const text: unknown = method === 'GET' ? query['query'] : (body as { query?: unknown } | undefined)?.query;
  return typeof text === 'string' ? text : undefined;
}
