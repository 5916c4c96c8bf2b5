import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failure, value } from '../../../../../../metrics/metric.ts';
import { startServer, type WebServer } from '../../../../../../server/api/server.ts';
import { parseFileName } from '../../../../../../server/scan/file-name.ts';
import { synchronizeConfigs } from '../../../../../../server/store/configs/sync-configs.ts';
import { recordFound } from '../../../../../../server/store/files/files.ts';
import { storeExtraction } from '../../../../../../server/store/points.ts';
import { freshDatabase, type TestDatabase } from '../../../../../database.ts';
import { serverOptions } from '../../../../../integration/server-context.ts';
import { configsOf } from '../../../../store/sections.ts';

let test: TestDatabase;
let server: WebServer;

const configs = ['Same', 'Doubled', 'Huge', 'Prompt', 'Later'] as const;
const prompt = { primaryDataset: 'ZeroBias', processing: 'PromptReco' };
const reprocessed = { primaryDataset: 'ZeroBias', processing: '19Dec2023' };

beforeAll(async () => {
  test = await freshDatabase();
  await synchronizeConfigs(test.database, configsOf(...configs.map((name) => ({ name }))));
  for (let run = 100; run < 120; run += 1) {
    const era = run < 110 ? 'Run2023B' : 'Run2023C';
    await storeRun(run, `${era}-PromptReco`, { Same: run, Doubled: run, Huge: 1, Prompt: 5 });
    if (run >= 105)
      await storeRun(run, `${era}-19Dec2023`, {
        Same: run,
        Doubled: run === 118 ? null : 2 * run,
        Huge: run === 119 ? 1e300 : -1e-300,
        Later: 7,
      });
  }
  server = await startServer(serverOptions(test.database), '127.0.0.1', 0);
});
afterAll(async () => {
  await server.close();
  await test.drop();
});

/** Stores a file of a run with these values, null being a failure; Doubled has errors. */
async function storeRun(
  run: number,
  processing: string,
  values: Partial<Record<(typeof configs)[number], number | null>>,
): Promise<void> {
  const name = `DQM_V0001_R000000${run}__ZeroBias__${processing}-v1__DQMIO.root`;
  const parsed = parseFileName(name);
  if (!parsed) throw new Error(name);
  const [file] = await recordFound(test.database, [{ path: name, ...parsed }]);
  const points = Object.entries(values).map(([config, number]) => ({
    configId: configs.indexOf(config as (typeof configs)[number]) + 1,
    revision: 1,
    result:
      number === null
        ? failure('NO_DATA', 'it is empty')
        : value(number, config === 'Doubled' ? { low: 1, high: 3 } : { low: 0, high: 0 }),
    entries: 1,
  }));
  await storeExtraction(test.database, {
    fileId: file?.id ?? 0,
    size: 1,
    modifiedAt: new Date(0),
    software: { release: null, globalTag: null },
    computed: points.map(({ configId }) => configId),
    missing: [],
    points,
  });
}

interface Item {
  readonly name: string;
  readonly points?: { runs: number[]; values: (number | null)[]; errors: number[]; sides: (string | null)[] };
  readonly [figure: string]: unknown;
}
interface Comparison {
  readonly isPaired: boolean;
  readonly runsA: number;
  readonly runsB: number;
  readonly items: readonly Item[];
  readonly onlyA: readonly Item[];
  readonly onlyB: readonly Item[];
}

async function post(variables: object, items = figures) {
  const query = `query ($a: ComparedSide!, $b: ComparedSide!, $select: RunSelection, $names: [String!], $search: String) {
    compareTrends(subsystem: "Tracker", a: $a, b: $b, select: $select, names: $names, search: $search) {
      isPaired runsA runsB items { name ${items} } onlyA { name runs } onlyB { name runs }
    }
  }`;
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { a: prompt, b: reprocessed, ...variables } }),
  });
  return (await response.json()) as { data?: { compareTrends: Comparison }; errors?: { message: string }[] };
}
const figures = 'runsA runsB meanA meanB shift shiftError significance ratio ratioError shareBeyond';
async function compare(variables: object = {}, items = figures): Promise<Comparison> {
  const { data, errors } = await post(variables, items);
  if (!data) throw new Error(JSON.stringify(errors));
  return data.compareTrends;
}
const namesOf = (list: readonly Item[]): string[] => list.map(({ name }) => name);

describe('compareTrends', () => {
  it('compares two processings in their common runs, the most significant trends first', async () => {
    const found = await compare();
    expect(found).toMatchObject({ isPaired: true, runsA: 15, runsB: 15 });
    expect(namesOf(found.items)).toEqual(['Doubled', 'Huge', 'Same']);
    const [doubled, huge, same] = found.items;
    const runs = [...Array.from({ length: 13 }, (_, index) => 105 + index), 119];
    const mean = runs.reduce((sum, run) => sum + run, 0) / runs.length;
    expect(doubled).toMatchObject({ runsA: 14, runsB: 14, shareBeyond: 1 });
    expect(doubled?.['meanA']).toBeCloseTo(mean);
    expect(doubled?.['shift']).toBeCloseTo(mean);
    expect(doubled?.['ratio']).toBeCloseTo(2);
    expect(same).toMatchObject({ shift: 0, significance: 0, ratio: 1, shareBeyond: null });
    expect(huge).toMatchObject({ meanA: 1, ratio: null, shareBeyond: null });
    expect(huge?.['significance']).toBeCloseTo(1);
    expect(found.onlyA).toEqual([{ name: 'Prompt', runs: 15 }]);
    expect(found.onlyB).toEqual([{ name: 'Later', runs: 15 }]);
  });

  it('inverts with the sides swapped', async () => {
    const [there, back] = [await compare(), await compare({ a: reprocessed, b: prompt })];
    expect(namesOf(back.items)).toEqual(namesOf(there.items));
    expect(back.items[0]?.['significance']).toBeCloseTo(-Number(there.items[0]?.['significance']));
    expect(back.items[0]?.['ratio']).toBeCloseTo(0.5);
    expect([back.onlyA, back.onlyB]).toEqual([there.onlyB, there.onlyA]);
  });

  it('selects the latest of the common runs, and of those an era', async () => {
    const latest = { a: { ...prompt, era: 'Run2023B' }, names: ['Same'], select: { latest: 2 } };
    const { runsA, items } = await compare(latest, 'runsA points { runs values errors sides }');
    expect(runsA).toBe(2);
    expect(items).toEqual([
      { name: 'Same', runsA: 2, points: { runs: [108, 109], values: [1, 1], errors: [0, 0], sides: [null, null] } },
    ]);
    expect(await compare({ select: { from: 500 } })).toEqual({
      isPaired: true,
      runsA: 0,
      runsB: 0,
      items: [],
      onlyA: [],
      onlyB: [],
    });
  });

  it('compares two eras of a dataset in the runs of each', async () => {
    const [a, b] = ['Run2023B', 'Run2023C'].map((era) => ({ ...prompt, era }));
    const found = await compare({ a, b, search: 'doubled' }, `${figures} points { runs values sides }`);
    expect(found).toMatchObject({ isPaired: false, runsA: 10, runsB: 10 });
    const [item] = found.items;
    expect(item).toMatchObject({ name: 'Doubled', meanA: 104.5, meanB: 114.5, shift: 10, shareBeyond: 0.4 });
    expect(item?.['ratio']).toBeCloseTo(114.5 / 104.5);
    expect(item?.points?.sides.join('')).toBe('AAAAAAAAAABBBBBBBBBB');
    expect(item?.points?.values[0]).toBeCloseTo(100 / 104.5);
  });

  it('has nothing to compare of a side without data, and rejects too many points', async () => {
    const unknown = await compare({ b: { ...prompt, processing: 'Unknown' } });
    expect(unknown).toMatchObject({ runsA: 0, runsB: 0, items: [], onlyA: [] });
    const names = Array.from({ length: 9000 }, (_, index) => `Name${index}`);
    expect((await post({ names }, 'points { runs values errors sides }')).errors?.[0]?.message).toMatch(
      /^the request costs about/,
    );
  });
});

describe('its export', () => {
  const query = 'subsystem=Tracker&a=ZeroBias,PromptReco&b=ZeroBias,19Dec2023';

  it('has the same figures, and the trends that one side has at the end', async () => {
    const response = await fetch(`${server.url}/export/comparison.json?${query}&latest=all`);
    expect(response.headers.get('content-disposition')).toContain(
      'comparison_Tracker_ZeroBias_PromptReco_ZeroBias_19Dec2023.json',
    );
    const rows = (await response.json()) as Item[];
    const { items } = await compare();
    expect(rows.slice(0, 3)).toEqual(
      items.map(({ name, ...rest }) => ({ name, title: name, yTitle: 'unit', ...rest })),
    );
    expect(rows.slice(3)).toMatchObject([
      { name: 'Prompt', runsA: 15, runsB: 0, shift: null },
      { name: 'Later', runsA: 0, runsB: 15, shift: null },
    ]);
  });

  it('has a line of column names in CSV, and rejects what it does not know', async () => {
    const csv = await (await fetch(`${server.url}/export/comparison.csv?${query}&search=same`)).text();
    expect(csv).toMatch(
      /^name,title,yTitle,runsA,runsB,meanA,.*,shareBeyond\nSame,Same,unit,15,15,112,112,0,0,0,1,0,\n$/,
    );
    const failed = await fetch(`${server.url}/export/comparison.csv?${query.replace(',PromptReco', '')}`);
    expect([failed.status, await failed.text()]).toEqual([
      400,
      expect.stringContaining("a: 'ZeroBias' is not PRIMARY_DATASET,PROCESSING"),
    ]);
  });
});
