import type { Browser } from 'playwright-core';
import { dropUrl, scannedUrl } from '../database.ts';
import { ended, printed, startHdqm } from '../integration/command.ts';
import { openBrowser } from './browser.ts';

/** HDQM with the sample in a database of its own, and a browser. */
export interface Site {
  /** Where it is, without a slash at the end. */
  readonly base: string;
  readonly browser: Browser;
  readonly close: () => Promise<void>;
}

/** Serves the scanned sample and starts a browser. */
export async function openSite(): Promise<Site> {
  const databaseUrl = await scannedUrl('sample');
  const server = startHdqm(['serve'], { DATABASE_URL: databaseUrl, PORT: '0' });
  const [, base = ''] = await printed(server, /(http:\/\/127\.0\.0\.1:\d+)/);
  const browser = await openBrowser();
  return {
    base,
    browser,
    close: async () => {
      await browser.close();
      const over = ended(server);
      server.kill('SIGTERM');
      await over;
      await dropUrl(databaseUrl);
    },
  };
}
