import { type IncomingMessage, request } from 'node:http';
import path from 'node:path';
import { createCanvas, loadImage } from 'canvas';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { value } from '../../../../metrics/metric.ts';
import { startServer, type WebServer } from '../../../../server/api/server.ts';
import { rateLimits } from '../../../../server/api/http/rate-limit.ts';
import { PictureDrawer } from '../../../../server/pictures/picture-drawer.ts';
import { parseFileName } from '../../../../server/scan/file-name.ts';
import { synchronizeConfigs } from '../../../../server/store/configs/sync-configs.ts';
import { recordFound } from '../../../../server/store/files/files.ts';
import { storeExtraction } from '../../../../server/store/points.ts';
import { freshDatabase, type TestDatabase } from '../../../database.ts';
import { root } from '../../../integration/command.ts';
import { serverOptions } from '../../../integration/server-context.ts';
import { configsOf } from '../../store/sections.ts';

let test: TestDatabase;
let server: WebServer;
let drawer: PictureDrawer;
/** Pictures that were drawn, not taken from the cache. */
let drawn = 0;

beforeAll(async () => {
  test = await freshDatabase();
  await synchronizeConfigs(test.database, {
    ...configsOf({ name: 'Mean', title: 'p_{T} of #mu & <b>', yTitle: 'GeV' }, { name: 'RMS' }, { name: 'a/b c' }),
    groups: [
      {
        subsystem: 'Tracker',
        name: 'Both',
        title: 'Mean and RMS',
        yTitle: 'value',
        members: ['Mean', 'RMS'],
        correlation: false,
        file: 'a.ini',
        line: 1,
      },
    ],
  });
  for (let run = 100; run < 160; run += 1) await storeRun(run);
  drawer = new PictureDrawer(path.join(root, 'dist/pictures'));
});
afterAll(async () => {
  await drawer.close();
  await test.drop();
});
// Each test has a server of its own, none of whose rate limits is used up, and whose cache is empty.
beforeEach(async () => {
  drawn = 0;
  const pictures: Pick<PictureDrawer, 'draw' | 'drawHistogram'> = {
    drawHistogram: () => Promise.reject(new Error('not expected')),
    draw: (...picture) => {
      drawn += 1;
      return drawer.draw(...picture);
    },
  };
  server = await startServer(serverOptions(test.database, { pictures }), '127.0.0.1', 0);
});
afterEach(() => server.close());

/** Stores a file with values of all configs. */
async function storeRun(run: number): Promise<void> {
  const name = `DQM_V0001_R000000${run}__ZeroBias__Run2023C-PromptReco-v1__DQMIO.root`;
  const parsed = parseFileName(name);
  if (!parsed) throw new Error(name);
  const [file] = await recordFound(test.database, [{ path: name, ...parsed }]);
  await storeExtraction(test.database, {
    fileId: file?.id ?? 0,
    size: 1,
    modifiedAt: new Date(0),
    software: { release: null, globalTag: null },
    computed: [1, 2, 3],
    missing: [],
    points: [1, 2, 3].map((configId) => ({
      configId,
      revision: 1,
      result: value(run / configId, { low: 0.1, high: 0.2 }),
      entries: 100,
    })),
  });
}

const page = 'pd=ZeroBias&ps=PromptReco';
const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(server.url + path, { headers });
/** A response to `If-None-Match`. Not by fetch, which adds `Cache-Control: no-cache`. */
const conditional = (path: string, etag: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    request(server.url + path, { headers: { 'if-none-match': etag } }, (response) =>
      response.resume().once('end', () => resolve(response)),
    )
      .on('error', reject)
      .end();
  });
/** The size of a PNG and its colours. */
async function pixelsOf(response: Response) {
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('image/png');
  const image = await loadImage(Buffer.from(await response.arrayBuffer()));
  const canvas = createCanvas(image.width, image.height);
  canvas.getContext('2d').drawImage(image, 0, 0);
  const { data } = canvas.getContext('2d').getImageData(0, 0, image.width, image.height);
  const colors = new Set(new Uint32Array(data.buffer, data.byteOffset, data.length / 4));
  return { width: image.width, height: image.height, colors, data: Buffer.from(data) };
}
/** The texts of an SVG. */
async function textsOf(path: string): Promise<string[]> {
  const response = await get(path);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8');
  return [...(await response.text()).matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text = '']) => text);
}
async function errorOf(path: string): Promise<[number, string | undefined]> {
  const response = await get(path);
  const { errors } = (await response.json()) as { errors: { message: string }[] };
  return [response.status, errors[0]?.message];
}

describe('a picture of a plot', () => {
  it('is a PNG of the requested size with the colours of the chart', async () => {
    const { width, height, colors } = await pixelsOf(await get(`/plot/Tracker/Mean.png?${page}`));
    expect([width, height]).toEqual([900, 480]);
    // Little endian, with alpha: the background, and the first colour of trends.
    expect(colors).toContain(0xffffffff);
    expect(colors).toContain(0xffa66300);
    const sized = await pixelsOf(await get(`/plot/Tracker/Mean.png?${page}&width=400&height=300&scale=1.5`));
    expect([sized.width, sized.height]).toEqual([600, 450]);
  });

  it('is dark on request', async () => {
    const { colors } = await pixelsOf(await get(`/plot/Tracker/Mean.png?${page}&theme=dark`));
    expect(colors).toContain(0xff242424);
    expect(colors).not.toContain(0xffffffff);
  });

  it('is an SVG with the title, the dataset, the axes and the ticks as texts', async () => {
    const texts = await textsOf(`/plot/Tracker/Mean.svg?${page}`);
    expect(texts).toEqual(
      expect.arrayContaining([
        'p',
        'T',
        'of μ &amp; &lt;b&gt;',
        'ZeroBias PromptReco: 50 runs, 110 to 159',
        'GeV',
        '120',
        '140',
        '110',
      ]),
    );
  });

  it('has the legend of a group, and its members', async () => {
    expect(await textsOf(`/plot/Tracker/group/Both.svg?${page}`)).toEqual(
      expect.arrayContaining(['Mean and RMS', 'Mean', 'RMS', 'value']),
    );
  });

  it('follows the parameters of the page', async () => {
    const texts = await textsOf(
      `/plot/Tracker/Mean.svg?${page}&latest=20&also=Tracker,RMS,ZeroBias,PromptReco&y=0,1000&part=points&point=Mean,150&sort=-mean`,
    );
    expect(texts).toEqual(expect.arrayContaining(['ZeroBias PromptReco: 20 runs, 140 to 159', 'Mean', 'RMS', '1000']));
  });

  it('is of the dataset with most runs where the address names none', async () => {
    expect(await textsOf('/plot/Tracker/Mean.svg')).toContain('ZeroBias PromptReco: 50 runs, 110 to 159');
  });

  it('has names with any character', async () => {
    expect(await textsOf(`/plot/Tracker/${encodeURIComponent('a/b c')}.svg?${page}`)).toContain('a/b c');
  });

  it('reports that no runs match', async () => {
    expect(await textsOf(`/plot/Tracker/Mean.svg?${page}&runs=1`)).toEqual(
      expect.arrayContaining(['No', 'runs', 'match']),
    );
  });

  it('may be shown by other sites, and executes nothing', async () => {
    const { headers } = await get(`/plot/Tracker/Mean.svg?${page}`);
    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('the cache of pictures', () => {
  const url = `/plot/Tracker/Mean.png?${page}`;

  it('answers 304 to the ETag, and draws a picture once', async () => {
    const first = await get(url);
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]{43}"$/);
    expect((await conditional(url, etag)).statusCode).toBe(304);
    expect((await conditional(url, '"other"')).statusCode).toBe(200);
    expect(drawn).toBe(1);
  });

  it('draws once for requests at the same time', async () => {
    const all = await Promise.all(Array.from({ length: 10 }, () => get(url)));
    expect(all.map(({ status }) => status)).toEqual(all.map(() => 200));
    expect(drawn).toBe(1);
  });

  it('does not draw again where something else was written', async () => {
    const etag = (await get(url)).headers.get('etag');
    await test.database.dataSource.query('CREATE TABLE unrelated (id integer)');
    await test.database.dataSource.query('DROP TABLE unrelated');
    expect((await get(url)).headers.get('etag')).toBe(etag);
    expect(drawn).toBe(1);
  });

  it('draws what was written since', async () => {
    const before = await pixelsOf(await get(url));
    await storeRun(160);
    const after = await pixelsOf(await get(url));
    expect(after.data.equals(before.data)).toBe(false);
    expect(drawn).toBe(2);
  });
});

describe('a request without a picture', () => {
  it.each([
    [`/plot/Tracker/None.png?${page}`, 404, 'Tracker has no trend None in ZeroBias PromptReco'],
    ['/plot/None/Mean.png', 404, 'no dataset of None matches'],
    [`/plot/Tracker/group/None.png?${page}`, 404, 'Tracker has no display group None'],
    [`/plot/Tracker/Mean.png?${page}&colour=red`, 400, /^unknown parameter colour; known ones are pd, ps, /],
    [`/plot/Tracker/Mean.png?${page}&latest=0`, 400, 'invalid value of latest'],
    [`/plot/Tracker/Mean.png?${page}&latest=5&latest=6`, 400, 'invalid value of latest'],
    [`/plot/Tracker/Mean.png?${page}&runs=5-1`, 400, 'invalid value of runs'],
    [`/plot/Tracker/Mean.png?${page}&fill=1,x`, 400, 'invalid value of fill'],
    [`/plot/Tracker/Mean.png?${page}&width=1e9`, 400, 'invalid value of width'],
    [`/plot/Tracker/Mean.png?${page}&height=-1&scale=NaN`, 400, 'invalid value of height, scale'],
    [`/plot/Tracker/Mean.png?${page}&width=2400&height=1600&scale=4`, 400, /^more than 12,000,000 pixels/],
    [`/plot/Tracker/Mean.png?${page}&theme=%3Cscript%3E`, 400, 'invalid value of theme'],
    [`/plot/Tracker/Mean.png?${page}&golden=none`, 400, /none/],
    ['/plot/Tracker/%E0%A4%A.png', 400, /./],
    ['/plot/Tracker/%00.png?pd=%00&ps=a', 400, /NUL/],
  ])('%s has status %i and the reason', async (path, status, reason) => {
    expect(await errorOf(path)).toEqual([status, typeof reason === 'string' ? reason : expect.stringMatching(reason)]);
  });

  it('has status 429 beyond the rate limit', async () => {
    for (let count = 0; count < rateLimits.pictures; count += 1) await get(`/plot/Tracker/Mean.png?${page}&latest=0`);
    const response = await get(`/plot/Tracker/Mean.png?${page}`);
    expect(response.status).toBe(429);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

it('answers 503 where pictures are drawn too slowly, too many, or are not built', async () => {
  for (const [outcome, reason] of [
    ['busy', 'too many'],
    ['timedOut', 'too slow'],
    ['unavailable', 'not built'],
  ] as const) {
    const draw = () => Promise.resolve({ outcome, reason });
    const pictures = { draw, drawHistogram: draw };
    const other = await startServer(serverOptions(test.database, { pictures }), '127.0.0.1', 0);
    const response = await fetch(`${other.url}/plot/Tracker/Mean.png?${page}`);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await response.text()).toContain(reason);
    await other.close();
  }
});

it('requires a login where reading does', async () => {
  const auth = { loginToRead: true, adminToken: 'token-of-the-pictures-test' };
  const other = await startServer(serverOptions(test.database, { auth, pictures: drawer }), '127.0.0.1', 0);
  const url = `${other.url}/plot/Tracker/Mean.png?${page}`;
  const denied = await fetch(url, { headers: { accept: 'image/avif,image/webp,*/*;q=0.8' } });
  expect(denied.status).toBe(401);
  expect(await denied.text()).not.toContain('Tracker');
  const allowed = await fetch(url, { headers: { authorization: `Bearer ${auth.adminToken}` } });
  expect(allowed.status).toBe(200);
  await other.close();
});
