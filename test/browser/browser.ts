import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Chromium from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/** Starts the Chromium from the npm package. */
export async function openBrowser(): Promise<Browser> {
  process.env['TMPDIR'] = await unpacked();
  // Without the options of the package, which runs in containers of one process: theirs let the processor emulate a graphics card, at half as
  // much again of its time. Chromium has no sandbox where root starts it.
  const args = ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none'];
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
