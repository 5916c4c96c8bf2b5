import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import express from 'express';
import type { RouteObject } from 'react-router';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { routes } from '../../../../client/app/routes.tsx';
import { staticFiles } from '../../../../server/api/http/static-files.ts';
import { temporaryFolder } from '../../../integration/command.ts';

const http = createServer();
let base: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  const temporary = await temporaryFolder();
  ({ remove } = temporary);
  await writeFile(path.join(temporary.folder, 'index.html'), '<title>HDQM</title>');
  http.on('request', express().use(staticFiles(temporary.folder)));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((resolve) => http.close(resolve));
  await remove();
});

const pathsOf = (list: readonly RouteObject[]): string[] =>
  list.flatMap(({ path: own, children = [] }) => [...(own === undefined ? [] : [own]), ...pathsOf(children)]);
const paths = pathsOf(routes);

it.each(paths.filter((one) => one !== '*'))('serves the page %s of the client', async (pattern) => {
  const response = await fetch(base + pattern.replaceAll(/:\w+/g, 'x'), { headers: { accept: 'text/html' } });
  expect([response.status, await response.text()]).toEqual([200, '<title>HDQM</title>']);
});

it('serves the page of unknown addresses with status 404', async () => {
  expect(paths).toContain('*');
  const response = await fetch(`${base}/nowhere`, { headers: { accept: 'text/html' } });
  expect([response.status, await response.text()]).toEqual([404, '<title>HDQM</title>']);
});
