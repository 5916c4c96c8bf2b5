import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Chromium from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/** Starts the Chromium that comes as a package: nothing needs to be installed. */
export async function openBrowser(): Promise<Browser> {
  process.env['TMPDIR'] = await unpacked();
  // Several processes, as on a desk: in one alone, the first page that closes ends the browser.
  const args = Chromium.args.filter((arg) => !['--single-process', '--no-zygote'].includes(arg));
  return chromium.launch({ executablePath: await Chromium.executablePath(), args, headless: true });
}

let place: Promise<string> | undefined;

/**
 * The folder that Chromium is unpacked into: it does so into the temporary folder, under a name that another user may have taken, and test
 * processes may come at the same time. So each user has a folder of their own, which is there whole or not at all.
 */
function unpacked(): Promise<string> {
  place ??= unpack(path.join(tmpdir(), `hdqm-chromium-${process.getuid?.() ?? 0}`));
  return place;
}

async function unpack(own: string): Promise<string> {
  if (existsSync(path.join(own, 'chromium'))) return own;
  const part = mkdtempSync(`${own}-`);
  process.env['TMPDIR'] = part;
  await Chromium.executablePath();
  try {
    renameSync(part, own);
  } catch {
    rmSync(part, { recursive: true }); // another process was first
  }
  return own;
}
