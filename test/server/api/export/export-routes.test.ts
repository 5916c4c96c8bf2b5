import { type IncomingMessage, request } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failure, value } from '../../../../metrics/metric.ts';
import { startServer, type WebServer } from '../../../../server/api/server.ts';
import { rateLimits } from '../../../../server/api/http/rate-limit.ts';
import { parseFileName } from '../../../../server/scan/file-name.ts';
import { synchronizeConfigs } from '../../../../server/store/configs/sync-configs.ts';
import { recordFound } from '../../../../server/store/files/files.ts';
import { storeExtraction } from '../../../../server/store/points.ts';
import { saveSelection } from '../../../../server/store/runs/run-filter.ts';
import { freshDatabase, type TestDatabase } from '../../../database.ts';
import { serverOptions } from '../../../integration/server-context.ts';
import { configsOf } from '../../store/sections.ts';

let test: TestDatabase;
let server: WebServer;
beforeAll(async () => {
  test = await freshDatabase();
  await synchronizeConfigs(test.database, configsOf({ name: 'Full' }, { name: 'Gaps' }));
  for (const dataset of ['ZeroBias', 'Muon0']) for (let run = 100; run < 160; run += 1) await storeRun(run, dataset);
  await test.database.dataSource.query(
    `UPDATE run SET fill = number / 10, class = 'Collisions23', start_time = '2023-05-01T00:00:00Z', recorded_lumi = 0.5, significant = number <> 150`,
  );
});
afterAll(() => test.drop());
// Each test has a server of its own, none of whose rate limits is used up.
beforeEach(async () => {
  server = await startServer(serverOptions(test.database), '127.0.0.1', 0);
});
afterEach(() => server.close());

/** Stores a file with a value of Full, and a failure of Gaps in even runs. */
async function storeRun(run: number, dataset = 'ZeroBias'): Promise<void> {
  const name = `DQM_V0001_R000000${run}__${dataset}__Run2023C-PromptReco-v1__DQMIO.root`;
  const parsed = parseFileName(name);
  if (!parsed) throw new Error(name);
  const [file] = await recordFound(test.database, [{ path: name, ...parsed }]);
  const gap = { configId: 2, revision: 1, result: failure('NO_DATA', 'it is empty'), entries: 0 };
  await storeExtraction(test.database, {
    fileId: file?.id ?? 0,
    size: 1,
    modifiedAt: new Date(0),
    software: { release: null, globalTag: null },
    computed: [1, 2],
    missing: run % 2 === 0 ? [] : [2],
    points: [
      { configId: 1, revision: 1, result: value(run / 7, { low: 0.1, high: 0.2 }), entries: 100 },
      ...(run % 2 === 0 ? [gap] : []),
    ],
  });
}

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(server.url + path, { headers });
/** A response, once it is complete. Not by fetch, which adds `Cache-Control: no-cache` to `If-None-Match`. */
const headOf = (path: string, headers: Record<string, string> = {}): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    request(server.url + path, { headers }, (response) => response.resume().once('end', () => resolve(response)))
      .on('error', reject)
      .end();
  });
async function rowsOf(query: string): Promise<Record<string, unknown>[]> {
  const response = await get(`/export/points.ndjson?${query}`);
  expect(response.status).toBe(200);
  return (await response.text())
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
async function errorOf(path: string): Promise<[number, string | undefined]> {
  const response = await get(path);
  const { errors } = (await response.json()) as { errors: { message: string }[] };
  return [response.status, errors[0]?.message];
}

describe('/export/points', () => {
  it('has the points of the selected runs and plots, by dataset, run and plot', async () => {
    const all = await rowsOf('subsystem=Tracker&latest=all&significant=0');
    expect(all).toHaveLength(2 * (60 + 30));
    expect(all.map(({ primaryDataset, run, config }) => `${primaryDataset} ${run} ${config}`)).toEqual(
      all.map(({ primaryDataset, run, config }) => `${primaryDataset} ${run} ${config}`).toSorted(),
    );
    expect(all[0]).toEqual({
      subsystem: 'Tracker',
      config: 'Full',
      primaryDataset: 'Muon0',
      processing: 'PromptReco',
      era: 'Run2023C',
      run: 100,
      value: 100 / 7,
      errorLow: 0.1,
      errorHigh: 0.2,
      entries: 100,
      failure: null,
      revision: 1,
      file: 'DQM_V0001_R000000100__Muon0__Run2023C-PromptReco-v1__DQMIO.root',
    });
    expect(all[1]).toMatchObject({ config: 'Gaps', value: null, failure: 'NO_DATA' });
    const runsOf = async (query: string): Promise<unknown[]> =>
      (await rowsOf(`subsystem=Tracker&pd=ZeroBias&name=F*&${query}`)).map(({ run }) => run);
    // Run 150 is not significant; without a word about runs the latest 50 are exported, as pages show them.
    expect(await runsOf('')).toEqual(
      Array.from({ length: 60 }, (_, index) => 100 + index)
        .filter((run) => run !== 150)
        .slice(-50),
    );
    expect(await runsOf('runs=100-102,159,-101')).toEqual([100, 102, 159]);
    const golden = await saveSelection(test.database, { 111: [[1, 5]], 140: [[1, 9]] });
    expect(await runsOf(`golden=${golden}`)).toEqual([111, 140]);
    expect(await rowsOf('subsystem=Pixel')).toEqual([]);
  });

  it('has attributes of runs on request', async () => {
    const [row] = await rowsOf(
      'subsystem=Tracker&pd=ZeroBias&runs=104&name=Full&with=start,duration,fill,lumi,class,flags',
    );
    expect(row).toMatchObject({
      start: '2023-05-01T00:00:00.000Z',
      duration: null,
      fill: 10,
      lumi: 0.5,
      class: 'Collisions23',
      flags: null,
    });
  });

  it('is CSV, Parquet or Arrow by its extension, with a file name', async () => {
    const csv = await get('/export/points.csv?subsystem=Tracker&pd=ZeroBias&runs=104&with=fill');
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="Tracker_ZeroBias.csv"');
    expect((await csv.text()).split('\n')).toEqual([
      'subsystem,config,primaryDataset,processing,era,run,value,errorLow,errorHigh,entries,failure,revision,file,fill',
      expect.stringMatching(
        /^Tracker,Full,ZeroBias,PromptReco,Run2023C,104,14\.857142857142858,0\.1,0\.2,100,,1,DQM_V0001_.*,10$/,
      ),
      expect.stringMatching(/^Tracker,Gaps,/),
      '',
    ]);
    const magic = async (format: string): Promise<string> =>
      Buffer.from(await (await get(`/export/points.${format}?subsystem=Tracker`)).arrayBuffer())
        .subarray(-6)
        .toString('latin1');
    expect(await magic('parquet')).toMatch(/PAR1$/);
    expect(await magic('arrow')).toBe('ARROW1');
    expect((await get('/export/points.xlsx?subsystem=Tracker')).headers.get('content-disposition')).toBeNull();
  });

  it('is compressed, and not sent again while nothing changed', async () => {
    const path = '/export/points.csv?subsystem=Tracker&latest=all&with=lumi';
    const { 'content-encoding': encoding } = (await headOf(path, { 'accept-encoding': 'gzip' })).headers;
    expect(encoding).toBe('gzip');
    const etag = (await headOf(path)).headers.etag ?? '';
    const again = async (url = path): Promise<number | undefined> =>
      (await headOf(url, { 'if-none-match': etag })).statusCode;
    expect(await again()).toBe(304);
    expect(await again(`${path}&name=Full`)).toBe(200);
    await test.database.dataSource.query('UPDATE run SET recorded_lumi = 0.6 WHERE number = 101');
    expect(await again()).toBe(200);
    const points = '/export/points.csv?subsystem=Tracker&pd=ZeroBias&latest=all';
    const before = (await headOf(points)).headers.etag ?? '';
    await storeRun(160);
    expect((await headOf(points, { 'if-none-match': before })).statusCode).toBe(200);
  });

  it('is compressed in every format but that which is compressed itself', async () => {
    const encodingOf = async (format: string): Promise<string | undefined> =>
      (await headOf(`/export/points.${format}?subsystem=Tracker&latest=all`, { 'accept-encoding': 'gzip' })).headers[
        'content-encoding'
      ];
    for (const format of ['csv', 'json', 'ndjson', 'arrow']) expect(await encodingOf(format)).toBe('gzip');
    expect(await encodingOf('parquet')).toBeUndefined();
  });

  it('waits for those of the same address that run', async () => {
    const responses = await Promise.all(
      Array.from({ length: 12 }, (_, index) => get(`/export/points.csv?subsystem=Tracker&latest=${index + 1}`)),
    );
    expect(responses.map(({ status }) => status)).toEqual(responses.map(() => 200));
    await Promise.all(responses.map((response) => response.text()));
  });

  it('is rejected if too many of the same address wait', async () => {
    const lock = test.database.dataSource.createQueryRunner();
    await lock.startTransaction();
    await lock.query('LOCK TABLE trend IN ACCESS EXCLUSIVE MODE');
    const requests = Array.from({ length: 23 }, () => get('/export/points.csv?subsystem=Tracker&latest=1'));
    const first = await Promise.race(requests);
    expect([first.status, first.headers.get('retry-after')]).toEqual([429, '10']);
    await lock.rollbackTransaction();
    await lock.release();
    const statuses = (await Promise.all(requests)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(22);
  });

  it('reports invalid parameters', async () => {
    expect(await errorOf('/export/points.csv')).toEqual([400, expect.stringMatching(/^subsystem: /)]);
    expect(await errorOf('/export/points.csv?subsystem=Tracker&runs=5-1')).toEqual([
      400,
      'runs: the first run of 5-1 is greater than the last',
    ]);
    expect(await errorOf('/export/points.csv?subsystem=Tracker&golden=nothing')).toEqual([
      400,
      'there is no saved selection nothing',
    ]);
    expect(await errorOf('/export/points.csv?subsystem=Tracker&colour=red')).toEqual([
      400,
      expect.stringMatching(/^unknown parameter colour; known ones are latest, runs, /),
    ]);
  });

  it('is limited per minute and address', async () => {
    const statuses = [];
    for (let index = 0; index < rateLimits.exports; index += 1) {
      const response = await get('/export/points.csv?subsystem=Pixel');
      await response.text();
      statuses.push(response.status);
    }
    expect(statuses).toEqual(statuses.map(() => 200));
    expect(await errorOf('/export/runs.csv')).toEqual([
      429,
      expect.stringMatching(/^more than 120 exports per minute/),
    ]);
  });
});

describe('/export/runs', () => {
  it('has all attributes of the selected runs', async () => {
    const response = await get('/export/runs.json?latest=all&runs=103-105&fill=10');
    const rows = (await response.json()) as Record<string, unknown>[];
    expect(rows.map(({ number }) => number)).toEqual([103, 104, 105]);
    expect(rows[0]).toMatchObject({
      fill: 10,
      class: 'Collisions23',
      startTime: '2023-05-01T00:00:00.000Z',
      significant: true,
    });
    expect(Object.keys(rows[0] ?? {})).not.toContain('oms');
    const etag = response.headers.get('etag') ?? '';
    const again = await headOf('/export/runs.json?latest=all&runs=103-105&fill=10', { 'if-none-match': etag });
    expect(again.statusCode).toBe(304);
  });

  it('is CSV with one line per run', async () => {
    const lines = (await (await get('/export/runs.csv?runs=158-159')).text()).trimEnd().split('\n');
    expect(lines[0]).toMatch(/^number,fill,era,startTime,endTime,durationSeconds,/);
    expect(lines.slice(1).map((line) => line.split(',')[0])).toEqual(['158', '159']);
  });
});
