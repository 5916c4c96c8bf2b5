/** The disk of the embedded database is full during a scan: the scan reports the reason, and resumes once there is free space. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEmbedded } from '../../server/store/connection/embedded-postgres.ts';
import { type Content, contentOf, differences, sampleContent } from '../integration/content.ts';
import { sampleTree } from '../integration/command.ts';
import { numberFrom, Random } from '../random.ts';
import { Site, untilScanned, untilStored } from './site.ts';

const random = new Random(numberFrom('SEED', 20_261_125));
const megabytes = 300;

/** Mounts a tmpfs of `megabytes` and returns its folder; undefined if mounting is not permitted. */
function makeDisk(): string | undefined {
  const folder = mkdtempSync(path.join(tmpdir(), 'hdqm-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]);
  if (mounted.status === 0) return folder;
  rmdirSync(folder);
  return undefined;
}

const disk = makeDisk();
if (disk === undefined)
  process.stdout.write('No tmpfs can be mounted (root is required): the test of a full disk is skipped.\n');

describe.skipIf(disk === undefined)('a full disk (skipped if no tmpfs can be mounted)', () => {
  const mount = disk ?? '';
  let undisturbed: Content;
  beforeAll(async () => {
    undisturbed = await sampleContent();
  });
  afterAll(() => {
    spawnSync('umount', [mount]);
    rmdirSync(mount);
  });

  it('interrupts the scan with a reason, and loses no data', async () => {
    const HDQM_DATA = path.join(mount, 'data');
    const files = 1 + random.below(30);
    const site = new Site({ EOS_ROOT: sampleTree, HDQM_DATA });
    try {
      site.start('server');
      await site.waitForLog(/server started/);
      const database = await openEmbedded(HDQM_DATA);
      const url = urlOf(database.connection.host);
      await untilStored(url, files);
      const ballast = path.join(mount, 'ballast');
      const bytes = await fill(ballast);
      expect(bytes).toBeGreaterThan(0);
      await site.waitForLog(/scan interrupted: database unavailable: /);
      const reason = /scan interrupted: ((?:[^"\\]|\\.)*)/.exec(site.log)?.[1];
      expect(site.isRunning('server')).toBe(true);
      expect([200, 503]).toContain((await fetch(`${site.url}/ready`)).status);
      expect((await fetch(`${site.url}/health`)).status).toBe(200);
      await rm(ballast);
      const freedAt = Date.now();
      await untilScanned(url);
      expect(differences(undisturbed, await contentOf(url))).toEqual([]);
      await database.close();
      process.stdout.write(
        `disk full after ${files} files (${reason}), recovered within ${((Date.now() - freedAt) / 1000).toFixed(1)} s\n`,
      );
    } catch (error) {
      throw new Error(`${(error as Error).message}; the log ends with:\n${site.log.slice(-3000)}`, { cause: error });
    } finally {
      await site.stop();
    }
  });
});

/** Writes a file until the disk is full. Returns the number of bytes. */
async function fill(target: string): Promise<number> {
  await mkdir(path.dirname(target), { recursive: true });
  const file = await open(target, 'w');
  let bytes = 0;
  try {
    for (const size of [2 ** 20, 2 ** 12, 1]) {
      const chunk = Buffer.alloc(size);
      try {
        for (;;) bytes += (await file.write(chunk)).bytesWritten;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    }
    return bytes;
  } finally {
    await file.close();
  }
}

function urlOf(socket: string): string {
  return `postgresql://hdqm@${encodeURIComponent(socket)}/hdqm`;
}
