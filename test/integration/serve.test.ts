import { mkdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import path from 'node:path';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { value, failure } from '../../metrics/metric.ts';
import type { ScanProgress } from '../../server/extract/progress.ts';
import { parseFileName } from '../../server/scan/file-name.ts';
import { WorkerRegistry } from '../../server/jobs/heartbeat.ts';
import type { RecomputeSelection } from '../../server/jobs/reprocess.ts';
import { type ServerOptions, startServer, type WebServer } from '../../server/api/server.ts';
import { ListenError } from '../../server/api/http/listen.ts';
import { synchronizeConfigs } from '../../server/store/configs/sync-configs.ts';
import { poolOf } from '../../server/store/connection/database.ts';
import { deleteUnusedSelections } from '../../server/store/runs/run-filter.ts';
import { storeQueryFailure } from '../../server/store/runs/run-services.ts';
import { recordFailure, recordFound } from '../../server/store/files/files.ts';
import { LogWriter, trimLog } from '../../server/store/log-lines.ts';
import { storeExtraction } from '../../server/store/points.ts';
import { freshDatabase, type TestDatabase } from '../database.ts';
import { configsOf } from '../server/store/sections.ts';
import { temporaryFolder } from './command.ts';
import { serverOptions } from './server-context.ts';

let test: TestDatabase;
let server: WebServer;
let clientFolder: string;
let remove: () => Promise<void>;
const recomputeRequests = vi.hoisted((): RecomputeSelection[] => []);
const progress: ScanProgress = {
  scanId: 7,
  phase: 'extract',
  filesTotal: 3,
  filesDone: 1,
  filesFailed: 0,
  points: 12,
  currentFile: 'a.root',
  startedAt: new Date('2026-01-01T00:00:00Z'),
  finishedAt: null,
  etaSeconds: 4,
};
const enrichRequests = vi.hoisted((): unknown[] => []);
const pausedSchedules = new Set<string>();
const nightly = {
  name: 'scan' as const,
  description: 'looks for new files',
  cron: '0 3 * * *',
  timeZone: 'UTC',
  paused: false,
  next: new Date('2026-01-02T03:00:00Z'),
  missed: null,
};
vi.mock(import('../../server/jobs/reprocess.ts'), async (original) => ({
  ...(await original()),
  recompute: (_jobs, selection) => {
    recomputeRequests.push(selection);
    return Promise.resolve({ configs: 1, files: 5, points: 5, failed: [], missing: [], seconds: 1 });
  },
  retryFile: () => Promise.resolve('still truncated'),
}));
vi.mock(import('../../server/jobs/enrich.ts'), async (original) => ({
  ...(await original()),
  enrichRuns: (_app, runs) => {
    enrichRequests.push(runs);
    const oms = { service: 'oms' as const, queried: 3, known: 2, unknown: 1, pending: 0, reason: undefined };
    return Promise.resolve({ services: [oms], pending: 0 });
  },
}));
const options = (publicUrl?: string): ServerOptions =>
  serverOptions(test.database, {
    clientFolder,
    scans: {
      start: () => Promise.resolve(7),
      progress: async function* () {
        yield progress;
      },
    },
    schedules: {
      list: () => Promise.resolve([{ ...nightly, paused: pausedSchedules.has('scan') }]),
      pause: (name) => Promise.resolve(void pausedSchedules.add(name)),
      resume: (name) => Promise.resolve(void pausedSchedules.delete(name)),
    },
    histograms: {
      read: () => Promise.resolve({ outcome: 'missing' }),
      readFolder: () => Promise.resolve({ outcome: 'missing' }),
      listElements: () => Promise.resolve({ outcome: 'missing' }),
      findElement: () => Promise.resolve({ outcome: 'missing' }),
      readSlice: () => Promise.resolve({ outcome: 'missing' }),
      reduceFile: () => Promise.resolve({ outcome: 'missing' }),
      readElements: () => Promise.resolve({ outcome: 'missing' }),
      compareRuns: () => Promise.resolve({ outcome: 'missing' }),
      compareSums: () => Promise.resolve({ outcome: 'failed', reason: 'no sums' }),
    },
    installation: {
      version: '1.2.3',
      sample: true,
      eosRoot: '/eos',
      publicUrl,
      services: { oms: 'oms.example', rr: 'rr.example' },
    },
  });

beforeAll(async () => {
  test = await freshDatabase();
  const temporary = await temporaryFolder();
  clientFolder = temporary.folder;
  remove = temporary.remove;
  await mkdir(path.join(clientFolder, 'assets'));
  await writeFile(path.join(clientFolder, 'index.html'), '<title>HDQM</title>');
  await writeFile(path.join(clientFolder, 'assets/app-1.js'), 'let a;');
  await fill();
  server = await startServer(options(), '127.0.0.1', 0);
});
afterAll(async () => {
  await server.close();
  await test.drop();
  await remove();
});

/** Three configs over twenty runs: a value, a value with gaps, an ME that no file has. One more file failed. */
async function fill(): Promise<void> {
  await synchronizeConfigs(test.database, {
    ...configsOf({ name: 'Full', title: 'Full trend' }, { name: 'Gaps' }, { name: 'Never' }),
    groups: [
      {
        subsystem: 'Tracker',
        name: 'Both',
        title: 'Both',
        yTitle: '',
        members: ['Full', 'Gaps'],
        correlation: false,
        file: '',
        line: 1,
      },
    ],
  });
  for (let index = 0; index < 20; index += 1) {
    const name = `DQM_V0001_R000${365_800 + index}__ZeroBias__Run2023${index < 10 ? 'B' : 'C'}-PromptReco-v1__DQMIO.root`;
    const parsed = parseFileName(name);
    if (!parsed) throw new Error(name);
    const [file] = await recordFound(test.database, [{ path: name, ...parsed }]);
    const points = [
      { configId: 1, revision: 1, result: value(index, { low: 0.1, high: 0.2 }), entries: 100 },
      ...(index % 2 === 0
        ? [{ configId: 2, revision: 1, result: index === 4 ? failure('NO_DATA', 'it is empty') : value(2), entries: 0 }]
        : []),
    ];
    const missing = index % 2 === 0 ? [3] : [2, 3];
    await storeExtraction(test.database, {
      fileId: file?.id ?? 0,
      size: 1,
      modifiedAt: new Date(0),
      software: { release: null, globalTag: null },
      computed: [1, 2, 3],
      points,
      missing,
    });
  }
  await test.database.dataSource.query('UPDATE run SET significant = false, class = $1 WHERE number = 365801', [
    'Cosmics23',
  ]);
  await test.database.dataSource.query(
    'UPDATE run SET significant = true, fill = 8700, class = $1, duration_seconds = 100, b_field = 3.8 WHERE number >= 365815',
    ['Collisions23'],
  );
  const broken = parseFileName('DQM_V0001_R000365900__ZeroBias__Run2023C-PromptReco-v1__DQMIO.root');
  const [file] = await recordFound(test.database, broken ? [{ path: 'broken.root', ...broken }] : []);
  await recordFailure(test.database, file?.id ?? 0, {
    reason: 'truncated',
    size: 5,
    modifiedAt: new Date(0),
    nextAttemptAt: new Date(5),
  });
}

interface Answer {
  // The shape depends on the query.
  readonly data?: Record<string, never> | null;
  readonly errors?: readonly { message: string; extensions: { code: string } }[];
}

async function sendQuery(
  query: string,
  variables: object = {},
  headers: Record<string, string> = {},
): Promise<{ status: number; answer: Answer }> {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, answer: (await response.json()) as Answer };
}
const data = async (query: string, variables: object = {}): Promise<unknown> => {
  const { answer } = await sendQuery(query, variables);
  expect(answer.errors).toBeUndefined();
  return answer.data;
};

const trends = (select: string, fields: string): string =>
  `{ trends(subsystem: "Tracker", primaryDataset: "ZeroBias", processing: "PromptReco", select: {${select}}) { ${fields} } }`;

describe('trends', () => {
  it('returns columns of the latest selected runs, with a gap and its reason for a missing ME', async () => {
    expect(
      await data(
        trends(
          'latest: 4',
          'config { name } dataset { runCount } columns { runs values failures reasons errorsHigh revisions }',
        ),
      ),
    ).toEqual({
      trends: [
        {
          config: { name: 'Full' },
          dataset: { runCount: 20 },
          columns: {
            runs: [365816, 365817, 365818, 365819],
            values: [16, 17, 18, 19],
            failures: [null, null, null, null],
            reasons: [null, null, null, null],
            errorsHigh: [0.2, 0.2, 0.2, 0.2],
            revisions: [1, 1, 1, 1],
          },
        },
        {
          config: { name: 'Gaps' },
          dataset: { runCount: 20 },
          columns: {
            runs: [365816, 365817, 365818, 365819],
            values: [2, null, 2, null],
            failures: [null, 'MISSING_HISTOGRAM', null, 'MISSING_HISTOGRAM'],
            reasons: [null, 'ME not found in the file', null, 'ME not found in the file'],
            errorsHigh: [0, null, 0, null],
            revisions: [1, null, 1, null],
          },
        },
      ],
    });
  });

  it('returns points with their runs and files', async () => {
    expect(
      await data(
        trends(
          'numbers: [365804, 365805]',
          'points { run { number } value failure reason entries file { path version } }',
        ),
      ),
    ).toMatchObject({
      trends: [
        {},
        {
          points: [
            {
              run: { number: 365804 },
              value: null,
              failure: 'NO_DATA',
              reason: 'it is empty',
              entries: 0,
              file: { path: expect.stringContaining('365804'), version: 1 },
            },
            {
              run: { number: 365805 },
              value: null,
              failure: 'MISSING_HISTOGRAM',
              file: { path: expect.stringContaining('365805') },
            },
          ],
        },
      ],
    });
  });

  it.each([
    ['from: 365801, to: 365803', [365802, 365803]], // 365801 is not significant
    ['from: 365801, to: 365803, significant: false', [365801, 365802, 365803]],
    ['goldenJson: {a: 1}', null],
    ['eras: ["Run2023B"], latest: 2', [365808, 365809]],
    ['fills: [8700], latest: 3', [365817, 365818, 365819]],
    ['classes: ["Collisions23"], to: 365815', [365815]],
    ['minDurationSeconds: 50, to: 365816', [365815, 365816]],
    ['minRecordedLumi: 1', []],
  ])('selects runs: %s', async (select, runs) => {
    const { answer } = await sendQuery(trends(select, 'columns { runs }'));
    if (runs === null) {
      expect(answer.errors?.[0]).toMatchObject({
        message: "golden JSON: 'a' is no run number",
        extensions: { code: 'BAD_USER_INPUT' },
      });
    } else {
      expect(
        (answer.data as { trends?: { columns: { runs: number[] } }[] } | null | undefined)?.trends?.[0]?.columns.runs,
      ).toEqual(runs);
    }
  });

  it('accepts a golden JSON as a variable', async () => {
    const query =
      'query ($golden: JSONObject) { trends(subsystem: "Tracker", primaryDataset: "ZeroBias", processing: "PromptReco", names: ["Full"], select: {goldenJson: $golden}) { columns { runs } } }';
    expect(await data(query, { golden: { 365803: [[1, 9]], 365805: [[1, 2]] } })).toEqual({
      trends: [{ columns: { runs: [365803, 365805] } }],
    });
  });

  it('matches all words of a search, and returns nothing for an unknown dataset', async () => {
    const search = (words: string, pd = 'ZeroBias'): string =>
      `{ trends(subsystem: "Tracker", primaryDataset: "${pd}", processing: "PromptReco", search: "${words}") { config { name } } }`;
    expect(await data(search('FULL trend'))).toEqual({ trends: [{ config: { name: 'Full' } }] });
    expect(await data(search('full nonsense'))).toEqual({ trends: [] });
    expect(await data(search('', 'Muon9'))).toEqual({ trends: [] });
  });
});

describe('the runs of a dataset', () => {
  const runs = async (select: string, fields: string): Promise<unknown> =>
    (
      (await data(
        `{ datasetRuns(primaryDataset: "ZeroBias", processing: "PromptReco", select: {${select}}) { ${fields} } }`,
      )) as { datasetRuns: unknown }
    ).datasetRuns;

  it.each([
    ['latest: 4', 4, { 'older than the latest 4': 15, 'not significant': 1, 'file not read': 1 }],
    ['from: 365803, to: 365810', 8, { 'before run 365803': 3, 'after run 365810': 9 }],
    [
      'numbers: [365803, 365801, 7, 365900]',
      1,
      { 'not in the run list': 18, 'not significant': 1, 'file not read': 1, 'no file of this dataset': 1 },
    ],
    ['exclude: [365804, 365805]', 17, { 'excluded by hand': 2, 'not significant': 1, 'file not read': 1 }],
    ['classes: ["Collisions23"]', 5, { 'class not known': 14, 'of another class': 1, 'file not read': 1 }],
    ['minDurationSeconds: 101', 0, { 'duration not known': 15, 'too short': 5, 'file not read': 1 }],
    ['fills: [8700], eras: ["Run2023B"]', 0, { 'fill not known': 15, 'of another era': 5, 'file not read': 1 }],
    ['significant: false', 20, { 'file not read': 1 }],
  ])(
    'counts the matching runs and the reasons for excluding the others: %s, %s match',
    async (select, matching, out) => {
      const found = (await runs(select, 'matching out { name count } columns { runs }')) as {
        matching: number;
        out: { name: string; count: number }[];
        columns: { runs: number[] };
      };
      expect(found.matching).toBe(matching);
      expect(found.columns.runs).toHaveLength(matching);
      expect(Object.fromEntries(found.out.map(({ name, count }) => [name, count]))).toEqual(out);
    },
  );

  it('have their metadata and the filter options', async () => {
    expect(
      await runs(
        'latest: 2',
        'classes { name count } eras { name count } columns { runs fills eras startTimes durations recordedLumis deliveredLumis bFields energies l1Rates hltPhysicsRates classes significant }',
      ),
    ).toEqual({
      classes: [
        { name: 'Collisions23', count: 5 },
        { name: 'Cosmics23', count: 1 },
      ],
      eras: [
        { name: 'Run2023B', count: 10 },
        { name: 'Run2023C', count: 10 },
      ],
      columns: {
        runs: [365818, 365819],
        fills: [8700, 8700],
        eras: ['Run2023C', 'Run2023C'],
        startTimes: [null, null],
        durations: [100, 100],
        recordedLumis: [null, null],
        deliveredLumis: [null, null],
        bFields: [3.8, 3.8],
        energies: [null, null],
        l1Rates: [null, null],
        hltPhysicsRates: [null, null],
        classes: ['Collisions23', 'Collisions23'],
        significant: [true, true],
      },
    });
    expect(await data('{ datasetRuns(primaryDataset: "Muon9", processing: "PromptReco") { matching } }')).toEqual({
      datasetRuns: null,
    });
  });
});

describe('a saved selection', () => {
  it('has a hash of its content as its id, and selects its runs', async () => {
    const save = async (golden: object): Promise<string> =>
      (
        (await data('mutation ($golden: JSONObject!) { saveSelection(goldenJson: $golden) }', { golden })) as {
          saveSelection: string;
        }
      ).saveSelection;
    const id = await save({ 365805: [[1, 2]], 365803: [[1, 9]] });
    expect(id).toMatch(/^[-\w]{12}$/);
    expect(await save({ 365803: [[1, 9]], 365805: [[1, 2]] })).toBe(id);
    expect(await data(trends(`saved: "${id}"`, 'columns { runs }'))).toMatchObject({
      trends: [{ columns: { runs: [365803, 365805] } }, {}],
    });
    expect(await data(`{ runs(select: {saved: "${id}"}) { total } }`)).toEqual({ runs: { total: 2 } });
  });

  it('has the runs and lumisections only, in canonical form', async () => {
    const save = async (golden: unknown): Promise<string> => {
      const { answer } = await sendQuery('mutation ($golden: JSONObject!) { saveSelection(goldenJson: $golden) }', {
        golden,
      });
      return answer.errors?.[0]?.message ?? String(answer.data?.['saveSelection']);
    };
    const id = await save({
      365805: [
        [4, 9],
        [1, 2],
        [3, 5],
      ],
      '0365803': [],
    });
    expect(await save({ 365803: [], 365805: [[1, 9]] })).toBe(id);
    const [row] = await test.database.dataSource.query<object[]>(
      'SELECT golden_json FROM saved_selection WHERE id = $1',
      [id],
    );
    expect(row).toEqual({ golden_json: { 365803: [], 365805: [[1, 9]] } });
    for (const range of [['x'], [1], [2, 1], [1, 2, 3], [-1, 2], [0.5, 2], { a: 1 }, 'text', null])
      expect(await save({ 365805: [range] })).toBe(
        'golden JSON: a lumisection range of run 365805 is not [first, last]',
      );
    const ranges = Array.from({ length: 10_000 }, (_, index) => [3 * index, 3 * index + 1]);
    expect(await save({ 365803: ranges, 365805: ranges })).toMatch(/have more than 200000 characters/);
  });

  it('is deleted when no link has used it for a year', async () => {
    const query = test.database.dataSource.query.bind(test.database.dataSource);
    const [used, unused] = ['used', 'unused'];
    for (const id of [used, unused])
      await query(
        `INSERT INTO saved_selection (id, golden_json, last_used_at) VALUES ($1, '{"365803": []}', now() - interval '400 days')`,
        [id],
      );
    expect(await data(`{ runs(select: {saved: "${used}"}) { total } }`)).toEqual({ runs: { total: 1 } });
    expect(await deleteUnusedSelections(test.database)).toBe(1);
    expect(await query('SELECT id FROM saved_selection WHERE id = ANY ($1)', [[used, unused]])).toEqual([{ id: used }]);
  });

  it('is rejected if it is empty, and not found if its id is unknown', async () => {
    const errorOf = async (query: string): Promise<string | undefined> =>
      (await sendQuery(query)).answer.errors?.[0]?.message;
    expect(await errorOf('mutation { saveSelection(goldenJson: {}) }')).toBe('golden JSON: it names no run');
    expect(await errorOf('{ runs(select: {saved: "nothing"}) { total } }')).toBe('there is no saved selection nothing');
  });
});

describe('tables', () => {
  const numbers = async (query: string): Promise<number[]> =>
    ((await data(`{ ${query} { items { number } } }`)) as { runs: { items: { number: number }[] } }).runs.items.map(
      ({ number }) => number,
    );

  it('sort runs by metadata with unknown values last in both directions, and filter them by words and by pending state', async () => {
    expect(await numbers('runs(limit: 2, sort: durationSeconds, descending: false)')).toEqual([365819, 365818]);
    const known = 'runs(limit: 2, offset: 4, sort: durationSeconds, descending: false)';
    expect((await numbers(known)).every((number) => number < 365815)).toBe(false);
    expect(await numbers('runs(search: "collisions23 3658 19")')).toEqual([365819]);
    expect(await numbers('runs(search: "8700", limit: 1, sort: number, descending: false)')).toEqual([365815]);
    await test.database.dataSource.query(
      `INSERT INTO run_service (run_number, service, state) VALUES (365803, 'oms', 'known'), (365803, 'rr', 'unknown'),
         (365804, 'oms', 'known'), (365804, 'rr', 'pending')`,
    );
    expect(await numbers('runs(pending: false)')).toEqual([365803]);
    expect(await numbers('runs(pending: true, select: {numbers: [365803, 365804, 365805]})')).toEqual([365805, 365804]);
  });

  it('have the numbers of the runs of all pages, in the order of the list', async () => {
    const list = (select: string): Promise<unknown> =>
      data(`{ runs(select: {${select}}, limit: 1, offset: 1, descending: false) { total numbers items { number } } }`);
    expect(await list('from: 365803, to: 365806')).toEqual({
      runs: { total: 4, numbers: [365803, 365804, 365805, 365806], items: [{ number: 365804 }] },
    });
    expect(await list('numbers: []')).toEqual({ runs: { total: 0, numbers: [], items: [] } });
  });

  it.each([
    ['', 20, { 'not significant': 1 }],
    ['latest: 4, significant: false', 4, { 'older than the latest 4': 17 }],
    ['latest: 40, significant: false', 21, {}],
    ['numbers: [365803, 7, 9], significant: false', 1, { 'not in the run list': 20, 'no DQM file': 2 }],
    ['classes: ["Collisions23"]', 5, { 'class not known': 15, 'of another class': 1 }],
  ])('count the runs that a selection matches, and excludes: %s', async (select, matching, out) => {
    const { runCounts } = (await data(
      `{ runCounts(select: {${select}}) { matching excluded { name count } classes { name count } eras { name count } } }`,
    )) as { runCounts: { matching: number; excluded: { name: string; count: number }[]; classes: unknown } };
    expect(runCounts.matching).toBe(matching);
    expect(Object.fromEntries(runCounts.excluded.map(({ name, count }) => [name, count]))).toEqual(out);
    expect(runCounts.classes).toEqual([
      { name: 'Collisions23', count: 5 },
      { name: 'Cosmics23', count: 1 },
    ]);
  });

  it('return the trends and the recent failures of a config, and the configs that have problems', async () => {
    expect(
      await data(
        '{ config(id: "2") { name failures { primaryDataset failure reason runs lastRun } trends { dataset { primaryDataset } columns { runs } } } no: config(id: "99") { name } }',
      ),
    ).toEqual({
      config: {
        name: 'Gaps',
        failures: [
          {
            primaryDataset: 'ZeroBias',
            failure: 'MISSING_HISTOGRAM',
            reason: 'ME not found in the file',
            runs: 10,
            lastRun: 365819,
          },
          { primaryDataset: 'ZeroBias', failure: 'NO_DATA', reason: 'it is empty', runs: 1, lastRun: 365804 },
        ],
        trends: [{ dataset: { primaryDataset: 'ZeroBias' }, columns: { runs: expect.arrayContaining([365819]) } }],
      },
      no: null,
    });
    expect(await data('{ configs(problem: true) { name } }')).toEqual({ configs: [] });
  });

  it('read the trends of all configs with as many statements as those of one', async () => {
    const connect = vi.spyOn(poolOf(test.database), 'connect');
    const statements = async (search: string): Promise<number> => {
      connect.mockClear();
      expect(await data(`{ configs(search: "${search}") { trends { columns { values } } } }`)).toMatchObject({
        configs: expect.arrayContaining([expect.objectContaining({ trends: [{ columns: expect.anything() }] })]),
      });
      return connect.mock.calls.length;
    };
    await statements(''); // fills the cache of points
    expect(await statements(' ')).toBe(await statements('full')); // not the cached response
    connect.mockRestore();
  });

  it('return the anomalies, each with the points of its baseline', async () => {
    const { anomalies } = (await data(
      '{ anomalies(newest: 2, baselineRuns: 10, threshold: 3) { judgedTrends judgedRuns total items { run z outside trend { config { name } columns { runs values } } } } }',
    )) as { anomalies: { total: number; items: { z: number; trend: { columns: { runs: number[] } } }[] } };
    expect(anomalies).toMatchObject({ judgedTrends: 1, judgedRuns: 2, total: 0, items: [] }); // the value rises by 1 per run
    const all = (await data(
      '{ anomalies(newest: 2, baselineRuns: 10, threshold: 0, limit: 1) { total items { z outside trend { columns { runs } } } } }',
    )) as { anomalies: typeof anomalies };
    expect(all.anomalies.items[0]?.trend.columns.runs).toHaveLength(12);
    // The baseline is 8 to 17, its median 12.5 and its median absolute deviation 2.5; the newest value 19, its error towards the median 0.1.
    expect(all.anomalies.items[0]?.z).toBeCloseTo(6.5 / Math.hypot(1.4826 * 2.5, 0.1), 9);
  });
});

describe('the rest of the API', () => {
  it('returns subsystems, datasets, groups, configs, runs, files and scans', async () => {
    expect(
      await data(
        `{ subsystems { name configCount trendCount configs { name } datasets { primaryDataset trendCount } }
           datasets { primaryDataset processing eras runCount firstRun lastRun trendCount }
           displayGroups(subsystem: "Tracker") { name members }
           configs(search: "gaps") { name group pointCount revisions { revision metric } }
           runs(select: {latest: 2}) { total items { number significant } }
           run(number: 365801) { class }
           files(state: "failed") { total items { path run primaryDataset reason } }
           scans { id } }`,
      ),
    ).toEqual({
      subsystems: [
        {
          name: 'Tracker',
          configCount: 3,
          trendCount: 2,
          configs: [{ name: 'Full' }, { name: 'Gaps' }, { name: 'Never' }],
          datasets: [{ primaryDataset: 'ZeroBias', trendCount: 2 }],
        },
      ],
      datasets: [
        {
          primaryDataset: 'ZeroBias',
          processing: 'PromptReco',
          eras: ['Run2023B', 'Run2023C'],
          runCount: 20,
          firstRun: 365800,
          lastRun: 365819,
          trendCount: 2,
        },
      ],
      displayGroups: [{ name: 'Both', members: ['Full', 'Gaps'] }],
      configs: [{ name: 'Gaps', group: 'Both', pointCount: 9, revisions: [{ revision: 1, metric: 'basic.Mean()' }] }],
      runs: {
        total: 2,
        items: [
          { number: 365900, significant: null },
          { number: 365819, significant: true },
        ],
      },
      run: { class: 'Cosmics23' },
      files: {
        total: 1,
        items: [{ path: 'broken.root', run: 365900, primaryDataset: 'ZeroBias', reason: 'truncated' }],
      },
      scans: [],
    });
  });

  it('returns what changed at runs, in as many statements for many runs as for one', async () => {
    const { dataSource } = test.database;
    const revise = async (revision: number): Promise<void> => {
      await dataSource.query('UPDATE config SET revision = $1 WHERE id = 1', [revision]);
      await dataSource.query(
        'UPDATE point SET revision = $1 FROM trend WHERE trend.id = trend_id AND config_id = 1 AND run_number >= 365810',
        [revision],
      );
    };
    await revise(2);
    const query = vi.spyOn(dataSource, 'query');
    try {
      const fields = 'previousRun items { quantity before after configs { name } }';
      const found = (await data(
        `query ($runs: [Int!]) {
           runs(select: {numbers: $runs, significant: false}, limit: 50) { items { number changes(primaryDataset: "ZeroBias", processing: "PromptReco") { ${fields} } } }
         }`,
        { runs: [365_800, 365_809, 365_810, 365_900] },
      )) as { runs: unknown };
      const [era, revision] = [
        { quantity: 'era', before: 'Run2023B', after: 'Run2023C', configs: [] },
        { quantity: 'configRevision', before: '1', after: '2', configs: [{ name: 'Full' }] },
      ];
      expect(found.runs).toEqual({
        items: [
          { number: 365_900, changes: null },
          { number: 365_810, changes: { previousRun: 365_809, items: [era, revision] } },
          { number: 365_809, changes: { previousRun: 365_808, items: [] } },
          { number: 365_800, changes: null },
        ],
      });
      expect(query.mock.calls.filter(([sql]) => sql.includes('AS pair'))).toHaveLength(1);
      expect(await data(`{ run(number: 365810) { changes { previousRun } } }`)).toEqual({
        run: { changes: { previousRun: 365_809 } },
      });
    } finally {
      query.mockRestore();
      await revise(1);
    }
  });

  it('passes mutations to the functions that enqueue their jobs', async () => {
    expect(
      await data(
        'mutation { scan recompute(subsystem: "Tracker", names: ["F*"], select: {latest: 3, numbers: [5]}, replace: true) }',
      ),
    ).toEqual({ scan: '7', recompute: 5 });
    expect(recomputeRequests).toEqual([
      expect.objectContaining({
        subsystem: 'Tracker',
        names: ['F*'],
        latest: 3,
        runs: [{ from: 5, to: 5 }],
        replace: true,
      }),
    ]);
    expect(await data('mutation { retryFile(id: "21") { failure file { path } } }')).toEqual({
      retryFile: { failure: 'still truncated', file: { path: 'broken.root' } },
    });
    expect((await sendQuery('mutation { retryFile(id: "1") { failure } }')).answer.errors?.[0]).toMatchObject({
      extensions: { code: 'NOT_FOUND' },
    });
  });

  it('recomputes only the runs of a given or saved golden JSON, and none if no run matches', async () => {
    const golden = { 365_801: [[1, 50]], 365_803: [[1, 9]], 365_900: [[2, 3]] };
    const recompute = async (select: object): Promise<RecomputeSelection['runs']> => {
      recomputeRequests.length = 0;
      await data('mutation ($select: RunSelection) { recompute(select: $select) }', { select });
      return recomputeRequests[0]?.runs;
    };
    const only = (...runs: number[]): RecomputeSelection['runs'] => runs.map((run) => ({ from: run, to: run }));
    expect(await recompute({ goldenJson: golden })).toEqual(only(365_801, 365_803, 365_900));
    expect(await recompute({ goldenJson: golden, to: 365_899 })).toEqual(only(365_801, 365_803));
    expect(await recompute({ goldenJson: golden, numbers: [365_803, 365_804] })).toEqual(only(365_803));
    expect(await recompute({ goldenJson: golden, from: 365_901 })).toEqual([]);
    expect(await recompute({ goldenJson: {} })).toEqual([]);
    const { saveSelection } = (await data('mutation ($golden: JSONObject!) { saveSelection(goldenJson: $golden) }', {
      golden,
    })) as { saveSelection: string };
    expect(await recompute({ saved: saveSelection, from: 365_802 })).toEqual(only(365_803, 365_900));
    recomputeRequests.length = 0;
    const { answer } = await sendQuery('mutation ($select: RunSelection) { recompute(select: $select) }', {
      select: { goldenJson: { all: [[1, 2]] } },
    });
    expect(answer.errors?.[0]?.message).toBe("golden JSON: 'all' is no run number");
    expect(recomputeRequests).toEqual([]);
  });

  it('publishes the progress of a scan over a WebSocket', async () => {
    const client = createClient({
      url: `${server.url.replace('http', 'ws')}/graphql`,
      retryAttempts: 0,
      webSocketImpl: WebSocket,
    });
    const first = await client
      .iterate({ query: 'subscription { scanProgress { scanId phase points startedAt } }' })
      .next();
    await client.dispose();
    expect(first.value).toEqual({
      data: { scanProgress: { scanId: 7, phase: 'extract', points: 12, startedAt: '2026-01-01T00:00:00.000Z' } },
    });
  });
});

describe('protection of the API', () => {
  it('masks an internal error, and returns the id of the request that the log has', async () => {
    const { answer } = await sendQuery('{ metrics { id } }');
    expect(answer.errors?.[0]?.message).toMatch(
      /^Internal error: the server's log has the cause, under request [-0-9a-f]{36}\.$/,
    );
    expect(JSON.stringify(answer)).not.toContain('secret');
  });

  it('allows mutations only from localhost and not through a proxy', async () => {
    const { answer } = await sendQuery('mutation { scan }', {}, { 'x-forwarded-for': '10.1.2.3' });
    expect(answer.errors?.[0]).toMatchObject({
      message: expect.stringMatching(/not allowed through a proxy/),
      extensions: { code: 'FORBIDDEN' },
    });
    const open = await startServer(options('https://hdqm.example'), '127.0.0.1', 0);
    const response = await fetch(`${open.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"mutation { scan }"}',
    });
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    await open.close();
  });

  it('rejects cross-site requests', async () => {
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: '{"query":"mutation { scan }"}',
    });
    expect(response.status).toBeGreaterThanOrEqual(400);
  });

  it('rejects a request that is too deep or too large, with the reason', async () => {
    const columns = Array.from({ length: 40 }, (_, index) => `c${index}: columns { runs }`).join(' ');
    const deep = `{ trends(subsystem: "a", primaryDataset: "b", processing: "c") { ${columns} } }`;
    const { answer } = await sendQuery(deep);
    expect(answer.errors?.[0]).toMatchObject({
      message: expect.stringMatching(/columns more than 30 times/),
      extensions: { code: 'BAD_REQUEST' },
    });
    const large = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: `{ status { version } } # ${'x'.repeat(3_000_000)}` }),
    });
    expect(large.status).toBe(413);
  });
});

describe('pages', () => {
  it('serves the client for every page, immutable assets, and 404 for a missing asset', async () => {
    for (const page of ['/', '/runs', '/graphiql', '/a/deep/link?x=1']) {
      const response = await fetch(server.url + page, { headers: { accept: 'text/html' } });
      expect(response.headers.get('cache-control')).toBe('no-cache');
      expect(await response.text()).toContain('<title>HDQM');
    }
    const asset = await fetch(`${server.url}/assets/app-1.js`);
    expect(asset.headers.get('cache-control')).toMatch(/immutable/);
    expect((await fetch(`${server.url}/assets/none.js`)).status).toBe(404);
  });

  it('serves no file outside of its folder', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const { hostname, port } = new URL(server.url);
      request({ hostname, port, path: '/assets/../../package.json' }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .once('error', reject)
        .end();
    });
    expect(status).toBeGreaterThanOrEqual(400);
  });

  it('returns the numbers for Prometheus at /metrics only, however it is spelled', async () => {
    const textAt = async (page: string): Promise<string> => (await fetch(server.url + page)).text();
    expect(await textAt('/metrics')).toContain('hdqm_points');
    for (const page of ['/metrics/', '/Metrics', '/METRICS/', '//metrics', '/%6detrics', '/./metrics/.'])
      expect(await textAt(page)).not.toContain('hdqm_points');
  });

  it('reports that it is healthy and ready', async () => {
    expect(await (await fetch(`${server.url}/health`)).json()).toEqual({
      name: 'HDQM',
      version: '1.2.3',
      pid: process.pid,
    });
    expect(await (await fetch(`${server.url}/ready`)).json()).toEqual({ ready: true });
  });

  it('reports which process uses its port', async () => {
    const { port } = new URL(server.url);
    const second = startServer(options(), '127.0.0.1', Number(port));
    await expect(second).rejects.toThrow(ListenError);
    await expect(second).rejects.toThrow(`port ${port} is held by HDQM 1.2.3, process ${process.pid}`);
  });
});

describe('operations', () => {
  it('returns the state of a run in OMS and Run Registry', async () => {
    await storeQueryFailure(test.database, 'oms', [365801], { reason: 'OMS query for run 365801 failed: timed out' });
    const fields = 'services { name state reason attempts nextAttemptAt }';
    const result = (await data(`{ run(number: 365801) { ${fields} } runs(limit: 3) { items { ${fields} } } }`)) as {
      run: { services: unknown[] };
    };
    expect(result.run.services).toEqual([
      {
        name: 'oms',
        state: 'pending',
        reason: 'OMS query for run 365801 failed: timed out',
        attempts: 1,
        nextAttemptAt: expect.stringMatching(/^20/),
      },
      { name: 'rr', state: 'pending', reason: null, attempts: 0, nextAttemptAt: null },
    ]);
    expect(await data('{ pendingRuns { runs oms rr } }')).toMatchObject({ pendingRuns: { oms: expect.any(Number) } });
  });

  it('queries the services for a range of runs', async () => {
    const answer = await data('mutation { enrich(from: 1, to: 9) { service queried known unknown pending reason } }');
    expect(answer).toEqual({
      enrich: [{ service: 'oms', queried: 3, known: 2, unknown: 1, pending: 0, reason: null }],
    });
    expect(enrichRequests).toEqual([[{ from: 1, to: 9 }]]);
  });

  it('lists, pauses and resumes schedules', async () => {
    const asText = { ...nightly, next: '2026-01-02T03:00:00.000Z' };
    const fields = '{ name description cron timeZone paused next missed }';
    expect(await data(`{ schedule ${fields} }`)).toEqual({ schedule: [asText] });
    expect(await data(`mutation { pauseSchedule(name: scan) ${fields} }`)).toEqual({
      pauseSchedule: [{ ...asText, paused: true }],
    });
    expect(await data(`mutation { resumeSchedule(name: scan) ${fields} }`)).toEqual({ resumeSchedule: [asText] });
  });

  it('returns the log after a line, and the workers', async () => {
    const keeper = new LogWriter(test.database);
    const write = (level: number, msg: string, more = {}) =>
      keeper.write(JSON.stringify({ level, time: '2026-01-01T00:00:00Z', msg, ...more }));
    write(30, 'server started');
    write(30, 'file extracted', { scan: 7, file: 'a.root' });
    write(40, 'file failed', { scan: 7, file: 'b.root' });
    write(50, 'of no scan');
    await keeper.flush();
    const { log } = (await data('{ log(scanId: 7) { id level message details scanId at } }')) as {
      log: { id: string; message: string }[];
    };
    expect(log).toMatchObject([
      { level: 'info', message: 'file extracted', details: { file: 'a.root' }, scanId: 7 },
      { level: 'warn', message: 'file failed', details: { file: 'b.root' } },
    ]);
    expect(await data(`{ log(after: "${log[0]?.id}") { message } }`)).toEqual({
      log: [{ message: 'file failed' }, { message: 'of no scan' }],
    });
    expect(await data('{ log(warningsOnly: true, limit: 1) { message } }')).toEqual({
      log: [{ message: 'of no scan' }],
    });
    // Errors of requests are masked from viewers; only an operator reads their cause.
    write(50, 'a request failed', { err: { message: 'no such column', stack: 'Error: at server/secret.ts' } });
    write(50, 'scan failed', { scan: 7, err: { message: 'no such column', stack: 'Error: at server/secret.ts' } });
    await keeper.flush();
    const query = '{ log(warningsOnly: true) { message details } }';
    const reader = await sendQuery(query, {}, { 'x-forwarded-for': '10.1.2.3' });
    expect(reader.answer).toEqual({
      data: {
        log: [
          { message: 'file failed', details: { file: 'b.root' } },
          { message: 'scan failed', details: null },
        ],
      },
    });
    expect(JSON.stringify(await data(query))).toContain('secret.ts');
    expect(await trimLog(test.database, 30)).toBe(5);

    const register = new WorkerRegistry(test.database, 'worker', 4);
    register.begin(['c.root']);
    await register.beat();
    expect(await data('{ workers { id role threads files problem } }')).toEqual({
      workers: [{ id: register.id, role: 'worker', threads: 4, files: ['c.root'], problem: null }],
    });
    await register.remove();
    expect(await data('{ workers { id } }')).toEqual({ workers: [] });
  });
});

describe('the names of the previous release', () => {
  it('return the same as the names that replace them', async () => {
    const result = (await data(`{
      defaultView { subsystem datasetRuns(select: { latest: 3 }) { excluded { name count } } }
      choice { subsystem datasetRuns(select: { latest: 3 }) { excluded: out { name count } } }
      anomalies(newest: 2, baselineRuns: 10, threshold: 0, lookBackDays: 9, limit: 1) { total items { z baselineRuns } }
      changes(newest: 2, before: 10, limit: 0, days: 9, first: 1) { total items { z baselineRuns: usual } }
      files(state: "failed") { items { attempts nextAttemptAt } }
      oldFiles: files(state: "failed") { items { attempts: tries nextAttemptAt: nextTry } }
      run(number: 365801) { services { attempts nextAttemptAt queriedAt } }
      oldRun: run(number: 365801) { services { attempts: tries nextAttemptAt: nextTry queriedAt: askedAt } }
      schedule { description paused }
      oldSchedule: schedule { description: meaning paused: stopped }
      services { queriedAt nextAttemptAt }
      oldServices: services { queriedAt: askedAt nextAttemptAt: nextTry }
      viewer { canOperate denialReason }
      oldViewer: viewer { canOperate: mayChange denialReason: whyNot }
      log(warningsOnly: true) { id }
      oldLog: log(troubleOnly: true) { id }
      status { mayChange }
    }`)) as Record<string, unknown>;
    for (const [name, old] of [
      ['defaultView', 'choice'],
      ['anomalies', 'changes'],
      ['files', 'oldFiles'],
      ['run', 'oldRun'],
      ['schedule', 'oldSchedule'],
      ['services', 'oldServices'],
      ['viewer', 'oldViewer'],
      ['log', 'oldLog'],
    ] as const)
      expect({ [name]: result[old] }).toEqual({ [name]: result[name] });
    expect(result['anomalies']).toMatchObject({ items: [{ baselineRuns: 10 }] });
    expect(result['status']).toEqual({ mayChange: true });
  });

  it('include mutations', async () => {
    expect(await data('mutation { stopSchedule(name: scan) { stopped } }')).toEqual({
      stopSchedule: [{ stopped: true }],
    });
    expect(await data('mutation { startSchedule(name: scan) { stopped } }')).toEqual({
      startSchedule: [{ stopped: false }],
    });
    expect(await data('mutation { enrich(from: 1, to: 9) { asked unanswered } }')).toEqual({
      enrich: [{ asked: 3, unanswered: 0 }],
    });
  });
});
