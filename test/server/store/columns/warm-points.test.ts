import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { value } from '../../../../metrics/metric.ts';
import { parseFileName } from '../../../../server/scan/file-name.ts';
import { synchronizeConfigs } from '../../../../server/store/configs/sync-configs.ts';
import type { Database } from '../../../../server/store/connection/database.ts';
import { PointCache } from '../../../../server/store/columns/point-cache.ts';
import { warmPoints, type WarmView } from '../../../../server/store/columns/warm-points.ts';
import { findDatasetId } from '../../../../server/store/datasets.ts';
import { recordFound } from '../../../../server/store/files/files.ts';
import { storeExtraction } from '../../../../server/store/points.ts';
import { selectRuns } from '../../../../server/store/runs/run-filter.ts';
import { findTrends, trendColumns } from '../../../../server/store/trends.ts';
import { freshDatabase, type TestDatabase } from '../../../database.ts';
import { configsOf } from '../sections.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await freshDatabase();
  await synchronizeConfigs(test.database, configsOf({ name: 'a' }, { name: 'b' }));
  for (const [primaryDataset, first] of [
    ['ZeroBias', 365800],
    ['JetMET', 365700],
    ['Muon', 365600],
  ] as const)
    for (let run = first; run < first + 60; run += 1) await store(primaryDataset, run, run);
});
afterAll(() => test.drop());

async function store(primaryDataset: string, run: number, result: number, version = 1): Promise<void> {
  const name = `DQM_V000${version}_R000${run}__${primaryDataset}__Run2023C-PromptReco-v1__DQMIO.root`;
  const parsed = parseFileName(name);
  if (!parsed) throw new Error(name);
  const [file] = await recordFound(test.database, [{ path: name, ...parsed }]);
  await storeExtraction(test.database, {
    fileId: file?.id ?? 0,
    size: 5,
    modifiedAt: new Date(0),
    software: { release: null, globalTag: null },
    computed: [1, 2],
    missing: [],
    points: [1, 2].map((configId) => ({ configId, revision: 1, result: value(result * configId), entries: run })),
  });
}

/** The database, and the statements that read points. */
function spied(): { database: Database; reads: string[] } {
  const reads: string[] = [];
  const dataSource = new Proxy(test.database.dataSource, {
    get: (target, name) => {
      if (name !== 'query') return Reflect.get(target, name) as unknown;
      return (sql: string, values: unknown[]) => {
        if (sql.includes('FROM point')) reads.push(JSON.stringify(values));
        return target.query(sql, values);
      };
    },
  });
  return { database: { ...test.database, dataSource }, reads };
}

/** What a request reads: the values of the first trend in the latest runs. */
async function latestValues(points: PointCache, primaryDataset: string): Promise<readonly number[] | undefined> {
  const datasetId = (await findDatasetId(test.database, primaryDataset, 'PromptReco')) ?? 0;
  const trends = await findTrends(test.database, datasetId, { subsystem: 'Tracker' });
  const columns = await trendColumns(points, trends, await selectRuns(test.database, datasetId, { latest: 60 }));
  return columns.get(trends[0]?.id ?? 0)?.values.list;
}

const pause = (): Promise<void> => Promise.resolve();

describe('points that are read ahead', () => {
  it('are those of the two newest datasets of each subsystem, so that requests read none', async () => {
    const { database, reads } = spied();
    const points = new PointCache(database);
    const views: WarmView[] = [];
    await warmPoints({ database, points, pause, onLatest: async (view) => views.push(view) });
    expect(views.map(({ subsystem, primaryDataset }) => `${subsystem} ${primaryDataset}`)).toEqual([
      'Tracker ZeroBias',
      'Tracker JetMET',
    ]);
    expect(reads.length).toBe(4); // the latest 50 of both, then the others
    expect(await latestValues(points, 'ZeroBias')).toEqual(Array.from({ length: 60 }, (_, index) => 365800 + index));
    expect(await latestValues(points, 'JetMET')).toHaveLength(60);
    expect(reads.length).toBe(4);
    await latestValues(points, 'Muon');
    expect(reads.length).toBe(5);
  });

  it('are read again only where a file was stored since, and never outdated', async () => {
    const { database, reads } = spied();
    const points = new PointCache(database);
    await warmPoints({ database, points, pause });
    await store('ZeroBias', 365859, 7, 2);
    const before = reads.length;
    await warmPoints({ database, points, pause });
    expect(reads.slice(before)).toEqual([expect.stringContaining('"{365859}"')]);
    expect((await latestValues(points, 'ZeroBias'))?.at(-1)).toBe(7);
    await store('ZeroBias', 365859, 8, 3);
    expect((await latestValues(points, 'ZeroBias'))?.at(-1)).toBe(8);
  });

  it('come in pieces with a pause after each, in which requests are served and files stored', async () => {
    const { database, reads } = spied();
    const points = new PointCache(database);
    let goOn = (): void => undefined;
    const waiting = new Promise<void>((resolve) => (goOn = resolve));
    let warming: Promise<void> | undefined;
    const ms = await new Promise<number>((resolve) => {
      const pauseForever = (time: number): Promise<void> => {
        resolve(time);
        return waiting;
      };
      warming = warmPoints({ database, points, pause: pauseForever });
    });
    expect(ms).toBeGreaterThan(0);
    expect(reads.length).toBe(1);
    await store('Muon', 365659, 9, 2);
    expect((await latestValues(points, 'Muon'))?.at(-1)).toBe(9);
    expect(reads.length).toBe(2); // the request's: the next piece waits
    goOn();
    await warming;
  });

  it('end where the pause rejects', async () => {
    const { database, reads } = spied();
    const stop = new Error('closing');
    const warming = warmPoints({ database, points: new PointCache(database), pause: () => Promise.reject(stop) });
    await expect(warming).rejects.toBe(stop);
    expect(reads.length).toBe(1);
  });
});
