import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { dropUrl, freshUrl, scannedUrl } from '../database.ts';
import { ended, type Environment, printed, startHdqm } from '../integration/command.ts';
import { openBrowser } from './browser.ts';

/** A real server on a database of its own, and a page of a fresh browser before it for each test. */
export interface Site {
  /** Its address, without a slash at the end; pages may leave it out of where they go. */
  readonly base: string;
  /** Of its database. */
  readonly databaseUrl: string;
  readonly page: Page;
  /** A page of another fresh browser: one that has never been here. */
  open(address: string, options?: BrowserContextOptions): Promise<Page>;
  /** What the browser complained of since the test began; a test that provokes that takes it away. */
  troubles: string[];
}

export interface SiteOptions {
  /** Settings of the server. */
  readonly environment?: () => Promise<Environment>;
  /** Fills the database; the sample is in it, otherwise. */
  readonly fill?: (databaseUrl: string, environment: Environment) => Promise<void>;
  /** Of every page; a desk's window, otherwise. */
  readonly context?: BrowserContextOptions;
}

/** Sets a site up for all tests of a file; each test must leave no complaint of the browser. */
export function hdqmSite({ environment, fill, context = {} }: SiteOptions = {}): Site {
  const site = { base: '', databaseUrl: '', page: undefined as unknown as Page, open, troubles: [] as string[] };
  let server: ReturnType<typeof startHdqm>;
  let browser: Browser;
  let contexts: BrowserContext[] = [];

  async function open(address: string, options: BrowserContextOptions = {}): Promise<Page> {
    const opened = await browser.newContext({
      baseURL: site.base,
      viewport: { width: 1440, height: 900 },
      ...context,
      ...options,
    });
    contexts.push(opened);
    const page = await opened.newPage();
    page.on('pageerror', (error) => site.troubles.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') site.troubles.push(message.text());
    });
    if (address !== '') await page.goto(address);
    return page;
  }

  beforeAll(async () => {
    const settings = (await environment?.()) ?? {};
    site.databaseUrl = fill ? await freshUrl() : await scannedUrl('sample');
    await fill?.(site.databaseUrl, settings);
    server = startHdqm(['serve'], { DATABASE_URL: site.databaseUrl, PORT: '0', ...settings });
    [, site.base = ''] = await printed(server, /(http:\/\/127\.0\.0\.1:\d+)/);
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    const over = ended(server);
    server.kill('SIGTERM');
    await over;
    await dropUrl(site.databaseUrl);
  });
  beforeEach(async () => {
    site.troubles = [];
    site.page = await open('');
  });
  afterEach(async () => {
    await Promise.all(contexts.map((each) => each.close()));
    contexts = [];
    expect(site.troubles).toEqual([]);
  });
  return site;
}
