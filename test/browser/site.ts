import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { dropUrl, freshUrl, scannedUrl } from '../database.ts';
import { ended, type Environment, printed, startHdqm } from '../integration/command.ts';
import { sharedBrowser } from './browser.ts';

/** A server with its own database, and a page in a new browser context for each test. */
export interface Site {
  /** Base URL of the server, without a trailing slash. Pages resolve relative addresses against it. */
  readonly base: string;
  /** URL of its database. */
  readonly databaseUrl: string;
  readonly page: Page;
  /** Opens a page in another new browser context. */
  open(address: string, options?: BrowserContextOptions): Promise<Page>;
  /** Errors in the browser console since the start of the test. A test that provokes errors clears it. */
  consoleErrors: string[];
}

export interface SiteOptions {
  /** Settings of the server. */
  readonly environment?: () => Promise<Environment>;
  /** Fills the database. Default: the sample. */
  readonly fill?: (databaseUrl: string, environment: Environment) => Promise<void>;
  /** Options of each browser context. Default: a desktop window. */
  readonly context?: BrowserContextOptions;
}

/** Sets up a site for all tests of a file. A test fails if the browser logged an error. */
export function hdqmSite({ environment, fill, context = {} }: SiteOptions = {}): Site {
  const site = { base: '', databaseUrl: '', page: undefined as unknown as Page, open, consoleErrors: [] as string[] };
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
    opened.setDefaultTimeout(60_000); // a limit for tests that hang only
    contexts.push(opened);
    const page = await opened.newPage();
    page.on('pageerror', (error) => site.consoleErrors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') site.consoleErrors.push(message.text());
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
    browser = await sharedBrowser();
  });
  afterAll(async () => {
    const over = ended(server);
    server.kill('SIGTERM');
    await over;
    await dropUrl(site.databaseUrl);
  });
  beforeEach(async () => {
    site.consoleErrors = [];
    site.page = await open('');
  });
  afterEach(async () => {
    // A response that a test changes on its way may be pending: without its page it would be an unhandled error of the whole run.
    for (const context of contexts)
      for (const page of context.pages()) await page.unrouteAll({ behavior: 'ignoreErrors' });
    await Promise.all(contexts.map((each) => each.close()));
    contexts = [];
    expect(site.consoleErrors).toEqual([]);
  });
  return site;
}

/** Expects and removes the error that the browser logged for an unknown address. */
export function takeNotFoundError(site: Site): void {
  expect(site.consoleErrors).toEqual([expect.stringContaining('404 (Not Found)')]);
  site.consoleErrors = [];
}
