import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Chromium from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/** Starts the Chromium that comes as a package: nothing needs to be installed. */
export async function openBrowser(): Promise<Browser> {
  // It unpacks itself into the temporary folder, under a name that another user may have taken: each user has a folder of their own.
  const own = path.join(tmpdir(), `hdqm-chromium-${process.getuid?.() ?? 0}`);
  mkdirSync(own, { recursive: true, mode: 0o700 });
  process.env['TMPDIR'] = own;
  // Several processes, as on a desk: in one alone, the first page that closes ends the browser.
  const args = Chromium.args.filter((arg) => !['--single-process', '--no-zygote'].includes(arg));
  return chromium.launch({ executablePath: await Chromium.executablePath(), args, headless: true });
}
