import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Chromium from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/** Starts the Chromium from the npm package. */
export async function openBrowser(): Promise<Browser> {
  // Without the options of the package, which runs in containers of one process: theirs let the processor emulate a graphics card, at half as
  // much again of its time. Chromium has no sandbox where root starts it.
  const args = ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none'];
  return chromium.launch({ executablePath: await unpacked(), args, headless: true });
}

let shared: Promise<Browser> | undefined;

/** The Chromium of this process, for all test files that it runs; another one after a crash. It ends with the process. */
export async function sharedBrowser(): Promise<Browser> {
  if (!(await shared)?.isConnected()) shared = openBrowser();
  return shared as Promise<Browser>;
}

let unpackedFile: Promise<string> | undefined;

/**
 * Returns the path of the unpacked Chromium. The package unpacks into the temporary folder under a fixed name, which can belong to another
 * user, and test processes can do so concurrently. So each user has a separate folder, which is created atomically.
 */
function unpacked(): Promise<string> {
  unpackedFile ??= unpack(path.join(tmpdir(), `hdqm-chromium-${process.getuid?.() ?? 0}`));
  return unpackedFile;
}

async function unpack(own: string): Promise<string> {
  if (!existsSync(path.join(own, 'chromium'))) {
    const part = mkdtempSync(`${own}-`);
    await pathIn(part);
    try {
      renameSync(part, own);
    } catch {
      rmSync(part, { recursive: true }); // another process was first
    }
  }
  return pathIn(own);
}

/** Returns the path of Chromium in a folder, and unpacks it if it is missing. */
async function pathIn(folder: string): Promise<string> {
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  try {
    return await Chromium.executablePath();
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
}
