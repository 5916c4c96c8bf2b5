/** Refuses requests that are larger than any of ours before what costs more looks at them: the JSON parser, GraphQL's parser and its rules. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Request, RequestHandler } from 'express';
import { GraphQLError, parse } from 'graphql';
import { LRUCache } from 'lru-cache';
import { graphqlRefusal } from '../errors.ts';
import { limits, maxEntries, maxDepth, mostText, maxValues, whyTooMuch } from '../graphql/query-limits.ts';

/** What is wrong with the size of a request's variables; undefined where nothing is. */
export function bodyLimitError(variables: unknown): string | undefined {
  let level: unknown[] = [variables];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxDepth) return `the variables nest deeper than ${maxDepth} levels`;
    const next: unknown[] = [];
    for (const value of level) {
      if (value === null || typeof value !== 'object') continue;
      const inner: unknown[] = Array.isArray(value) ? value : Object.values(value);
      if (inner.length > maxEntries)
        return `a list in the variables has more than ${maxEntries} entries: ask in several requests`;
      for (const one of inner) next.push(one);
    }
    level = next;
  }
  return undefined;
}

const [quote, backslash, comma, openList, closeList, openObject, closeObject] = [...Buffer.from('"\\,[]{}')];

/** What is wrong with the size of a JSON text, told from its brackets and commas; undefined where nothing is, or where it is no JSON. */
export function whyTooLargeJson(text: Buffer): string | undefined {
  let [depth, values] = [0, 0];
  for (let at = 0; at < text.length; at += 1) {
    const byte = text[at];
    if (byte === quote) at = endOfString(text, at + 1);
    else if (byte === comma) values += 1;
    else if (byte === openList || byte === openObject) depth += 1;
    else if (byte === closeList || byte === closeObject) depth -= 1;
    // The variables are a level below the request, and a request one below its batch.
    if (depth > maxDepth + 2) return `the variables nest deeper than ${maxDepth} levels`;
    if (values > maxValues) return `the request has more than ${maxValues} values: ask in several requests`;
  }
  return undefined;
}

/** Where the string ends that begins at a place. */
function endOfString(text: Buffer, from: number): number {
  for (let at = from; ; at += 1) {
    at = text.indexOf(quote ?? 0, at);
    if (at === -1) return text.length;
    let escapes = 0;
    while (text[at - 1 - escapes] === backslash) escapes += 1;
    if (escapes % 2 === 0) return at;
  }
}

/** For express.json: looks at a body before it is parsed. Throws an error of status 400. */
export function verifySize(_request: IncomingMessage, _response: ServerResponse, body: Buffer): void {
  const problem = whyTooLargeJson(body);
  if (problem !== undefined) throw Object.assign(new Error(problem), { status: 400 });
}

/** Refuses what asks for too much, by its text and its variables. Anything else that is wrong with a request is for GraphQL to tell. */
export function requestSize(): RequestHandler {
  /** What was found out about texts: pages ask with the same ones again and again, and so do those who mean harm. */
  const known = new LRUCache<string, { readonly problem: string | undefined }>({
    maxSize: 4 * 1024 * 1024,
    sizeCalculation: (_verdict, text) => 100 + text.length,
  });
  return (request, response, next) => {
    const text = textOf(request);
    let problem = text !== undefined && text.length > mostText ? textTooLong : undefined;
    if (problem === undefined && text !== undefined) {
      let verdict = known.get(text);
      if (!verdict) known.set(text, (verdict = { problem: whyTextTooMuch(text) }));
      ({ problem } = verdict);
    }
    problem ??= bodyLimitError((request.body as { variables?: unknown } | undefined)?.variables);
    if (problem === undefined) next();
    else graphqlRefusal(request, response, 400, problem, 'BAD_REQUEST');
  };
}

const textTooLong = `the request's text has more than ${mostText} characters: give long values as variables`;

function whyTextTooMuch(text: string): string | undefined {
  try {
    return whyTooMuch(parse(text, { maxTokens: limits.tokens, noLocation: true }));
  } catch (error) {
    // Any other complaint is told by GraphQL, with its place.
    return error instanceof GraphQLError && error.message.includes('tokens') ? error.message : undefined;
  }
}

/** The GraphQL text of a request. */
export function textOf({ method, body, query }: Request): string | undefined {
  const text: unknown = method === 'GET' ? query['query'] : (body as { query?: unknown } | undefined)?.query;
  return typeof text === 'string' ? text : undefined;
}
