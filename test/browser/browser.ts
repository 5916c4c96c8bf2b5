import Chromium from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/** Starts the Chromium that comes as a package: nothing needs to be installed. */
export async function openBrowser(): Promise<Browser> {
  // Several processes, as on a desk: in one alone, the first page that closes ends the browser.
  const args = Chromium.args.filter((arg) => !['--single-process', '--no-zygote'].includes(arg));
  return chromium.launch({ executablePath: await Chromium.executablePath(), args, headless: true });
}
