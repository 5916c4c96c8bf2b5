/**
 * Serves recorded answers in place of the token endpoint, OMS and Run Registry, over HTTP on this machine: for the sample, whose runs the
 * real services do not have, and for tests of failures.
 */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

interface OmsRow {
  readonly attributes: Readonly<Record<string, unknown>>;
}

interface RegistryRow {
  readonly run_number: number;
}

/** The recorded answers. */
export interface StandInAnswers {
  readonly runs: readonly OmsRow[];
  readonly fills: readonly OmsRow[];
  readonly registry: readonly RegistryRow[];
  /** Datasets of runs in Run Registry, with their flags. */
  readonly datasets?: readonly (RegistryRow & { readonly name: string })[];
}

/** The endpoint of a request. */
export type StandInService = 'token' | 'oms' | 'rr';

/** Handles a request itself and returns true, or returns false to have the stand-in answer it. */
export type RequestOverride = (
  service: StandInService,
  request: IncomingMessage,
  response: ServerResponse,
  body: string,
) => boolean;

/** A listening stand-in. */
export interface StandIn {
  readonly tokenUrl: string;
  readonly omsUrl: string;
  readonly rrUrl: string;
  /** Number of requests by endpoint. */
  readonly requests: Readonly<Record<StandInService, number>>;
  close(): Promise<void>;
}

/** Reads the answers of the sample. */
export function readAnswers(folder: string): StandInAnswers {
  const read = (file: string): unknown => JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
  return {
    runs: (read('oms-runs.json') as { data: OmsRow[] }).data,
    fills: (read('oms-fills.json') as { data: OmsRow[] }).data,
    registry: (read('run-registry.json') as { runs: RegistryRow[] }).runs,
  };
}

/** Starts the stand-in on a free port of the loopback address. `answers` is called for each request. */
export async function startStandIn(
  answers: () => StandInAnswers,
  override: RequestOverride = () => false,
): Promise<StandIn> {
  const requests = { token: 0, oms: 0, rr: 0 };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://stand-in');
    const service: StandInService =
      url.pathname === '/token' ? 'token' : url.pathname.startsWith('/agg/') ? 'oms' : 'rr';
    requests[service] += 1;
    void readBody(request).then((body) => {
      if (override(service, request, response, body)) return;
      const answer = answerTo(service, url, body, answers());
      response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer ?? { err: 'not found' }));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  server.unref(); // does not keep the process alive
  return {
    tokenUrl: `${base}/token`,
    omsUrl: `${base}/agg/api/v1`,
    rrUrl: base,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of request.setEncoding('utf8')) text += part as string;
  return text;
}

function answerTo(
  service: StandInService,
  url: URL,
  body: string,
  { runs, fills, registry, datasets = [] }: StandInAnswers,
): unknown {
  if (service === 'token') return { access_token: `stand-in-${Date.now()}`, token_type: 'Bearer', expires_in: 1200 };
  if (url.pathname === '/agg/api/v1/runs') return omsPage(runs, 'run_number', url);
  if (url.pathname === '/agg/api/v1/fills') return omsPage(fills, 'fill_number', url);
  if (url.pathname === '/api/runs_filtered_ordered') return registryPage('runs', registry, body);
  return url.pathname === '/api/datasets_filtered_ordered' ? registryPage('datasets', datasets, body) : undefined;
}

function omsPage(rows: readonly OmsRow[], key: string, { pathname, searchParams: query }: URL): object {
  const [from, to] = [Number(query.get(`filter[${key}][GE]`)), Number(query.get(`filter[${key}][LE]`))];
  const [offset, limit] = [Number(query.get('page[offset]') ?? 0), Number(query.get('page[limit]') ?? 20)];
  const fields = query.get('fields')?.split(',');
  const found = rows.filter(({ attributes }) => Number(attributes[key]) >= from && Number(attributes[key]) <= to);
  const next = new URLSearchParams(query);
  next.set('page[offset]', String(offset + limit));
  return {
    data: found.slice(offset, offset + limit).map((row) => ({
      ...row,
      attributes: Object.fromEntries(Object.entries(row.attributes).filter(([name]) => fields?.includes(name) ?? true)),
    })),
    links: { next: offset + limit < found.length ? `${pathname}?${next}` : null },
  };
}

function registryPage(list: 'runs' | 'datasets', rows: readonly RegistryRow[], body: string): object {
  const {
    page,
    page_size: size,
    filter,
  } = JSON.parse(body) as {
    page: number;
    page_size: number;
    filter: { run_number: { and: [{ '>=': number }, { '<=': number }] } };
  };
  const [{ '>=': from }, { '<=': to }] = filter.run_number.and;
  const found = rows.filter(({ run_number: run }) => run >= from && run <= to);
  return {
    [list]: found.slice(page * size, (page + 1) * size),
    pages: Math.ceil(found.length / size),
    count: found.length,
  };
}
