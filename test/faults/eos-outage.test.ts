/** EOS is unavailable for a while during a scan: no file is recorded as removed, and the scan completes afterwards. */
import { cp, mkdir, rename, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dropUrl, freshUrl } from '../database.ts';
import { type Content, contentOf, differences, sampleContent } from '../integration/content.ts';
import { sampleTree, temporaryFolder } from '../integration/command.ts';
import { numberFrom, Random } from '../random.ts';
import { Site, untilScanned, untilStored } from './site.ts';

const random = new Random(numberFrom('SEED', 20_261_125));

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let undisturbed: Content;
beforeAll(async () => {
  temporary = await temporaryFolder();
  undisturbed = await sampleContent();
});
afterAll(() => temporary.remove());

it.each(['is missing', 'is an empty mount point'])('a scan completes after a tree that %s is back', async (how) => {
  const files = 1 + random.below(30);
  const eos = path.join(temporary.folder, how.replaceAll(' ', '-'));
  await cp(sampleTree, eos, { recursive: true, preserveTimestamps: true });
  const url = await freshUrl();
  const site = new Site({ EOS_ROOT: eos, DATABASE_URL: url });
  try {
    site.start('server');
    await untilStored(url, files);
    await rename(eos, `${eos}-moved`);
    if (how === 'is an empty mount point') await mkdir(eos);
    await site.waitForLog(/scan interrupted: EOS_ROOT .* is unavailable/);
    expect((await contentOf(url)).files.length).toBe(undisturbed.files.length);
    // The server stays ready.
    const ready = await fetch(`${site.url}/ready`);
    expect(ready.status).toBe(200);
    if (how === 'is an empty mount point') await rmdir(eos);
    await rename(`${eos}-moved`, eos);
    const restoredAt = Date.now();
    await untilScanned(url);
    expect(differences(undisturbed, await contentOf(url))).toEqual([]);
    process.stdout.write(
      `EOS ${how} after ${files} files, recovered within ${((Date.now() - restoredAt) / 1000).toFixed(1)} s\n`,
    );
  } finally {
    await site.stop();
    await dropUrl(url);
  }
});
