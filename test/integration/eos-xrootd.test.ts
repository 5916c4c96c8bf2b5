/** A scan of a tree behind an XRootD server, which is the HTTP front end of EOS. */
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dropUrl, freshUrl } from '../database.ts';
import { openStorage } from '../../server/storage/open-storage.ts';
import { openDqmFile } from '../../server/read/open.ts';
import { FileNotFoundError } from '../../server/storage/errors.ts';
import { contentOf } from './content.ts';
import { copySample, hdqm, samplePath, temporaryFolder } from './command.ts';
import { serveTree } from './web-tree.ts';
import { hasXrootd, startXrootd } from './xrootd.ts';

if (!hasXrootd) process.stdout.write('xrootd is not installed: the tests of EOS over XRootD are skipped.\n');

describe.skipIf(!hasXrootd)('EOS behind xrootd (skipped if it is not installed)', () => {
  let xrootd: Awaited<ReturnType<typeof startXrootd>>;
  let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
  let tree: string;
  beforeAll(async () => {
    temporary = await temporaryFolder();
    tree = path.join(temporary.folder, 'eos');
    for (const run of [367406, 367408, 367411]) await copySample(samplePath('ZeroBias', 'Run2023C', run), tree);
    await copySample(samplePath('ZeroBias', 'Run2023C', 367408, { version: 2 }), tree);
    await copySample(samplePath('Muon0', 'Run2023D', 370306), tree); // is truncated
    await copySample(samplePath('Cosmics', 'Run2023B', 366380), tree);
    xrootd = await startXrootd(tree, path.join(temporary.folder, 'work'));
  });
  afterAll(async () => {
    await xrootd.stop();
    await temporary.remove();
  });

  it('has the same points and files after a scan as from disk', async () => {
    const contents = [];
    for (const EOS_ROOT of [tree, xrootd.url]) {
      const DATABASE_URL = await freshUrl();
      try {
        const { status, stdout } = await hdqm(['scan'], { EOS_ROOT, DATABASE_URL });
        expect({ status, stdout }).toMatchObject({
          status: 0,
          stdout: expect.stringMatching(/ {2}read\s+│\s+4 /) as string,
        });
        contents.push(await contentOf(DATABASE_URL));
      } finally {
        await dropUrl(DATABASE_URL);
      }
    }
    expect(contents[0]?.points.length).toBeGreaterThan(300);
    expect(contents[1]).toEqual(contents[0]);
  });

  it('returns the size and time of a file as on disk, and errors for missing files', async () => {
    const file = samplePath('ZeroBias', 'Run2023C', 367406);
    const [web, disk] = [await openStorage({ EOS_ROOT: xrootd.url }), await openStorage({ EOS_ROOT: tree })];
    try {
      const [there, here] = [await web.stat(file), await disk.stat(file)];
      expect(there.size).toBe(here.size);
      expect(Math.floor(there.modifiedAt.getTime() / 1000)).toBe(Math.floor(here.modifiedAt.getTime() / 1000));
      await expect(web.open('Run2023/none.root')).rejects.toThrow(FileNotFoundError);
      await expect(web.list('Run2023/none')).rejects.toThrow(/404/);
      await expect(web.stat('Run2023')).rejects.toThrow('it is a folder');
    } finally {
      await web.close();
    }
  });

  it('follows a redirect, as from the head node of EOS to its disk servers', async () => {
    const head = await serveTree(tree);
    head.misbehave = ({ method, url }, response) => {
      if (method !== 'GET') return false;
      response.writeHead(307, { location: new URL(`${url}?authz=ticket`, xrootd.url).href }).end();
      return true;
    };
    const web = await openStorage({ EOS_ROOT: head.url, EOS_TOKEN: 'secret' });
    try {
      const file = await openDqmFile(await web.open(samplePath('ZeroBias', 'Run2023C', 367406)));
      expect((await file.list()).length).toBeGreaterThan(50);
      await file.close();
      expect(head.requests.some(({ what }) => what.startsWith('GET'))).toBe(true);
    } finally {
      await web.close();
      await head.close();
    }
  });

  it('is reported as unavailable if the server is down', async () => {
    const DATABASE_URL = await freshUrl();
    try {
      const result = await hdqm(['scan'], { EOS_ROOT: 'http://127.0.0.1:9/', DATABASE_URL });
      expect(result).toMatchObject({
        status: 1,
        stderr: expect.stringMatching(/EOS_ROOT http.* cannot be listed/) as string,
      });
    } finally {
      await dropUrl(DATABASE_URL);
    }
  });
});
