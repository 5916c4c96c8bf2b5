/** EOS over HTTP against a server with injected faults. */
import { cp, mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dropUrl, freshUrl } from '../database.ts';
import { openStorage } from '../../server/storage/open-storage.ts';
import type { DqmStorage, StorageAccess } from '../../server/storage/storage.ts';
import { WebDavStorage } from '../../server/storage/webdav.ts';
import { openDqmFile } from '../../server/read/open.ts';
import { CorruptFileError, FileNotFoundError } from '../../server/storage/errors.ts';
import { walkTree } from '../../server/scan/tree.ts';
import { HttpStorageError } from '../../server/storage/errors.ts';
import { copySample, exported, hdqm, root, samplePath, sampleTree, temporaryFolder } from './command.ts';
import { serveTree, type WebTree } from './web-tree.ts';

let folder: string;
let remove: () => Promise<void>;
let web: WebTree;
let opened: { close: () => Promise<void> }[];
beforeEach(async () => {
  ({ folder, remove } = await temporaryFolder());
  await copySample(file, folder);
  web = await serveTree(folder);
  opened = [];
});
afterEach(async () => {
  for (const one of opened) await one.close();
  await web.close();
  await remove();
});

const file = samplePath('ZeroBias', 'Run2023C', 367406);
const me = 'Tracking/TrackParameters/highPurityTracks/pt_1/GeneralProperties/NumberOfTracks_GenTk';
const retryDelaysMs = [1, 1, 1];

function eos(access: Partial<StorageAccess> = {}): DqmStorage {
  const tree = new WebDavStorage({ EOS_ROOT: web.url, ...access }, retryDelaysMs);
  opened.push(tree);
  return tree;
}

/** Reads the ME over HTTP and returns its name. */
async function readMe(tree = eos()): Promise<string> {
  const dqm = await openDqmFile(await tree.open(file));
  const result = await dqm.read(me);
  expect(await dqm.changed()).toBe(false);
  return 'element' in result && 'name' in result.element ? result.element.name : JSON.stringify(result);
}

describe('a tree on a web server', () => {
  it('has the same files as on disk', async () => {
    await cp(sampleTree, folder, { recursive: true });
    const strip = (tree: Awaited<ReturnType<typeof walkTree>>): unknown => ({
      ...tree,
      files: tree.files.map(({ path }) => path).sort(),
    });
    const pattern = 'DQM_V*DQMIO.root';
    expect(strip(await walkTree(eos(), [pattern]))).toEqual(
      strip(await walkTree(await openStorage({ EOS_ROOT: folder }), [pattern])),
    );
    expect(web.maxConcurrent()).toBeLessThanOrEqual(16);
  });

  it('reads an ME with few range requests', async () => {
    expect(await readMe()).toBe('NumberOfTracks_GenTk');
    expect(web.requests.filter(({ what }) => what.startsWith('GET')).map(({ what }) => what)).toEqual([
      expect.stringMatching(/^GET .*DQMIO\.root bytes=0-\d+$/),
    ]);
  });

  it('can be in a subfolder whose name needs URL encoding', async () => {
    await copySample(file, path.join(folder, 'a b#c%41/eos'));
    const tree = eos({ EOS_ROOT: `${web.url}/${encodeURIComponent('a b#c%41')}/eos/` });
    expect((await walkTree(tree, ['DQM_V*'])).files.map(({ path }) => path)).toEqual([file]);
    expect(await readMe(tree)).toBe('NumberOfTracks_GenTk');
  });

  it('rejects paths outside of EOS_ROOT', async () => {
    await expect(eos().open('../secret')).rejects.toThrow('"../secret" is outside EOS_ROOT');
    expect(web.requests).toEqual([]);
  });
});

describe('a server with transient failures', () => {
  it.each([500, 502, 503, 504, 429, 408])('is retried after %i', async (status) => {
    web.misbehave = (_request, response, count) => {
      if (count % 2 === 0) return false;
      response.writeHead(status, { 'retry-after': '0' }).end('wait');
      return true;
    };
    expect(await readMe()).toBe('NumberOfTracks_GenTk');
  });

  it('is retried after it closed the connection before or during a response', async () => {
    web.misbehave = ({ method }, response, count) => {
      if (count % 3 === 0) return false;
      if (count % 3 === 1) response.destroy();
      else {
        response
          .writeHead(method === 'GET' ? 206 : 207, {
            'content-length': '100000',
            'content-range': 'bytes 0-99999/100000',
          })
          .write('half');
        setImmediate(() => response.destroy());
      }
      return true;
    };
    expect(await readMe()).toBe('NumberOfTracks_GenTk');
  });

  it('fails with the status after 4 attempts', async () => {
    web.misbehave = (_request, response) => {
      response.writeHead(503).end();
      return true;
    };
    await expect(eos().open(file)).rejects.toThrow(/^127\.0\.0\.1:\d+ answered 503 \(4 attempts\)$/);
    expect(web.requests).toHaveLength(4);
  });

  it('gets one attempt per folder while it keeps failing, until a request succeeds', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await mkdir(path.join(folder, 'Run2023', name));
    let broken = true;
    web.misbehave = ({ url }, response) => {
      if (!broken || url === '/' || url === '/Run2023') return false;
      response.writeHead(500).end();
      return true;
    };
    const tree = eos();
    for (const [name, attempts] of [
      ['a', 4],
      ['b', 1],
      ['c', 1],
    ] as const) {
      const before = web.requests.length;
      await expect(tree.list(`Run2023/${name}`)).rejects.toThrow(
        attempts === 4 ? /500 \(4 attempts\)$/ : /answered 500$/,
      );
      expect(web.requests.length - before).toBe(attempts);
    }
    broken = false;
    expect(await tree.list('Run2023/d')).toEqual([]);
    broken = true;
    await expect(tree.list('Run2023/d')).rejects.toThrow(/500 \(4 attempts\)$/);
  });

  it('is not considered down if only one file fails', async () => {
    const tree = eos();
    web.misbehave = async ({ url, method }, response) => {
      if (url?.endsWith('.root') !== true || method !== 'PROPFIND') return false;
      // Another request succeeds in the meantime.
      await tree.list('');
      response.writeHead(500).end();
      return true;
    };
    for (const _ of [1, 2]) await expect(tree.open(file)).rejects.toThrow(/500 \(4 attempts\)$/);
  });

  it('is reported with the error code if it refuses connections', async () => {
    await web.close();
    await expect(eos().list('')).rejects.toThrow(
      /^connection to 127\.0\.0\.1:\d+ failed \(ECONNREFUSED\) \(4 attempts\)$/,
    );
    await expect(walkTree(eos(), ['*'])).rejects.toThrow(/^EOS_ROOT http.* cannot be listed: .*ECONNREFUSED/);
  });
});

describe('a rejected request', () => {
  it.each([
    [401, undefined, /answered 401: token required, set EOS_TOKEN$/],
    [401, 'old', /answered 401: token rejected, renew EOS_TOKEN$/],
    [403, 'old', /answered 403: the token has no permission$/],
    [405, undefined, /answered 405$/],
  ])('with %i (token: %s) is not retried, and has a message with the fix', async (status, token, message) => {
    web.misbehave = (_request, response) => {
      response.writeHead(status).end('<html>secret page</html>');
      return true;
    };
    await expect(eos({ EOS_TOKEN: token }).open(file)).rejects.toThrow(message);
    await expect(eos({ EOS_TOKEN: token }).list('')).rejects.toBeInstanceOf(HttpStorageError);
    expect(web.requests).toHaveLength(2);
    // Each sentence ends with exactly one period.
    await expect(walkTree(eos({ EOS_TOKEN: token }), ['*'])).rejects.toThrow(
      /^EOS_ROOT \S+ cannot be listed: [^.?]*[.\d]+:\d+ [^.?]*\. Check EOS_ROOT and EOS_PATTERN\.$/,
    );
  });

  it('with 404 throws FileNotFoundError on open, read and check', async () => {
    await expect(eos().open('Run2023/none.root')).rejects.toThrow(FileNotFoundError);
    const source = await eos().open(file);
    await rm(path.join(folder, file));
    await expect(source.read(0, 100)).rejects.toThrow(FileNotFoundError);
    await expect(source.changed()).rejects.toThrow(FileNotFoundError);
  });
});

describe('a server without range requests', () => {
  const whole = (bytes: number) => (request: { readonly method?: string | undefined }, response: ServerResponse) => {
    if (request.method !== 'GET') return false;
    response.writeHead(200).end(Buffer.alloc(bytes, 'root'));
    return true;
  };

  it('is rejected without reading the whole response', async () => {
    web.misbehave = whole(50_000_000);
    await expect(readMe()).rejects.toThrow(/does not support byte ranges: each read would transfer the whole file$/);
  });

  it('is accepted if the range is the whole file', async () => {
    const { size } = await eos().stat(file);
    web.misbehave = whole(size);
    const source = await eos().open(file);
    expect((await source.read(0, size)).length).toBe(size);
    await expect(source.read(10, 20)).rejects.toThrow(/does not support byte ranges/);
  });

  it.each([
    ['another range', 'bytes 5-14/50', /: 10 bytes as bytes 5-14\/50 for bytes from 0$/],
    ['no range', undefined, /no valid Content-Range \(""\)$/],
  ])('is rejected if the response has %s', async (_what, range, message) => {
    const odd = 'odd.root';
    await writeFile(path.join(folder, odd), Buffer.alloc(50));
    const source = await eos().open(odd);
    web.misbehave = (_request, response) => {
      response.writeHead(206, range === undefined ? {} : { 'content-range': range }).end(Buffer.alloc(10));
      return true;
    };
    await expect(source.read(0, 10)).rejects.toThrow(message);
  });
});

describe('a file that changes while it is read', () => {
  it.each([
    ['its size', async (target: string) => writeFile(target, Buffer.alloc(10), { flag: 'a' })],
    ['only its content', async (target: string) => utimes(target, new Date(), new Date(2020, 1))],
  ])('is detected by %s', async (_what, change) => {
    const source = await eos().open(file);
    await source.read(0, 100);
    expect(await source.changed()).toBe(false);
    await change(path.join(folder, file));
    await expect(source.read(100, 100)).rejects.toThrow(CorruptFileError);
    expect(await source.changed()).toBe(true);
  });

  it('is detected if it is truncated', async () => {
    const source = await eos().open(file);
    await writeFile(path.join(folder, file), 'root');
    expect((await source.read(1000, 100)).length).toBe(0);
    await expect(openDqmFile(source)).rejects.toThrow(CorruptFileError);
  });
});

describe('a response that is not WebDAV', () => {
  it.each([
    ['<html><body>Log in</body></html>', /no multistatus element/],
    ['not xml <<<', /invalid XML/],
    ['<!DOCTYPE x [<!ENTITY a "aaaa">]><multistatus/>', /document type declaration/],
    ['<d:multistatus xmlns:d="DAV:"></d:multistatus>', /no multistatus element/],
  ])('is rejected: %s', async (text, message) => {
    web.misbehave = (_request, response) => {
      response.writeHead(207).end(text);
      return true;
    };
    await expect(eos().list('')).rejects.toThrow(message);
  });
});

describe('redirects', () => {
  it('are followed to another server without sending it the token', async () => {
    const disk = await serveTree(folder);
    opened.push(disk);
    web.misbehave = (request, response) => {
      if (request.method !== 'GET') return false;
      response.writeHead(307, { location: `${disk.url}${request.url}?ticket=for-this-file` }).end();
      return true;
    };
    expect(await readMe(eos({ EOS_TOKEN: 'secret' }))).toBe('NumberOfTracks_GenTk');
    expect(web.requests.every(({ token }) => token === 'Bearer secret')).toBe(true);
    expect(disk.requests.length).toBeGreaterThan(0);
    expect(disk.requests.every(({ token }) => token === undefined)).toBe(true);
  });

  it('within the server keep the token', async () => {
    web.misbehave = (request, response) => {
      if (request.url?.endsWith('?here') === true) return false;
      response.writeHead(302, { location: `${request.url}?here` }).end();
      return true;
    };
    expect(await readMe(eos({ EOS_TOKEN: 'secret' }))).toBe('NumberOfTracks_GenTk');
    expect(web.requests.every(({ token }) => token === 'Bearer secret')).toBe(true);
  });

  it.each([
    ['a loop', '/round', /redirects more than 5 times$/],
    ['an invalid URL', 'http://[', /redirects to an invalid address$/],
    ['a file URL', 'file:///etc/passwd', /redirects to an invalid address$/],
  ])('to %s are rejected', async (_what, location, message) => {
    web.misbehave = (_request, response) => {
      response.writeHead(302, { location }).end();
      return true;
    };
    await expect(eos().list('')).rejects.toThrow(message);
  });
});

describe('a server over TLS', () => {
  const certificates = path.join(root, 'test/server/enrich/certificates');
  const CA_FILE = path.join(certificates, 'certificate.pem');

  async function overTls(): Promise<WebTree> {
    const [key, cert] = await Promise.all(
      ['key.pem', 'certificate.pem'].map((name) => readFile(path.join(certificates, name))),
    );
    if (!key || !cert) throw new TypeError('test certificate not found');
    const secure = await serveTree(folder, { key, cert });
    opened.push(secure);
    return secure;
  }

  it('is read if its certificate is trusted, and not retried if it is not', async () => {
    const secure = await overTls();
    expect(await readMe(eos({ EOS_ROOT: secure.url, CA_FILE }))).toBe('NumberOfTracks_GenTk');
    await expect(eos({ EOS_ROOT: secure.url }).list('')).rejects.toThrow(
      /^certificate of localhost:\d+ not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\): set CA_FILE$/,
    );
  });

  it('does not redirect to plain HTTP', async () => {
    const secure = await overTls();
    secure.misbehave = (request, response) => {
      response.writeHead(307, { location: `${web.url}${request.url}` }).end();
      return true;
    };
    await expect(eos({ EOS_ROOT: secure.url, CA_FILE, EOS_TOKEN: 'secret' }).list('')).rejects.toThrow(
      /redirects from https to http, to 127\.0\.0\.1:\d+: not followed$/,
    );
    expect(web.requests).toEqual([]);
  });

  it('gets no token in a redirect from plain HTTP on the same host', async () => {
    const secure = await overTls();
    web.misbehave = (request, response) => {
      response.writeHead(307, { location: `${secure.url}${request.url}` }).end();
      return true;
    };
    const localhost = web.url.replace('127.0.0.1', 'localhost');
    expect(await readMe(eos({ EOS_ROOT: localhost, CA_FILE, EOS_TOKEN: 'secret' }))).toBe('NumberOfTracks_GenTk');
    expect(secure.requests.length).toBeGreaterThan(0);
    expect(secure.requests.every(({ token }) => token === undefined)).toBe(true);
  });
});

describe('a token', () => {
  it('is read from its file again after it was renewed', async () => {
    const tokenFile = path.join(folder, 'token');
    await writeFile(tokenFile, 'first\n');
    const tree = eos({ EOS_TOKEN_FILE: tokenFile });
    await tree.list('');
    await writeFile(tokenFile, 'second\n');
    await tree.list('');
    expect(web.requests.map(({ token }) => token)).toEqual(['Bearer first', 'Bearer second']);
    await rm(tokenFile);
    await expect(tree.list('')).rejects.toThrow(/^EOS_TOKEN_FILE not readable: .*token \(ENOENT/);
  });
});

describe('hdqm', () => {
  it('scans, recomputes and runs a metric over an unreliable web server as from disk', async () => {
    const [runA, runB] = [file, samplePath('ZeroBias', 'Run2023C', 367408)];
    await copySample(runB, folder);
    web.misbehave = (_request, response, count) => {
      if (count % 5 !== 0) return false;
      response.destroy();
      return true;
    };
    const environments = await Promise.all(
      [folder, web.url].map(async (EOS_ROOT) => ({ EOS_ROOT, DATABASE_URL: await freshUrl() })),
    );
    try {
      const contents = [];
      for (const environment of environments) {
        expect(await hdqm(['scan'], environment)).toMatchObject({ status: 0 });
        const recomputed = await hdqm(['recompute', '--subsystem', 'Tracker', '--replace'], environment);
        expect(recomputed).toMatchObject({ status: 0 });
        contents.push(await exported(environment));
      }
      expect(contents[0]?.length).toBeGreaterThan(100);
      expect(contents[1]).toEqual(contents[0]);
      const address = `${web.url}/${runA}`;
      for (const where of [address, runA]) {
        const printed = await hdqm(['try', 'basic.Mean()', where, me], { EOS_ROOT: web.url });
        expect(printed).toMatchObject({ status: 0, stdout: expect.stringMatching(/^value {4}599\.8/) as string });
      }
    } finally {
      for (const { DATABASE_URL } of environments) await dropUrl(DATABASE_URL);
    }
  });
});
