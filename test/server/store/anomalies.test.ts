import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failure, type Result, value } from '../../../metrics/metric.ts';
import { parseFileName } from '../../../server/scan/file-name.ts';
import { type AnomalyCriteria, findAnomalies } from '../../../server/store/anomalies.ts';
import { synchronizeConfigs } from '../../../server/store/configs/sync-configs.ts';
import { recordFound } from '../../../server/store/files/files.ts';
import { storeExtraction } from '../../../server/store/points.ts';
import { freshDatabase, type TestDatabase } from '../../database.ts';
import { configsOf } from './sections.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await freshDatabase();
  await synchronizeConfigs(test.database, configsOf({ name: 'a' }, { name: 'b' }));
});
afterAll(() => test.drop());
beforeEach(async () => {
  await test.database.dataSource.query('TRUNCATE point, trend, file, run, dataset RESTART IDENTITY CASCADE');
});

const firstRun = 365_800;

/** Stores the results of config a (and b) run by run; undefined if the ME is missing in the file. */
async function store(a: readonly (Result | undefined)[], { dataset = 'ZeroBias', b = [] as Result[] } = {}) {
  for (const [index, result] of a.entries()) {
    const name = `DQM_V0001_R000${firstRun + index}__${dataset}__Run2023C-PromptReco-v1__DQMIO.root`;
    const parsed = parseFileName(name);
    if (!parsed) throw new Error(name);
    const [file] = await recordFound(test.database, [{ path: name, ...parsed }]);
    const points = [result, b[index]].flatMap((result, position) =>
      result ? [{ configId: position + 1, revision: 1, result, entries: 1 }] : [],
    );
    await storeExtraction(test.database, {
      fileId: file?.id ?? 0,
      size: 1,
      modifiedAt: new Date(0),
      software: { release: null, globalTag: null },
      computed: [1, 2],
      points,
      missing: [1, 2].filter((id) => !points.some(({ configId }) => configId === id)),
    });
  }
}
const find = (criteria: Partial<AnomalyCriteria> = {}) =>
  findAnomalies(test.database, { newest: 2, baselineRuns: 9, threshold: 5, lookBackDays: 7, ...criteria });

/** Median 5, median absolute deviation 2. */
const baseline = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => value(number));

describe('anomalies', () => {
  it('are found by the distance to the median in units of 1.4826 MAD and the error, in quadrature', async () => {
    await store([...baseline, value(5, { low: 4, high: 1 }), value(45, { low: 4, high: 1 })]);
    const { anomalies, judgedTrends, judgedRuns } = await find();
    expect({ judgedTrends, judgedRuns }).toEqual({ judgedTrends: 1, judgedRuns: 2 });
    expect(anomalies).toEqual([
      {
        trendId: 1,
        configId: 1,
        datasetId: 1,
        run: firstRun + 10,
        value: 45,
        error: 4, // the error on the side of the median
        median: 5,
        spread: 1.4826 * 2,
        z: expect.closeTo(40 / Math.hypot(1.4826 * 2, 4), 10),
        outside: 1,
        judged: 2,
        baselineRuns: 9,
        firstRun,
        failure: null,
        reason: null,
      },
    ]);
    expect((await find({ threshold: 8.1 })).anomalies).toEqual([]); // z is 8.03
  });

  it('are sorted by abs(z), one per trend, and count the runs outside of the band', async () => {
    const quiet = baseline.map(() => value(10));
    await store([...baseline, value(-45), value(-65)], { b: [...quiet, value(10), value(10.2)] });
    const { anomalies } = await find();
    expect(anomalies.map(({ configId, run, outside }) => ({ configId, run, outside }))).toEqual([
      { configId: 1, run: firstRun + 10, outside: 2 },
      { configId: 2, run: firstRun + 10, outside: 1 }, // differs by 0.2, with a min. spread of a thousandth of 10
    ]);
    expect(anomalies[1]?.z).toBeCloseTo(20, 6);
  });

  it('need a min. number of baseline runs, and ignore runs that are not significant', async () => {
    await store([...baseline.slice(0, 7), value(100), value(100)]);
    expect(await find()).toMatchObject({ judgedTrends: 0, anomalies: [] });
    await test.database.dataSource.query('UPDATE run SET significant = false WHERE number >= $1', [firstRun + 7]);
    expect((await find({ newest: 1 })).anomalies).toEqual([]);
  });

  it('are judged separately for each dataset', async () => {
    await store([...baseline, value(5), value(5)]);
    await store([...baseline.map(() => value(100)), value(100), value(60)], { dataset: 'Muon0' });
    expect((await find()).anomalies.map(({ median, z }) => [median, z])).toEqual([[100, expect.closeTo(-400, 6)]]);
    expect((await find({ primaryDataset: 'ZeroBias' })).anomalies).toEqual([]);
    expect((await find({ subsystem: 'CSC' })).judgedTrends).toBe(0);
  });

  it('include missing values, with the reason', async () => {
    await store([...baseline, failure('NO_DATA', 'it is empty'), failure('FIT_FAILED', 'no peak')], {
      b: baseline, // its ME is missing in the last files
    });
    expect((await find()).anomalies).toMatchObject([
      { configId: 1, run: firstRun + 10, z: null, value: null, failure: 'FIT_FAILED', reason: 'no peak', outside: 0 },
      { configId: 2, z: null, failure: 'MISSING_HISTOGRAM', reason: 'ME not found in the file' },
    ]);
  });

  it('ignore the points of other revisions of the config', async () => {
    await store([...baseline, value(500), value(500)]);
    await test.database.dataSource.query('UPDATE point SET revision = 2 WHERE run_number > $1', [firstRun + 8]);
    expect((await find()).anomalies).toEqual([]);
  });

  const huge = 1.7e308;
  it.each([
    ['beyond 1e100', [...baseline.slice(1), value(1e200)], '1e+200'],
    ['the largest numbers', baseline.map((_, index) => value(index % 2 === 0 ? huge : -huge)), '-1.7e+308'],
    ['denormal', baseline.map(() => value(6.9e-310)), '6.9e-310'],
    ['denormal among others', [...baseline.slice(1), value(5e-324)], '5e-324'],
  ])('judge the other trends where the values of one are %s', async (_name, a, text) => {
    const quiet = baseline.map(() => value(10));
    await store([...a, value(1), value(1)], { b: [...quiet, value(10), value(20)] });
    const { anomalies, unjudged, judgedTrends } = await find();
    expect(judgedTrends).toBe(1);
    expect(anomalies.map(({ configId }) => configId)).toEqual([2]);
    expect(unjudged).toEqual([
      {
        trendId: 1,
        subsystem: 'Tracker',
        name: 'a',
        primaryDataset: 'ZeroBias',
        processing: 'PromptReco',
        reason: `the baseline has the value ${text}: beyond 1e-100 to 1e100 nothing is judged`,
      },
    ]);
  });

  it.each([
    [huge, 0, 1000],
    [-huge, huge, 0],
    [1e200, 1e200, 0],
    [1e200, 6.9e-310, 1000],
    [6.9e-310, 6.9e-310, 0],
  ])('include a value of %d ± %d in a normal trend', async (number, error, z) => {
    await store([...baseline, value(5), value(number, error)]);
    const { anomalies, unjudged } = await find({ threshold: z === 0 ? 0 : 5 });
    expect(unjudged).toEqual([]);
    const found = anomalies.find(({ run }) => run === firstRun + 10);
    if (z > 0) expect(found).toMatchObject({ value: number, z });
  });

  it('are limited where the baseline never varied and the value has no error', async () => {
    await store([...baseline.map(() => value(0)), value(0), value(1e9)]);
    expect((await find()).anomalies).toMatchObject([{ value: 1e9, z: 1000, spread: 0 }]);
  });

  it('are found for every combination of extreme values, errors and thresholds', async () => {
    const extremes = [0, 5e-324, 6.9e-310, 1e-160, 1e-100, 1, 1e100, 1e200, huge, -6.9e-310, -1e200, -huge];
    const run = (index: number): Result =>
      value(extremes[index % extremes.length] ?? 0, { low: Math.abs(extremes[(5 * index) % 12] ?? 0), high: huge });
    for (let shift = 0; shift < extremes.length; shift += 1) {
      const values = Array.from({ length: 11 }, (_, index) => run(index % 2 === 0 ? shift : index * shift));
      await test.database.dataSource.query('TRUNCATE point, trend, file, run, dataset RESTART IDENTITY CASCADE');
      await store(values, { b: values.map(() => run(shift)) });
      for (const threshold of [0, 1e-300, 5, 1e308]) {
        const { judgedTrends, unjudged } = await find({ threshold });
        expect(judgedTrends + unjudged.length).toBe(2);
      }
    }
  });

  it('ignore datasets without recent runs', async () => {
    await store([...baseline, value(500), value(500)]);
    const { dataSource } = test.database;
    await dataSource.query(`UPDATE run SET start_time = '2023-05-01'`);
    await dataSource.query(`INSERT INTO run (number, start_time) VALUES (366000, '2023-06-01')`);
    expect(await find()).toMatchObject({ judgedRuns: 0, anomalies: [] });
    expect((await find({ lookBackDays: 40 })).anomalies).toHaveLength(1);
  });
});
