import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import express from 'express';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { staticFiles } from '../../../../server/api/http/static-files.ts';
import { temporaryFolder } from '../../../integration/command.ts';

const http = createServer();
let base: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  const temporary = await temporaryFolder();
  ({ remove } = temporary);
  await writeFile(path.join(temporary.folder, 'index.html'), '<title>HDQM</title>');
  await writeFile(path.join(temporary.folder, 'pages.json'), '["/", "/runs", "/trends/:subsystem/:config"]');
  http.on('request', express().use(staticFiles(temporary.folder)));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((resolve) => http.close(resolve));
  await remove();
});

it.each([
  ['/', 200],
  ['/runs', 200],
  ['/trends/Tracker/x', 200],
  ['/trends/Tracker', 404],
  ['/nowhere', 404],
])('serves the client at %s with status %i', async (address, status) => {
  const response = await fetch(base + address, { headers: { accept: 'text/html' } });
  expect([response.status, await response.text()]).toEqual([status, '<title>HDQM</title>']);
});

it('serves nothing but pages at the address of one', async () => {
  expect((await fetch(`${base}/runs`, { headers: { accept: 'application/json' } })).status).toBe(404);
});

it('adds to the head of a page what depends on its address', async () => {
  const { folder, remove } = await temporaryFolder();
  await writeFile(path.join(folder, 'index.html'), '<head><title>HDQM</title></head>');
  await writeFile(path.join(folder, 'pages.json'), '["/runs"]');
  const server = createServer(
    express().use(staticFiles(folder, (path, search) => Promise.resolve(`<meta content="$& ${path} ${search}">`))),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const page = await fetch(`${url}/runs?a=b`, { headers: { accept: 'text/html' } });
  expect(await page.text()).toBe('<head><title>HDQM</title><meta content="$& /runs ?a=b">\n  </head>');
  expect(page.headers.get('cache-control')).toBe('no-cache');
  expect(page.headers.get('etag')).not.toBeNull();
  const unknown = await fetch(`${url}/nowhere`, { headers: { accept: 'text/html' } });
  expect(await unknown.text()).toBe('<head><title>HDQM</title></head>');
  await new Promise((resolve) => server.close(resolve));
  await remove();
});
