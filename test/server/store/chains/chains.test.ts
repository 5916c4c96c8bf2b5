import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { value } from '../../../../metrics/metric.ts';
import { parseFileName } from '../../../../server/scan/file-name.ts';
import { chainProcessing } from '../../../../server/store/chains/chain-source.ts';
import { checkChains, type DatasetChain, storeChains } from '../../../../server/store/chains/store-chains.ts';
import { PointCache } from '../../../../server/store/columns/point-cache.ts';
import { columnNames } from '../../../../server/store/columns/trend-columns.ts';
import { synchronizeConfigs } from '../../../../server/store/configs/sync-configs.ts';
import { findDatasetId, findDatasets } from '../../../../server/store/datasets.ts';
import { exportedBlocks, planExport } from '../../../../server/store/export.ts';
import { recordFound } from '../../../../server/store/files/files.ts';
import { findReadableFile, latestFilesOf, neighbouringRun } from '../../../../server/store/files/readable-files.ts';
import { findReferenceRun } from '../../../../server/store/files/reference-run.ts';
import { storeExtraction } from '../../../../server/store/points.ts';
import { findDatasetRuns } from '../../../../server/store/runs/dataset-runs.ts';
import { findRunChanges } from '../../../../server/store/runs/run-changes.ts';
import { selectRuns } from '../../../../server/store/runs/run-filter.ts';
import {
  findProvenance,
  findTrend,
  findTrendNames,
  findTrends,
  trendColumns,
} from '../../../../server/store/trends.ts';
import { freshDatabase, type TestDatabase } from '../../../database.ts';
import { configsOf } from '../sections.ts';

let test: TestDatabase;
let points: PointCache;
beforeAll(async () => {
  test = await freshDatabase();
  points = new PointCache(test.database);
  await synchronizeConfigs(test.database, configsOf({ name: 'a' }, { name: 'b' }, { name: 'c' }));
});
afterAll(() => test.drop());
beforeEach(async () => {
  await clear();
  await storeChains(test.database, []);
});

const clear = () => test.database.dataSource.query('TRUNCATE point, trend, file, run, dataset CASCADE');
const datasets = ['Old', 'New', 'Express'] as const;
type Name = (typeof datasets)[number];
const chainOf = (name: string, ...members: readonly Name[]): DatasetChain => ({
  name,
  members: members.map((primaryDataset) => ({ primaryDataset, processing: 'PromptReco' })),
});

/** A file of a dataset: for each config a value, a missing ME, or nothing. */
interface StoredFile {
  readonly dataset: Name;
  readonly run: number;
  readonly configs: readonly (number | 'missing' | 'not computed')[];
}

async function store({ dataset, run, configs }: StoredFile, version = 1): Promise<string> {
  const name = `DQM_V000${version}_R000${run}__${dataset}__Run2023C-PromptReco-v1__DQMIO.root`;
  const parsed = parseFileName(name);
  if (!parsed) throw new Error(name);
  const [file] = await recordFound(test.database, [{ path: name, ...parsed }]);
  const given = configs.map((outcome, index) => ({ configId: index + 1, outcome }));
  await storeExtraction(test.database, {
    fileId: file?.id ?? 0,
    size: 5,
    modifiedAt: new Date(0),
    software: { release: `CMSSW_${dataset}`, globalTag: null },
    computed: given.flatMap(({ configId, outcome }) => (outcome === 'not computed' ? [] : [configId])),
    missing: given.flatMap(({ configId, outcome }) => (outcome === 'missing' ? [configId] : [])),
    points: given.flatMap(({ configId, outcome }) =>
      typeof outcome === 'number' ? [{ configId, revision: 1, result: value(outcome, 1), entries: run }] : [],
    ),
  });
  return name;
}

const idOf = async (name: string, processing = 'PromptReco'): Promise<number> =>
  (await findDatasetId(test.database, name, processing)) ?? 0;
const chainId = (name: string): Promise<number> => idOf(name, chainProcessing);

/** All columns of the trends of a dataset by config. */
async function columnsOf(datasetId: number): Promise<Record<number, Record<string, unknown[]>>> {
  const trends = await findTrends(test.database, datasetId, { subsystem: 'Tracker' });
  const columns = await trendColumns(points, trends, await selectRuns(test.database, datasetId, {}));
  return Object.fromEntries(
    trends.map(({ id, configId }) => {
      const lists = columnNames.map((name) => [name, columns.get(id)?.[name].list ?? []]);
      return [configId, JSON.parse(JSON.stringify(Object.fromEntries(lists)))];
    }),
  );
}

const file = fc.record({
  dataset: fc.constantFrom(...datasets),
  run: fc.integer({ min: 367_001, max: 367_012 }),
  configs: fc.array(fc.oneof(fc.integer(), fc.constantFrom('missing' as const, 'not computed' as const)), {
    minLength: 3,
    maxLength: 3,
  }),
});
const files = fc.uniqueArray(file, { selector: ({ dataset, run }) => `${dataset} ${run}`, maxLength: 15 });
const members = fc.uniqueArray(fc.constantFrom(...datasets), { minLength: 1 });

describe('a chain of datasets', () => {
  it('has of each run the points of the first member that has it, whatever is stored in which order', async () => {
    await fc.assert(
      fc.asyncProperty(files, members, async (stored, order) => {
        await clear();
        await storeChains(test.database, [chainOf('Chain', ...order)]);
        for (const each of stored) {
          await store(each);
          await columnsOf(await chainId('Chain')); // what is cached becomes stale with the next file
        }
        const chain = await chainId('Chain');
        const memberOf = new Map<number, Name>();
        for (const name of order)
          for (const { dataset, run } of stored) if (dataset === name && !memberOf.has(run)) memberOf.set(run, name);
        const { columns } = await findDatasetRuns(test.database, chain, {});
        const runs = [...memberOf.keys()].toSorted((a, b) => a - b);
        expect(columns.runs).toEqual(runs);
        expect(columns.members).toEqual(runs.map((run) => `${memberOf.get(run)}/PromptReco`));
        const own = new Map<Name, Awaited<ReturnType<typeof columnsOf>>>();
        for (const name of order) own.set(name, await columnsOf(await idOf(name)));
        const withData = stored.filter(({ dataset }) => order.includes(dataset));
        const found = await columnsOf(chain);
        expect(Object.keys(found)).toEqual(
          ['1', '2', '3'].filter((id) => withData.some(({ configs }) => typeof configs[Number(id) - 1] === 'number')),
        );
        for (const [config, lists] of Object.entries(found)) {
          const expected = stored
            .filter(({ dataset, run }) => memberOf.get(run) === dataset)
            .filter(({ configs }) => configs[Number(config) - 1] !== 'not computed')
            .toSorted((a, b) => a.run - b.run);
          expect(lists['runs']).toEqual(expected.map(({ run }) => run));
          expect(lists['values']).toEqual(
            expected.map(({ configs }) => {
              const outcome = configs[Number(config) - 1];
              return typeof outcome === 'number' ? outcome : null;
            }),
          );
        }
      }),
      { numRuns: 40 },
    );
  });

  it('of one member equals the member: runs, columns, files and exported points', async () => {
    await fc.assert(
      fc.asyncProperty(files, fc.constantFrom(...datasets), async (stored, name) => {
        await clear();
        await storeChains(test.database, [chainOf('Chain', name)]);
        for (const each of stored) await store(each);
        const [chain, own] = [await chainId('Chain'), await idOf(name)];
        expect(await selectRuns(test.database, chain, {})).toEqual(await selectRuns(test.database, own, {}));
        expect(await columnsOf(chain)).toEqual(await columnsOf(own));
        expect(await latestFilesOf(test.database, chain, 5)).toEqual(await latestFilesOf(test.database, own, 5));
        const { columns, ...counts } = await findDatasetRuns(test.database, chain, { from: 367_004, latest: 3 });
        const ofOwn = await findDatasetRuns(test.database, own, { from: 367_004, latest: 3 });
        expect({ ...counts, columns: { ...columns, members: [] }, datasetId: own }).toEqual({
          ...ofOwn,
          columns: { ...ofOwn.columns, members: [] },
        });
        expect(await exported('Chain', chainProcessing)).toEqual(await exported(name, 'PromptReco'));
      }),
      { numRuns: 25 },
    );
  });

  async function exported(primaryDataset: string, processing: string): Promise<unknown[]> {
    const plan = await planExport(test.database, { primaryDataset, processing, select: {} });
    const rows: unknown[] = [];
    for await (const { trends, blocks } of exportedBlocks(test.database, plan))
      for (const { run, values } of blocks)
        for (const [index, trend] of trends.entries())
          rows.push([trend.primaryDataset, trend.config, run, values[index]]);
    return rows;
  }

  it('is listed after the datasets with its members, runs and trends; it is not copied', async () => {
    await store({ dataset: 'Old', run: 367_001, configs: [1, 2, 'missing'] });
    await store({ dataset: 'New', run: 367_002, configs: [3, 'missing', 4] });
    await store({ dataset: 'Express', run: 367_002, configs: [5, 5, 5] });
    await storeChains(test.database, [chainOf('Empty', 'Express'), chainOf('Both', 'Old', 'New')]);
    const found = await findDatasets(test.database, 'Tracker');
    expect(found.slice(0, 3).map(({ primaryDataset }) => primaryDataset)).toEqual(['Express', 'New', 'Old']);
    expect(found.slice(3)).toMatchObject([
      { primaryDataset: 'Both', processing: 'chain', runCount: 2, firstRun: 367_001, lastRun: 367_002, trendCount: 3 },
      { primaryDataset: 'Empty', members: ['Express/PromptReco'] },
    ]);
    expect(found.at(-2)?.members).toEqual(['Old/PromptReco', 'New/PromptReco']);
    // Of all datasets: each point once.
    const plan = await planExport(test.database, { subsystem: 'Tracker' });
    expect(plan.datasets.length).toBe(3);
    expect(await exported('Both', chainProcessing)).toEqual([
      ['New', 'a', 367_002, 3],
      ['New', 'c', 367_002, 4],
      ['Old', 'a', 367_001, 1],
      ['Old', 'b', 367_001, 2],
    ]);
  });

  it('has the files, neighbours, changes and references of its members', async () => {
    await store({ dataset: 'Old', run: 367_001, configs: [1, 1, 1] });
    await store({ dataset: 'Old', run: 367_003, configs: [1, 1, 1] });
    const path = await store({ dataset: 'New', run: 367_005, configs: [2, 2, 2] });
    await store({ dataset: 'New', run: 367_003, configs: [9, 9, 9] });
    await storeChains(test.database, [chainOf('Both', 'Old', 'New')]);
    const chain = await chainId('Both');
    const [trend] = await findTrends(test.database, chain, { subsystem: 'Tracker', names: ['b'] });
    if (!trend) throw new Error('no trend');
    expect(await findTrend(test.database, trend.id)).toEqual({ id: trend.id, configId: 2, datasetId: chain });
    expect(await findTrendNames(test.database, trend.id)).toEqual({ subsystem: 'Tracker', name: 'b' });
    const provenance = await findProvenance(test.database, trend.id, 367_005);
    expect(provenance).toMatchObject({ file: path, value: 2, datasetId: await idOf('New') });
    expect((await findProvenance(test.database, trend.id, 367_003))?.value).toBe(1);
    expect(await findProvenance(test.database, trend.id, 367_002)).toBeUndefined();
    expect(await neighbouringRun(test.database, chain, 367_003, 'next')).toBe(367_005);
    await test.database.dataSource.query('UPDATE run SET significant = true');
    expect(await findReferenceRun(test.database, trend.id, 367_005, 'PREVIOUS_SIGNIFICANT')).toBe(367_003);
    const selection = { primaryDataset: 'Both', processing: chainProcessing };
    const readable = await findReadableFile(test.database, { ...selection, run: 367_005 });
    expect(await latestFilesOf(test.database, chain, 1)).toMatchObject([{ path, run: 367_005 }]);
    expect(readable).toBe((await selectRuns(test.database, chain, { numbers: [367_005] }))[0]?.fileId);
    const [changes] = await findRunChanges(test.database, [{ ...selection, run: 367_005 }]);
    expect(changes?.previousRun).toBe(367_003);
  });

  it('keeps its ID and those of its trends when members change, and writes nothing when they do not', async () => {
    await store({ dataset: 'Old', run: 367_001, configs: [1, 1, 1] });
    await store({ dataset: 'New', run: 367_001, configs: [2, 2, 2] });
    await storeChains(test.database, [chainOf('First', 'Old'), chainOf('Both', 'Old', 'New')]);
    const chain = await chainId('Both');
    const trends = await findTrends(test.database, chain, { subsystem: 'Tracker' });
    const versions = () =>
      test.database.dataSource.query('SELECT chain_id, position, xmin FROM chain_member ORDER BY 1, 2');
    const before = await versions();
    await storeChains(test.database, [chainOf('Both', 'Old', 'New'), chainOf('First', 'Old')]);
    expect(await versions()).toEqual(before);
    await storeChains(test.database, [chainOf('Both', 'New', 'Old')]);
    expect(await chainId('Both')).toBe(chain);
    expect(await chainId('First')).toBe(0);
    expect(await findTrends(test.database, chain, { subsystem: 'Tracker' })).toEqual(trends);
    expect((await columnsOf(chain))[1]?.['values']).toEqual([2]);
  });

  it('is compared with the datasets: names that they have, and members without files', async () => {
    await store({ dataset: 'Old', run: 367_001, configs: [1, 1, 1] });
    const chains = [
      chainOf('old', 'Express'),
      { name: 'x', members: [{ primaryDataset: 'Oldd', processing: 'PromptReco' }] },
    ];
    expect(await checkChains(test.database, chains)).toMatchObject([
      { isTaken: true, without: [{ similar: [] }] },
      { isTaken: false, without: [{ member: { primaryDataset: 'Oldd' }, similar: ['Old/PromptReco'] }] },
    ]);
  });
});
