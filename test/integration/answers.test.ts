import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { value } from '../../metrics/metric.ts';
import { parseFileName } from '../../server/scan/file-name.ts';
import { startServer, type WebServer } from '../../server/api/server.ts';
import { synchronizeConfigs } from '../../server/store/configs/sync-configs.ts';
import { recordFound } from '../../server/store/files/files.ts';
import { storeExtraction } from '../../server/store/points.ts';
import { freshDatabase, type TestDatabase } from '../database.ts';
import { configsOf } from '../server/store/sections.ts';
import { serverOptions } from './server-context.ts';

let test: TestDatabase;
/** Two servers of one database, as on two machines. */
let servers: WebServer[];

beforeAll(async () => {
  test = await freshDatabase();
  await synchronizeConfigs(test.database, configsOf({ name: 'One' }, { name: 'Two' }));
  for (let run = 365801; run <= 365840; run += 1) await scan(run, run / 3);
  const options = serverOptions(test.database);
  servers = [await startServer(options, '127.0.0.1', 0), await startServer(options, '127.0.0.1', 0)];
});
afterAll(async () => {
  for (const server of servers) await server.close();
  await test.drop();
});

/** Stores a file of the run, a value for each config. */
async function scan(run: number, result: number, version = 1): Promise<void> {
  const name = `DQM_V000${version}_R000${run}__ZeroBias__Run2023C-PromptReco-v1__DQMIO.root`;
  const parsed = parseFileName(name);
  if (!parsed) throw new Error(name);
  const [file] = await recordFound(test.database, [{ path: name, ...parsed }]);
  await storeExtraction(test.database, {
    fileId: file?.id ?? 0,
    size: 1,
    modifiedAt: new Date(0),
    software: { release: null, globalTag: null },
    computed: [1, 2],
    missing: [],
    points: [1, 2].map((configId) => ({ configId, revision: 1, result: value(result * configId), entries: 5 })),
  });
}

const trends = (fields: string, { variables = '', more = '' } = {}): string =>
  `query ($latest: Int = 30${variables}) {
     trends(subsystem: "Tracker", primaryDataset: "ZeroBias", processing: "PromptReco", select: {latest: $latest}) ${fields}
   } ${more}`;
const columns = trends(
  '{ id config { name } columns { runs values errorsLow errorsHigh entries failures reasons revisions } }',
);

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
}

/** Sends a query with GET and returns the response as received, compressed or not. */
function get(server: WebServer | undefined, query: string, headers: Record<string, string> = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const url = `${server?.url}/graphql?query=${encodeURIComponent(query)}`;
    const sent = request(url, { headers: { 'apollo-require-preflight': 'yes', ...headers } }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, bytes: Buffer.concat(parts) }),
      );
    });
    sent.on('error', reject);
    sent.end();
  });
}

async function sendQuery(
  query: string,
  variables: object = {},
): Promise<{ data?: unknown; errors?: { message: string }[] }> {
  const response = await fetch(`${servers[0]?.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as { data?: unknown };
}

const latestValue = ({ bytes }: Reply): number | undefined =>
  (
    JSON.parse(bytes.toString()) as { data: { trends: { columns: { values: number[] } }[] } }
  ).data.trends[0]?.columns.values.at(-1);

describe('a cached response', () => {
  it('has the same content with brotli, with gzip and uncompressed', async () => {
    const plain = await get(servers[0], columns);
    const brotli = await get(servers[0], columns, { 'accept-encoding': 'gzip, deflate, br' });
    const gzip = await get(servers[0], columns, { 'accept-encoding': 'gzip' });
    expect([plain, brotli, gzip].map(({ headers }) => headers['content-encoding'])).toEqual([undefined, 'br', 'gzip']);
    expect(plain.headers['cache-control']).toBe('no-cache');
    expect(plain.bytes.toString()).toBe(`${JSON.stringify(await sendQuery(columns))}\n`);
    expect(brotliDecompressSync(brotli.bytes)).toEqual(plain.bytes);
    expect(gunzipSync(gzip.bytes)).toEqual(plain.bytes);
    expect(brotli.bytes.length).toBeLessThan(plain.bytes.length / 2);
  });

  it('returns 304 for a matching ETag, and has a new ETag on every server after a scan', async () => {
    const [here, there] = await Promise.all(servers.map((server) => get(server, columns)));
    const etag = String(here?.headers['etag']);
    expect(there?.headers['etag']).toBe(etag);
    const again = await get(servers[1], columns, { 'if-none-match': etag });
    expect([again.status, again.bytes.length]).toEqual([304, 0]);

    await scan(365840, 1000, 2);
    for (const server of servers) {
      const now = await get(server, columns, { 'if-none-match': etag });
      expect(now.status).toBe(200);
      expect(now.headers['etag']).not.toBe(etag);
      expect(latestValue(now)).toBe(1000);
    }
  });

  it('is never older than the data stored before the request, under concurrent requests and writes', async () => {
    const now = { stored: 0, running: true };
    const clients = Array.from({ length: 4 }, async (_, index) => {
      for (let count = 0; now.running || count < 5; count += 1) {
        const stored = now.stored;
        const received = latestValue(await get(servers[index % 2], columns)) ?? 0;
        if (received < stored) throw new Error(`${received}, although ${stored} was stored`);
      }
    });
    for (let next = 1; next <= 25; next += 1) {
      await scan(365850, next * 10, 1);
      now.stored = next * 10;
    }
    now.running = false;
    await Promise.all(clients);
    expect(latestValue(await get(servers[0], columns))).toBe(250);
  });

  it('is not made of a request that has no key in the cache, which is answered all the same', async () => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${servers[0]?.url}/graphql?query=${encodeURIComponent(columns)}`, { headers });
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.text()).toBe((await get(servers[0], columns)).bytes.toString());
  });

  it('is not used for errors', async () => {
    const invalid = trends('{ columns { runs } }').replace('latest: $latest', 'latest: $latest, goldenJson: {a: 1}');
    for (const _ of [1, 2]) {
      const { bytes, headers } = await get(servers[0], invalid);
      expect(headers['cache-control']).toBe('no-store');
      expect(JSON.parse(bytes.toString())).toMatchObject({
        errors: [{ message: "golden JSON: 'a' is no run number" }],
      });
    }
  });
});

describe('a default view', () => {
  it('replaces unknown arguments, and returns the same as the separate queries', async () => {
    const { data } = await sendQuery(`{
      defaultView(primaryDataset: "Unknown") {
        subsystem primaryDataset processing
        trends(select: {latest: 1}) { id config { name } columns { runs values } }
        datasetRuns(select: {latest: 2}) { matching columns { runs } }
        displayGroups { name }
      }
      trends(subsystem: "Tracker", primaryDataset: "ZeroBias", processing: "PromptReco", select: {latest: 1}) {
        id config { name } columns { runs values }
      }
      datasetRuns(primaryDataset: "ZeroBias", processing: "PromptReco", select: {latest: 2}) { matching columns { runs } }
      displayGroups(subsystem: "Tracker") { name }
    }`);
    const { defaultView, ...rest } = data as { defaultView: object; trends: unknown[] };
    expect(rest.trends).toHaveLength(2);
    expect(defaultView).toEqual({
      subsystem: 'Tracker',
      primaryDataset: 'ZeroBias',
      processing: 'PromptReco',
      ...rest,
    });
  });
});

describe('columns', () => {
  it('support aliases, fragments, directives and variables', async () => {
    const query = trends(
      `{ c: config { n: name } columns { ...of values @skip(if: $yes) v: values @include(if: $yes) ... on TrendColumns { __typename failures } } }`,
      { variables: ', $yes: Boolean = true', more: 'fragment of on TrendColumns { numbers: runs revisions }' },
    );
    expect(await sendQuery(query, { latest: 2 })).toEqual({
      data: {
        trends: ['One', 'Two'].map((name, index) => ({
          c: { n: name },
          columns: {
            numbers: [365840, 365850],
            revisions: [1, 1],
            v: [1000, 250].map((number) => number * (index + 1)),
            __typename: 'TrendColumns',
            failures: [null, null],
          },
        })),
      },
    });
  });

  it('are also in a response that is not cacheable', async () => {
    const { data } = await sendQuery(trends('{ columns { runs values } } viewer { canOperate }', {}));
    expect(data).toMatchObject({
      trends: [{ columns: { runs: expect.arrayContaining([365850]), values: expect.arrayContaining([250]) } }, {}],
      viewer: {},
    });
  });

  it('match the points', async () => {
    const { data } = (await sendQuery(
      trends('{ columns { runs values entries } points { run { number } value entries } }'),
    )) as {
      data: {
        trends: {
          columns: { runs: number[]; values: number[]; entries: number[] };
          points: { run: { number: number }; value: number; entries: number }[];
        }[];
      };
    };
    expect(data.trends).toHaveLength(2);
    for (const trend of data.trends) {
      expect(trend.columns).toEqual({
        runs: trend.points.map(({ run }) => run.number),
        values: trend.points.map((point) => point.value),
        entries: trend.points.map((point) => point.entries),
      });
    }
  });

  it.each([
    ['{ columns { nonsense } }', {}, 'Cannot query field "nonsense" on type "TrendColumns".'],
    [
      '{ columns { runs { x } } }',
      {},
      'Field "runs" must not have a selection since type "RunColumn!" has no subfields.',
    ],
    ['{ columns { runs } }', { latest: 'ten' }, 'Variable "$latest" got invalid value "ten"'],
  ])('report the validation errors of GraphQL for %s', async (fields, variables, message) => {
    expect((await sendQuery(trends(fields), variables)).errors?.[0]?.message).toContain(message);
  });
});
