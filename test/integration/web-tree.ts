/** A web server that serves a folder like EOS over HTTP (PROPFIND, byte ranges), and misbehaves as a test defines. */
import { open, readdir, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

/** Answers a request; false leaves it to the server. */
export type Misbehaviour = (
  request: IncomingMessage,
  response: ServerResponse,
  count: number,
) => boolean | Promise<boolean>;

export interface WebTree {
  readonly url: string;
  /** The requests in order: method, path and range, and their token. */
  readonly requests: { readonly what: string; readonly token: string | undefined }[];
  misbehave: Misbehaviour;
  /** Largest number of concurrent requests. */
  readonly maxConcurrent: () => number;
  close(): Promise<void>;
}

/** Serves a folder; with a key and a certificate over TLS, as `localhost`. */
export async function serveTree(folder: string, tls?: { key: Buffer; cert: Buffer }): Promise<WebTree> {
  const requests: WebTree['requests'] = [];
  let [busy, maxConcurrent] = [0, 0];
  const tree = { misbehave: (() => false) as Misbehaviour };
  const answer: RequestListener = (request, response) => {
    maxConcurrent = Math.max(maxConcurrent, ++busy);
    response.once('close', () => busy--);
    const location = decodeURIComponent(new URL(request.url ?? '/', 'http://here').pathname);
    requests.push({
      what: `${request.method} ${location}${request.headers.range === undefined ? '' : ` ${request.headers.range}`}`,
      token: request.headers.authorization,
    });
    void (async () => {
      if (await tree.misbehave(request, response, requests.length)) return;
      if (request.method === 'PROPFIND') await sendProperties(folder, location, request, response);
      else await sendRange(folder, location, request, response);
    })().catch((error: NodeJS.ErrnoException) => {
      response.writeHead(error.code === 'ENOENT' ? 404 : 500).end(error.message);
    });
  };
  const http = tls ? createTlsServer(tls, answer) : createServer(answer);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  const url = tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`;
  return Object.assign(tree, {
    url,
    requests,
    maxConcurrent: () => maxConcurrent,
    close: async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  });
}

async function sendProperties(
  folder: string,
  location: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const names = [location.replace(/\/$/, '')];
  const own = await stat(path.join(folder, location));
  if (own.isDirectory() && request.headers['depth'] === '1')
    for (const name of await readdir(path.join(folder, location))) names.push(`${names[0]}/${name}`);
  const responses = await Promise.all(names.map(async (name) => properties(folder, name)));
  response
    .writeHead(207, { 'content-type': 'application/xml' })
    .end(`<?xml version="1.0"?><d:multistatus xmlns:d="DAV:">${responses.join('')}</d:multistatus>`);
}

async function properties(folder: string, name: string): Promise<string> {
  const { size, mtime, ...kind } = await stat(path.join(folder, name)).then((found) =>
    Object.assign(found, { folder: found.isDirectory() }),
  );
  const href = name.split('/').map(encodeURIComponent).join('/');
  return (
    `<d:response><d:href>${href}${kind.folder ? '/' : ''}</d:href><d:propstat><d:prop>` +
    `<d:resourcetype>${kind.folder ? '<d:collection/>' : ''}</d:resourcetype><d:getcontentlength>${size}</d:getcontentlength>` +
    `<d:getlastmodified>${mtime.toUTCString()}</d:getlastmodified></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>`
  );
}

async function sendRange(
  folder: string,
  location: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const file = await open(path.join(folder, location));
  try {
    const { size, mtimeMs } = await file.stat();
    const [, from = '0', to = String(size - 1)] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    const [first, last] = [Number(from), Math.min(Number(to), size - 1)];
    if (first >= size) {
      response.writeHead(416, { 'content-range': `bytes */${size}` }).end();
      return;
    }
    const bytes = Buffer.alloc(last - first + 1);
    await file.read(bytes, 0, bytes.length, first);
    response
      .writeHead(206, { 'content-range': `bytes ${first}-${last}/${size}`, etag: `"${size}-${mtimeMs}"` })
      .end(bytes);
  } finally {
    await file.close();
  }
}
