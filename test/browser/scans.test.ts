import type { ChildProcess } from 'node:child_process';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type StandIn, startStandIn } from '../../server/enrich/stand-in.ts';
import { dropUrl, freshUrl } from '../database.ts';
import {
  copySample,
  ended,
  printed,
  samplePath,
  sampleTree,
  startHdqm,
  temporaryFolder,
} from '../integration/command.ts';
import { answers } from '../server/enrich/stand-in.ts';
import { sharedBrowser } from './browser.ts';

const runs = [366409, 366411, 366414];
const pathOf = (run: number): string => samplePath('ZeroBias', 'Run2023B', run);
const broken = pathOf(366417);

let eos: string;
let remove: () => Promise<void>;
let databaseUrl: string;
let down = true;
let standIn: StandIn;
let server: ChildProcess;
let base: string;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let consoleErrors: string[];

// A night when OMS was down, and a file came in damaged.
beforeAll(async () => {
  const temporary = await temporaryFolder();
  remove = temporary.remove;
  eos = path.join(temporary.folder, 'eos');
  for (const run of runs) await copySample(pathOf(run), eos);
  await mkdir(path.dirname(path.join(eos, broken)), { recursive: true });
  await writeFile(path.join(eos, broken), 'this is not a ROOT file');
  standIn = await startStandIn(answers, (service, _request, response) => {
    if (!down || service !== 'oms') return false;
    response.writeHead(503).end();
    return true;
  });
  databaseUrl = await freshUrl();
  server = startHdqm(['serve'], {
    DATABASE_URL: databaseUrl,
    EOS_ROOT: eos,
    PORT: '0',
    OMS_URL: standIn.omsUrl,
    RR_URL: standIn.rrUrl,
  });
  [, base = ''] = await printed(server, /(http:\/\/127\.0\.0\.1:\d+)/);
  browser = await sharedBrowser();
});
afterAll(async () => {
  const over = ended(server);
  server.kill('SIGTERM');
  await over;
  await standIn.close();
  await dropUrl(databaseUrl);
  await remove();
});
beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  page = await context.newPage();
  consoleErrors = [];
  page.on('pageerror', (error) => consoleErrors.push(error.message));
});
afterEach(async () => {
  await context.close();
  expect(consoleErrors).toEqual([]);
});

const panel = (name: string) => page.getByRole('region', { name });

it('shows the scan that was missed, its log at its URL, and what went wrong', async () => {
  await page.goto(`${base}/scans`);
  await page.getByText('finished').first().waitFor();
  await page.getByRole('button', { name: 'Log of scan 1' }).click();
  await page.waitForURL(/scan=1/);
  const log = page.getByRole('list', { name: 'Log of scan 1' });
  await log.getByText('file extracted').first().waitFor();
  const copied = await context.newPage();
  await copied.goto(page.url());
  await copied.getByRole('list', { name: 'Log of scan 1' }).getByText('scan finished').waitFor();
  await page.getByLabel('Warnings and errors only').check();
  await log.getByText('scan started').waitFor({ state: 'detached' });
  expect(await log.innerText()).toMatch(/warn file failed .*not a ROOT file/);
});

it('shows the next scheduled scan; a paused schedule stays paused until it is resumed', async () => {
  await page.goto(`${base}/scans`);
  const schedule = panel('Schedule');
  expect(await schedule.innerText()).toMatch(/at 03:00, every day \(Europe\/Zurich\)\s+Next in .*UTC\. Last .* ago\./);
  await schedule.getByRole('button', { name: 'Pause' }).first().click();
  await schedule.getByText('paused', { exact: true }).waitFor();
  await page.reload();
  await schedule.getByText('paused', { exact: true }).waitFor();
  await schedule.getByRole('button', { name: 'Resume' }).click();
  await schedule.getByText('paused', { exact: true }).waitFor({ state: 'detached' });
});

it('shows why a service is unavailable, and queries it again when it is back', async () => {
  await page.goto(`${base}/scans`);
  const services = panel('Services');
  await services.getByText('4 runs: OMS: answered 503 Service Unavailable').waitFor();
  expect(await services.innerText()).toMatch(/Run Registry\s+reachable/);
  await services.getByRole('button', { name: 'Query OMS' }).click();
  await services.getByText('OMS: 0 found, 0 not in OMS, 4 pending').waitFor();
  down = false;
  await services.getByRole('button', { name: 'Query OMS' }).click();
  await services.getByText('OMS: 4 found').waitFor();
  await services.getByText('unavailable', { exact: true }).waitFor({ state: 'detached' });
});

it('is left without an error while it loads the scans again', async () => {
  let started = (): void => {};
  const refetching = new Promise<void>((resolve) => (started = resolve));
  let requests = 0;
  await page.route('**/graphql', async (route) => {
    const isScans = route.request().postDataJSON()?.operationName === 'Scans';
    if (!isScans || ++requests === 1) return route.continue();
    started(); // and it is never answered
  });
  await page.goto(`${base}/scans`);
  await panel('Schedule').waitFor();
  await page.getByRole('button', { name: 'Scan now' }).click();
  await refetching;
  await page.getByRole('link', { name: 'Configs' }).click();
  await page.getByRole('heading', { name: 'Configs' }).waitFor();
  expect(consoleErrors).toEqual([]);
});

it('retries a failed file, and shows the workers', async () => {
  await page.goto(`${base}/scans`);
  const failed = panel('Failed files');
  await failed.getByRole('button', { name: 'Retry' }).click();
  await failed.getByText('failed again').waitFor();
  await cp(path.join(sampleTree, broken), path.join(eos, broken));
  await failed.getByRole('button', { name: 'Retry' }).click();
  await failed.waitFor({ state: 'detached' });
  expect(await panel('Workers').innerText()).toMatch(/server, process \d+, 2 threads, for/);
});
