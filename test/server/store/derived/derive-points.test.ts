import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failure, type Result, value } from '../../../../metrics/metric.ts';
import type { Formula } from '../../../../server/plan/formula/formula.ts';
import type { ConfigSection } from '../../../../server/plan/plan.ts';
import { parseFileName } from '../../../../server/scan/file-name.ts';
import { synchronizeConfigs } from '../../../../server/store/configs/sync-configs.ts';
import { deriveNewTrends } from '../../../../server/store/derived/derive-points.ts';
import { recordFound } from '../../../../server/store/files/files.ts';
import { storeExtraction } from '../../../../server/store/points.ts';
import { storeOms } from '../../../../server/store/runs/run-services.ts';
import type { OmsRun } from '../../../../server/enrich/oms.ts';
import { freshDatabase, type TestDatabase } from '../../../database.ts';
import { configsOf, sectionOf } from '../sections.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await freshDatabase();
});
afterAll(() => test.drop());
beforeEach(async () => {
  await test.database.dataSource.query(
    'TRUNCATE point, trend, file, run, dataset, config, config_revision RESTART IDENTITY CASCADE',
  );
});

const run = 365850;

function derived(name: string, expression: string, correlation: Formula['correlation'] = 0): ConfigSection {
  const { expression: _metric, ...section } = sectionOf({ name });
  const formula = { expression, correlation };
  return { ...section, computation: { metric: expression, metricRevision: 1, paths: { main: [] }, formula } };
}

const plots = [{ name: 'a' }, { name: 'b' }];

/** Synchronizes the plots a (1) and b (2) and these derived trends. */
async function synchronize(...sections: readonly ConfigSection[]): Promise<void> {
  await synchronizeConfigs(test.database, configsOf(...plots, ...sections));
  await deriveNewTrends(test.database, new AbortController().signal);
}

async function found(processing: string, number = run, version = 1): Promise<number> {
  const name = `DQM_V000${version}_R000${number}__ZeroBias__Run2023C-${processing}-v1__DQMIO.root`;
  const parsed = parseFileName(name);
  if (!parsed) throw new Error(name);
  const [file] = await recordFound(test.database, [{ path: name, ...parsed }]);
  return file?.id ?? 0;
}

/** Stores points of a and b of a file; one that is not given is missing in it. */
function store(fileId: number, results: Readonly<Record<string, Result>>, entries = 100): Promise<unknown> {
  const ids: Readonly<Record<string, number>> = { a: 1, b: 2 };
  const points = Object.entries(results).map(([name, result], index) => ({
    configId: ids[name] ?? 0,
    revision: 1,
    result,
    entries: entries + index,
  }));
  return storeExtraction(test.database, {
    fileId,
    size: 5,
    modifiedAt: new Date(0),
    software: { release: null, globalTag: null },
    points,
    computed: [1, 2],
    missing: Object.keys(ids).flatMap((name) => (name in results ? [] : (ids[name] ?? []))),
  });
}

const query = <T>(sql: string): Promise<T[]> => test.database.dataSource.query(sql);

/** The points of derived trends: `name PROCESSING RUN: VALUE ± ERROR`, or the reason. */
async function points(): Promise<string[]> {
  const rows = await query<{ text: string }>(
    `SELECT concat(name, ' ', processing, ' ', run_number - ${run}, ': ', coalesce(value || ' ± ' || error_high, failure || ' ' || reason)) AS text
     FROM point JOIN trend ON trend.id = trend_id JOIN config ON config.id = config_id JOIN dataset ON dataset.id = dataset_id
     WHERE formula IS NOT NULL ORDER BY 1`,
  );
  return rows.map(({ text }) => text);
}

const fileVersion = async (id: number): Promise<string | undefined> =>
  (await query<{ version: string }>(`SELECT xmin::text AS version FROM file WHERE id = ${id}`))[0]?.version;

describe('the points of a derived trend', () => {
  it('are stored with those of a file, with the least entries of the inputs', async () => {
    await synchronize(derived('ratio', '${a} / ${b}'));
    await store(await found('PromptReco'), { a: value(6, 3), b: value(2, 0) });
    expect(await points()).toEqual(['ratio PromptReco 0: 3 ± 1.5']);
    expect(
      await query(
        'SELECT point.entries, point.revision, file_id, has_data FROM point JOIN trend ON trend.id = trend_id WHERE config_id = 3',
      ),
    ).toEqual([{ entries: 100, revision: 1, file_id: 1, has_data: true }]);
  });

  it('are stored for all runs where the trend is new or its expression changes, with its revision', async () => {
    await synchronize();
    for (const [number, a] of [
      [run, 2],
      [run + 1, 4],
    ] as const)
      await store(await found('PromptReco', number), { a: value(a), b: value(1) });
    await synchronize(derived('ratio', '${a} / ${b}'));
    expect(await points()).toEqual(['ratio PromptReco 0: 2 ± 0', 'ratio PromptReco 1: 4 ± 0']);
    await synchronize(derived('ratio', '${a} * 2'));
    expect(await points()).toEqual(['ratio PromptReco 0: 4 ± 0', 'ratio PromptReco 1: 8 ± 0']);
    expect(
      await query('SELECT DISTINCT point.revision FROM point JOIN trend ON trend.id = trend_id WHERE config_id = 3'),
    ).toEqual([{ revision: 2 }]);
  });

  it('follow another dataset, whichever is stored first, and make its cached points stale', async () => {
    await synchronize(derived('shift', '${a} - ${PromptReco:a}'));
    const rereco = await found('ReReco');
    await store(rereco, { a: value(5), b: value(1) });
    expect(await points()).toEqual([
      'shift ReReco 0: NO_DATA PromptReco:a: ZeroBias/PromptReco has no file of the run',
    ]);
    const before = await fileVersion(rereco);
    await store(await found('PromptReco'), { a: value(3), b: value(1) });
    expect(await points()).toEqual(['shift ReReco 0: 2 ± 0']);
    expect(await fileVersion(rereco)).not.toBe(before);
  });

  it('follow two files of a run that are stored at the same time', async () => {
    await synchronize(derived('shift', '${a} - ${PromptReco:a}'));
    const files = [await found('ReReco'), await found('PromptReco')] as const;
    await Promise.all([store(files[0], { a: value(5) }), store(files[1], { a: value(3) })]);
    expect(await points()).toEqual(['shift ReReco 0: 2 ± 0']);
  });

  it('follow a better file of the same run, and are removed with their inputs', async () => {
    await synchronize(derived('twice', '${a} * 2'), derived('more', '${twice} + 1'));
    await store(await found('PromptReco'), { a: value(1), b: value(1) });
    await store(await found('PromptReco', run, 2), { a: value(2), b: value(1) });
    expect(await points()).toEqual(['more PromptReco 0: 5 ± 0', 'twice PromptReco 0: 4 ± 0']);
    await store(await found('PromptReco', run, 3), { b: value(1) });
    expect(await points()).toEqual([]);
    expect(await query('SELECT missing FROM file WHERE id = 3')).toEqual([{ missing: [1, 3, 4] }]);
    expect(await query('SELECT has_data FROM trend WHERE config_id > 2')).toEqual([
      { has_data: false },
      { has_data: false },
    ]);
  });

  it('follow a luminosity that OMS answers later, and write nothing where it stays', async () => {
    await synchronize(derived('rate', '${a} / recordedLumi'), derived('twice', '${a} * 2'));
    const file = await found('PromptReco');
    await store(file, { a: value(6, 3), b: value(1) });
    expect(await points()).toEqual([
      'rate PromptReco 0: NO_DATA recordedLumi of the run is not known',
      'twice PromptReco 0: 12 ± 6',
    ]);
    const answer = (recordedLumi: number) => new Map([[run, { raw: {}, recordedLumi } as unknown as OmsRun]]);
    await storeOms(test.database, [run], answer(3), () => undefined);
    expect(await points()).toEqual(['rate PromptReco 0: 2 ± 1', 'twice PromptReco 0: 12 ± 6']);
    const before = await fileVersion(file);
    await storeOms(test.database, [run], answer(3), () => undefined);
    expect(await fileVersion(file)).toBe(before);
    await storeOms(test.database, [run], answer(2), () => undefined);
    expect(await points()).toEqual(['rate PromptReco 0: 3 ± 1.5', 'twice PromptReco 0: 12 ± 6']);
  });

  it('are gaps with the reason of the input, and missing where no ME of an input is in the file', async () => {
    await synchronize(derived('ratio', '${a} / ${b}'));
    await store(await found('PromptReco', run), { a: value(1), b: value(0) });
    await store(await found('PromptReco', run + 1), { a: failure('FIT_FAILED', 'no convergence'), b: value(1) });
    await store(await found('PromptReco', run + 2), { b: value(1) });
    await store(await found('PromptReco', run + 3), {});
    expect(await points()).toEqual([
      'ratio PromptReco 0: NO_DATA the denominator ${b} is 0',
      'ratio PromptReco 1: FIT_FAILED a: no convergence',
      'ratio PromptReco 2: MISSING_HISTOGRAM a: ME not found in the file',
    ]);
    expect(await query('SELECT missing FROM file ORDER BY id DESC LIMIT 1')).toEqual([{ missing: [1, 2, 3] }]);
  });

  it('stay and follow their inputs where the config is removed, but none are added', async () => {
    await synchronize(derived('twice', '${a} * 2'));
    await store(await found('PromptReco'), { a: value(1), b: value(1) });
    await synchronize();
    await store(await found('PromptReco', run, 2), { a: value(3), b: value(1) });
    await store(await found('PromptReco', run + 1), { a: value(9), b: value(1) });
    expect(await points()).toEqual(['twice PromptReco 0: 6 ± 0']);
    await synchronize(derived('twice', '${a} * 2'));
    expect(await points()).toEqual(['twice PromptReco 0: 6 ± 0', 'twice PromptReco 1: 18 ± 0']);
  });
});
