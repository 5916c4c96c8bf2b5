import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Chromium from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/** Starts the Chromium from the npm package. */
export async function openBrowser(): Promise<Browser> {
  process.env['TMPDIR'] = await unpacked();
  // With a single process, the first page that closes ends the browser.
  const args = Chromium.args.filter((arg) => !['--single-process', '--no-zygote'].includes(arg));
  return chromium.launch({ executablePath: await Chromium.executablePath(), args, headless: true });
}

let unpackedFolder: Promise<string> | undefined;

/**
 * Returns the folder of the unpacked Chromium. The package unpacks into the temporary folder under a fixed name, which can belong to another
 * user, and test processes can do so concurrently. So each user has a separate folder, which is created atomically.
 */
function unpacked(): Promise<string> {
  unpackedFolder ??= unpack(path.join(tmpdir(), `hdqm-chromium-${process.getuid?.() ?? 0}`));
  return unpackedFolder;
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
