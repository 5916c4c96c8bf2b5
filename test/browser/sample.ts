import AxeBuilder from 'axe-core';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { dropUrl, scannedUrl } from '../database.ts';
import { ended, printed, startHdqm } from '../integration/command.ts';
import { openBrowser } from './browser.ts';

/** The scanned sample behind a real server, and a page of a fresh browser before it for each test. */
export interface SampleSite {
  /** Its address, without a slash at the end. */
  readonly base: string;
  readonly page: Page;
  /** A page of another fresh browser: one that has never been here. */
  open(address: string, options?: BrowserContextOptions): Promise<Page>;
  /** What the browser complained of since the test began; a test that provokes that takes it away. */
  troubles: string[];
}

/** Sets a sample site up for all tests of a file; each test must leave no complaint of the browser. */
export function sampleSite(environment: Readonly<Record<string, string>> = {}): SampleSite {
  const site = { base: '', page: undefined as unknown as Page, open, troubles: [] as string[] };
  let databaseUrl: string;
  let server: ReturnType<typeof startHdqm>;
  let browser: Browser;
  let contexts: BrowserContext[] = [];

  async function open(address: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
    contexts.push(context);
    const page = await context.newPage();
    page.on('pageerror', (error) => site.troubles.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') site.troubles.push(message.text());
    });
    if (address !== '') await page.goto(site.base + address);
    return page;
  }

  beforeAll(async () => {
    databaseUrl = await scannedUrl('sample');
    server = startHdqm(['serve'], { DATABASE_URL: databaseUrl, PORT: '0', ...environment });
    [, site.base = ''] = await printed(server, /(http:\/\/127\.0\.0\.1:\d+)/);
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    const over = ended(server);
    server.kill('SIGTERM');
    await over;
    await dropUrl(databaseUrl);
  });
  beforeEach(async () => {
    site.troubles = [];
    site.page = await open('');
  });
  afterEach(async () => {
    await Promise.all(contexts.map((context) => context.close()));
    contexts = [];
    expect(site.troubles).toEqual([]);
  });
  return site;
}

/** What axe-core finds seriously wrong with a page. */
export async function seriousFaults(page: Page): Promise<string[]> {
  await page.evaluate(AxeBuilder.source);
  const { violations } = await page.evaluate(async () =>
    (globalThis as unknown as { axe: typeof AxeBuilder }).axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'best-practice'] }),
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}
