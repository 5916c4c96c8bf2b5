import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failure, type Result, value } from '../../../metrics/metric.ts';
import { parseFileName } from '../../../server/scan/file-name.ts';
import { synchronizeConfigs } from '../../../server/store/configs/sync-configs.ts';
import { findFile, knownFiles, recordFailure, recordFound } from '../../../server/store/files/files.ts';
import { type Extraction, storeExtraction } from '../../../server/store/points.ts';
import { freshDatabase, type TestDatabase } from '../../database.ts';
import { configsOf } from './sections.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await freshDatabase();
  await synchronizeConfigs(test.database, configsOf({ name: 'a' }, { name: 'b' }, { name: 'c' }));
});
afterAll(() => test.drop());
beforeEach(async () => {
  await test.database.dataSource.query('TRUNCATE point, trend, file, run, dataset RESTART IDENTITY CASCADE');
});

const [a, b, c] = [1, 2, 3] as const; // the configs' ids, in their order

async function found(version: number, run = 365850, processingVersion = 1): Promise<number> {
  const name = `DQM_V000${version}_R000${run}__ZeroBias__Run2023C-PromptReco-v${processingVersion}__DQMIO.root`;
  const parsed = parseFileName(name);
  if (!parsed) throw new Error(name);
  const [file] = await recordFound(test.database, [{ path: name, ...parsed }]);
  return file?.id ?? 0;
}

function store(fileId: number, results: Record<number, Result>, more: Partial<Extraction> = {}) {
  const points = Object.entries(results).map(([id, result]) => ({
    configId: Number(id),
    revision: 1,
    result,
    entries: 10,
  }));
  const computed = [a, b, c];
  const missing = computed.filter((id) => !(id in results));
  return storeExtraction(test.database, {
    fileId,
    size: 5,
    modifiedAt: new Date(0),
    software: { release: null, globalTag: null },
    points,
    missing,
    computed,
    ...more,
  });
}

async function content() {
  const query = (sql: string): Promise<Record<string, unknown>[]> => test.database.dataSource.query(sql);
  return {
    points: await query(
      `SELECT config_id AS config, run_number AS run, value, error_low AS low, error_high AS high, failure, revision, file_id AS file
       FROM point JOIN trend ON trend.id = trend_id ORDER BY config_id, run_number`,
    ),
    files: await query('SELECT id, state, missing FROM file ORDER BY id'),
    trends: await query('SELECT config_id AS config, has_data AS data FROM trend ORDER BY config_id'),
  };
}

describe('storeExtraction', () => {
  it('stores what a file may contain and PostgreSQL or JSON refuses: numbers of entries that are none, NUL in a reason', async () => {
    const file = await found(1);
    const points = [Number.NaN, Infinity, -Infinity].map((entries, index) => ({
      configId: index + 1,
      revision: 1,
      result: failure('NO_DATA', 'a\0b\ud800'),
      entries,
    }));
    await storeExtraction(test.database, {
      fileId: file,
      size: 5,
      modifiedAt: new Date(0),
      software: { release: null, globalTag: null },
      missing: [],
      points,
      computed: [a, b, c],
    });
    const stored = await test.database.dataSource.query('SELECT DISTINCT entries, reason FROM point');
    expect(stored).toEqual([{ entries: null, reason: 'a\ufffdb\ufffd' }]);
    await recordFailure(test.database, file, { reason: 'a\0b', size: 5, modifiedAt: new Date(0), nextAttemptAt: null });
    expect(await test.database.dataSource.query('SELECT reason FROM file')).toEqual([{ reason: 'a\ufffdb' }]);
  });

  it('stores values, failures and missing MEs of a file', async () => {
    const file = await found(1);
    expect(await store(file, { [a]: value(1.5, { low: 0.1, high: 0.2 }), [b]: failure('NO_DATA', 'empty') })).toEqual({
      superseded: false,
    });
    expect(await content()).toEqual({
      points: [
        { config: a, run: 365850, value: 1.5, low: 0.1, high: 0.2, failure: null, revision: 1, file },
        { config: b, run: 365850, value: null, low: null, high: null, failure: 'NO_DATA', revision: 1, file },
      ],
      files: [{ id: file, state: 'extracted', missing: [c] }],
      trends: [
        { config: a, data: true },
        { config: b, data: false },
      ],
    });
  });

  it('stores the software of the file, and that of the file which was read last', async () => {
    const file = await found(1);
    const software = async () =>
      test.database.dataSource.query('SELECT release, global_tag AS "globalTag" FROM file WHERE id = $1', [file]);
    await store(file, { [a]: value(1) });
    expect(await software()).toEqual([{ release: null, globalTag: null }]);
    const known = { release: 'CMSSW_14_0_7', globalTag: '140X_dataRun3_Prompt_v2' };
    await store(file, { [a]: value(1) }, { software: known, computed: [a], missing: [] });
    expect(await software()).toEqual([known]);
  });

  it('is idempotent', async () => {
    const file = await found(1);
    await store(file, { [a]: value(1), [b]: failure('NO_DATA', 'empty') });
    const once = await content();
    await store(file, { [a]: value(1), [b]: failure('NO_DATA', 'empty') });
    expect(await content()).toEqual(once);
  });

  it('replaces an older version by a newer one, even without one of its MEs', async () => {
    const [old, newer] = [await found(1), await found(2)];
    await store(old, { [a]: value(1), [b]: value(2) });
    await store(newer, { [a]: value(10) });
    const { points, files, trends } = await content();
    expect(points).toMatchObject([{ config: a, value: 10, file: newer }]);
    expect(files).toEqual([
      { id: old, state: 'superseded', missing: [c] },
      { id: newer, state: 'extracted', missing: [b, c] },
    ]);
    expect(trends).toEqual([
      { config: a, data: true },
      { config: b, data: false },
    ]);
  });

  it('never overwrites a newer file with an older one, in any order', async () => {
    const [reprocessed, old] = [await found(1, 365850, 2), await found(3, 365850, 1)];
    await store(reprocessed, { [a]: value(10) });
    expect(await store(old, { [a]: value(1), [b]: value(2) })).toEqual({ superseded: true });
    const { points, files } = await content();
    expect(points).toMatchObject([{ config: a, value: 10, file: reprocessed }]);
    expect(files).toMatchObject([{ state: 'extracted' }, { state: 'superseded' }]);
  });

  it('does not change the points of configs that were not computed', async () => {
    const [old, newer] = [await found(1), await found(2)];
    await store(old, { [a]: value(1), [b]: value(2) });
    await store(newer, { [a]: value(10) }, { computed: [a], missing: [] });
    expect((await content()).points).toMatchObject([
      { config: a, value: 10, file: newer },
      { config: b, value: 2, file: old },
    ]);
  });

  it('recomputes some configs of a file', async () => {
    const file = await found(1);
    await store(file, { [a]: value(1), [b]: value(2) });
    await store(file, { [c]: value(3) }, { computed: [b, c], missing: [b] });
    const { points, files } = await content();
    expect(points).toMatchObject([
      { config: a, value: 1 },
      { config: c, value: 3 },
    ]);
    expect(files).toMatchObject([{ missing: [b] }]);
  });

  it('stores nothing of a file if one point cannot be stored', async () => {
    const file = await found(1);
    const broken = { value: Number.NaN, errorLow: 0, errorHigh: 0 };
    await expect(store(file, { [a]: value(1), [b]: broken })).rejects.toThrow(/point_finite/);
    expect(await content()).toMatchObject({ points: [], trends: [], files: [{ state: 'found' }] });
  });

  it('stores many files of one dataset concurrently', async () => {
    const runs = Array.from({ length: 40 }, (_, index) => 365_900 + index);
    const files: number[] = [];
    for (const run of runs) files.push(await found(1, run), await found(2, run));
    await Promise.all(files.map((file, index) => store(file, { [a]: value(index % 2), [b]: failure('NO_DATA', 'x') })));
    const { points, files: states } = await content();
    expect(points.filter(({ config }) => config === a).map(({ value }) => value)).toEqual(runs.map(() => 1));
    expect(points).toHaveLength(80);
    expect(states.filter(({ state }) => state === 'superseded')).toHaveLength(40);
  });
});

describe('recordFailure', () => {
  it('stores the reason and counts attempts; an extraction resets both', async () => {
    const file = await found(1);
    const trouble = { reason: 'truncated', size: 3, modifiedAt: new Date(1), nextAttemptAt: new Date(5) };
    await recordFailure(test.database, file, trouble);
    await recordFailure(test.database, file, trouble);
    expect([...(await knownFiles(test.database)).values()]).toMatchObject([{ state: 'failed', attempts: 2, id: file }]);
    expect(await findFile(test.database, file)).toMatchObject({
      state: 'failed',
      attempts: 2,
      size: 3,
      nextAttemptAt: new Date(5),
      modifiedAt: new Date(1),
    });
    await store(file, {});
    expect([...(await knownFiles(test.database)).values()]).toEqual([{ state: 'extracted' }]);
    expect(await findFile(test.database, file)).toMatchObject({ state: 'extracted', attempts: 0, nextAttemptAt: null });
  });
});
