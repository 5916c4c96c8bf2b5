import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { value } from '../../../../metrics/metric.ts';
import { parseFileName } from '../../../../server/scan/file-name.ts';
import { synchronizeConfigs } from '../../../../server/store/configs/sync-configs.ts';
import { findDatasetId } from '../../../../server/store/datasets.ts';
import { recordFailure, recordFound } from '../../../../server/store/files/files.ts';
import { storeExtraction } from '../../../../server/store/points.ts';
import { type ChangesRequest, findDatasetChanges, findRunChanges } from '../../../../server/store/runs/run-changes.ts';
import { freshDatabase, type TestDatabase } from '../../../database.ts';
import { configsOf } from '../sections.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await freshDatabase();
  await synchronizeConfigs(test.database, configsOf({ name: 'a' }, { name: 'b' }, { name: 'c' }));
  const metric = 'basic.BinCount()';
  await synchronizeConfigs(test.database, configsOf({ name: 'a', metric }, { name: 'b', metric }, { name: 'c' }));
});
afterAll(() => test.drop());
beforeEach(async () => {
  await test.database.dataSource.query('TRUNCATE point, trend, file, run, dataset RESTART IDENTITY CASCADE');
});

const [a, b, c] = [1, 2, 3] as const; // the configs' ids; a and b have a second revision

interface Given {
  readonly dataset?: string;
  readonly era?: string;
  readonly processing?: string;
  readonly version?: number;
  readonly release?: string;
  readonly globalTag?: string;
  /** Revisions of the points, by config. */
  readonly revisions?: Readonly<Record<number, number>>;
}

async function found(
  run: number,
  { dataset = 'ZeroBias', era = 'Run2024C', processing = 'PromptReco-v1', version = 1 }: Given,
) {
  const name = `DQM_V000${version}_R000${run}__${dataset}__${era}-${processing}__DQMIO.root`;
  const parsed = parseFileName(name);
  if (!parsed) throw new Error(name);
  const [file] = await recordFound(test.database, [{ path: name, ...parsed }]);
  return file?.id ?? 0;
}

async function extracted(run: number, given: Given = {}): Promise<void> {
  const { release = null, globalTag = null, revisions = {} } = given;
  const points = Object.entries(revisions).map(([id, revision]) => ({
    configId: Number(id),
    revision,
    result: value(1),
    entries: 10,
  }));
  await storeExtraction(test.database, {
    fileId: await found(run, given),
    size: 5,
    modifiedAt: new Date(0),
    software: { release, globalTag },
    points,
    missing: [],
    computed: points.map(({ configId }) => configId),
  });
}

const known = (run: number, columns: string): Promise<unknown> =>
  test.database.dataSource.query(`UPDATE run SET ${columns} WHERE number = $1`, [run]);

const changesAt = async (request: ChangesRequest) => (await findRunChanges(test.database, [request]))[0];
const change = (quantity: string, before: string, after: string, configIds: number[] = []) => ({
  quantity,
  before,
  after,
  configIds,
});

describe('findRunChanges', () => {
  it('returns null without a file of the run, or of an earlier one', async () => {
    await extracted(380_001);
    await extracted(380_001, { dataset: 'Muon0' });
    await extracted(380_002);
    await found(380_003, {});
    expect(await findRunChanges(test.database, [])).toEqual([]);
    expect(await changesAt({ run: 380_001 })).toBeNull();
    expect(await changesAt({ run: 380_002 })).toEqual({ previousRun: 380_001, items: [] });
    expect(await changesAt({ run: 380_002, primaryDataset: 'Muon0' })).toBeNull();
    expect(await changesAt({ run: 380_002, processing: '19Dec2023' })).toBeNull();
    expect(await changesAt({ run: 380_003 })).toBeNull();
    expect(await changesAt({ run: 390_000 })).toBeNull();
  });

  it('lists what differs, in the order of the quantities', async () => {
    await extracted(380_001, { release: 'CMSSW_14_0_6', globalTag: '140X_v1', revisions: { [a]: 1 } });
    await known(380_001, `fill = 9500, injection_scheme = '25ns_A', b_field = 3.8, l1_key = 'l1/1', hlt_key = 'hlt/1'`);
    await extracted(380_002, {
      era: 'Run2024D',
      processing: 'PromptReco-v2',
      version: 2,
      release: 'CMSSW_14_0_7',
      globalTag: '140X_v2',
      revisions: { [a]: 2 },
    });
    await known(
      380_002,
      `fill = 9501, injection_scheme = '25ns_B', b_field = 0.018, l1_key = 'l1/2', hlt_key = 'hlt/2'`,
    );
    expect(await changesAt({ run: 380_002, primaryDataset: 'ZeroBias', processing: 'PromptReco' })).toEqual({
      previousRun: 380_001,
      items: [
        change('fill', '9500', '9501'),
        change('injectionScheme', '25ns_A', '25ns_B'),
        change('bField', '3.8', '0.02'),
        change('l1Key', 'l1/1', 'l1/2'),
        change('hltKey', 'hlt/1', 'hlt/2'),
        change('era', 'Run2024C', 'Run2024D'),
        change('processingVersion', '1', '2'),
        change('fileVersion', '1', '2'),
        change('release', 'CMSSW_14_0_6', 'CMSSW_14_0_7'),
        change('globalTag', '140X_v1', '140X_v2'),
        change('configRevision', '1', '2', [a]),
      ],
    });
  });

  it('compares neither unknown values nor the noise of the magnetic field', async () => {
    const fields = [3.8001, 3.8002, 3.84, 3.9, null, 0];
    for (const [index, field] of fields.entries()) {
      const run = 380_001 + index;
      await extracted(run, index === 1 ? { release: 'CMSSW_14_0_6', globalTag: '140X_v1' } : {});
      await known(run, `b_field = ${field}, hlt_key = ${index === 2 ? `'hlt/1'` : 'NULL'}`);
    }
    const runs = fields.map((_, index) => ({ run: 380_001 + index }));
    const found = await findRunChanges(test.database, runs);
    expect(found.map((each) => each?.items)).toEqual([undefined, [], [], [change('bField', '3.84', '3.9')], [], []]);
  });

  it('compares with the latest earlier run that has an extracted file of the dataset', async () => {
    await extracted(380_001, { release: 'CMSSW_14_0_5' });
    await known(380_001, 'fill = 1');
    await recordFailure(test.database, await found(380_002, {}), {
      reason: 'truncated',
      size: 3,
      modifiedAt: new Date(0),
      nextAttemptAt: null,
    });
    await known(380_002, 'fill = 2');
    await extracted(380_003, { dataset: 'Muon0', release: 'CMSSW_14_0_6' });
    await extracted(380_003, { processing: '19Dec2023-v1', release: 'CMSSW_13_0_0' });
    await known(380_003, 'fill = 3');
    await extracted(380_004, { release: 'CMSSW_14_0_7' });
    await known(380_004, 'fill = 4');
    await extracted(380_005);
    expect(await changesAt({ run: 380_004 })).toEqual({
      previousRun: 380_001,
      items: [change('fill', '1', '4'), change('release', 'CMSSW_14_0_5', 'CMSSW_14_0_7')],
    });
  });

  it('lists equal changes of several datasets once, and only those of the selected datasets', async () => {
    for (const dataset of ['ZeroBias', 'Muon0', 'Cosmics'])
      await extracted(380_001, { dataset, release: 'CMSSW_14_0_6' });
    await known(380_001, 'fill = 1');
    await extracted(380_002, { dataset: 'Cosmics', release: 'CMSSW_14_0_6' });
    await known(380_002, 'fill = 2');
    for (const dataset of ['ZeroBias', 'Muon0']) await extracted(380_003, { dataset, release: 'CMSSW_14_0_7' });
    await extracted(380_003, { dataset: 'Cosmics', release: 'CMSSW_14_0_8' });
    await known(380_003, 'fill = 3');
    const software = change('release', 'CMSSW_14_0_6', 'CMSSW_14_0_7');
    const ofCosmics = {
      previousRun: 380_002,
      items: [change('fill', '2', '3'), change('release', 'CMSSW_14_0_6', 'CMSSW_14_0_8')],
    };
    const ofMuon = { previousRun: 380_001, items: [change('fill', '1', '3'), software] };
    // What comes from OMS is compared with the latest of the earlier runs.
    const all = await changesAt({ run: 380_003 });
    expect(all).toEqual({ previousRun: 380_002, items: [...ofCosmics.items, software] });
    const cosmics = (await findDatasetId(test.database, 'Cosmics', 'PromptReco')) ?? 0;
    expect(
      await findRunChanges(test.database, [
        { run: 380_003, primaryDataset: 'Muon0' },
        { run: 380_003, datasetIds: [cosmics] },
        { run: 380_003, datasetIds: [] },
        { run: 380_003 },
      ]),
    ).toEqual([ofMuon, ofCosmics, null, all]);
  });

  it('compares the revisions that computed the points, so that recomputed ones have not changed', async () => {
    await extracted(380_001, { revisions: { [a]: 1, [b]: 1, [c]: 1 } });
    await extracted(380_001, { dataset: 'Muon0', revisions: { [a]: 1, [b]: 2 } });
    await extracted(380_002, { revisions: { [a]: 2, [b]: 2, [c]: 1 } });
    await extracted(380_002, { dataset: 'Muon0', revisions: { [a]: 2, [b]: 1, [c]: 1 } });
    expect((await changesAt({ run: 380_002 }))?.items).toEqual([
      change('configRevision', '1', '2', [a, b]),
      change('configRevision', '2', '1', [b]),
    ]);
    await extracted(380_001, { revisions: { [a]: 2 } });
    expect((await changesAt({ run: 380_002, primaryDataset: 'ZeroBias' }))?.items).toEqual([
      change('configRevision', '1', '2', [b]),
    ]);
  });
});

describe('findDatasetChanges', () => {
  const changesIn = async (runs: readonly number[]): Promise<string[]> => {
    const dataset = (await findDatasetId(test.database, 'ZeroBias', 'PromptReco')) ?? 0;
    const changes = await findDatasetChanges(test.database, dataset, runs);
    return changes.map(({ run, quantity, before, after }) => `${run} ${quantity}: ${before} > ${after}`);
  };

  it('compares each selected run with the last one whose value is known', async () => {
    await extracted(1, { release: 'A', globalTag: 'G' });
    await extracted(2, {});
    await extracted(3, { release: 'B', globalTag: 'G' });
    await extracted(4, { release: 'B', globalTag: 'H' });
    await extracted(4, { release: 'Z', dataset: 'Muon0' });
    await extracted(5, { release: 'C', globalTag: 'H' });
    await known(1, "hlt_key = 'a', l1_key = 'x'");
    await known(4, "hlt_key = 'b', injection_scheme = 's'");
    expect(await changesIn([1, 2, 3, 4, 5])).toEqual([
      '3 release: A > B',
      '4 globalTag: G > H',
      '4 hltKey: a > b',
      '5 release: B > C',
    ]);
    expect(await changesIn([2, 4, 5])).toEqual(['5 release: B > C']);
    expect(await changesIn([])).toEqual([]);
  });

  it('ignores the noise of the magnetic field, but not its drift', async () => {
    for (const [index, field] of [3.8, 3.81, 3.79, 0, 0.03, 0.06].entries()) {
      await extracted(index + 1);
      await known(index + 1, `b_field = ${field}`);
    }
    expect(await changesIn([1, 2, 3, 4, 5, 6])).toEqual(['4 bField: 3.8 > 0', '6 bField: 0 > 0.06']);
  });
});
