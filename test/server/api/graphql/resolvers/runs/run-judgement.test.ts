import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type WebServer } from '../../../../../../server/api/server.ts';
import { judge } from '../../../../../../server/jobs/judge.ts';
import type { Guidance } from '../../../../../../server/plan/plan.ts';
import { setBaseline } from '../../../../../../server/store/alarms/acknowledge.ts';
import { synchronizeConfigs } from '../../../../../../server/store/configs/sync-configs.ts';
import { freshDatabase, type TestDatabase } from '../../../../../database.ts';
import { serverOptions } from '../../../../../integration/server-context.ts';
import { Random } from '../../../../../random.ts';
import { configsOf, noGuidance } from '../../../../store/sections.ts';

let test: TestDatabase;
let server: WebServer;
const query = <Row>(sql: string, values: unknown[] = []): Promise<Row[]> => test.database.dataSource.query(sql, values);

const [firstRun, runs] = [365_000, 60];
const run = firstRun + runs - 1;

/** Noise around 50 with a standard deviation of 1, the same each time. */
const noise = new Random(7);
const normal = (): number => 50 + Array.from({ length: 12 }, () => noise.fraction()).reduce((a, b) => a + b) - 6;
const limit = (severity: 'warning' | 'error', max: number) => ({ severity, scope: null, min: null, max });

/** Configs with what is special about their values, by the index of the run. Null: a failure; undefined: the ME is missing. */
const configs: Record<
  string,
  { guidance?: Partial<Guidance>; valueAt?: (index: number) => number | null | undefined }
> = {
  quiet: {},
  stepping: { valueAt: (index) => normal() + (index >= 50 ? 20 : 0) },
  beyondError: {
    guidance: { limits: [limit('warning', 60), limit('error', 70)], alarms: [] },
    valueAt: (index) => (index === 59 ? 80 : normal()),
  },
  beyondWarning: {
    guidance: { limits: [limit('warning', 60), limit('error', 70)], alarms: [] },
    valueAt: (index) => (index === 59 ? 65 : normal()),
  },
  afterError: {
    guidance: { limits: [limit('error', 70)], alarms: ['limits'] },
    valueAt: (index) => (index === 57 || index === 59 ? 90 : normal()),
  },
  spiky: { valueAt: (index) => (index === 59 ? 90 : normal()) },
  unwatched: { guidance: { alarms: [] }, valueAt: (index) => (index === 59 ? 90 : normal()) },
  failed: { valueAt: (index) => (index === 59 ? null : normal()) },
  missing: { valueAt: (index) => (index === 59 ? undefined : normal()) },
  young: { valueAt: (index) => (index >= 57 ? normal() : undefined) },
  small: { guidance: { minEntries: 1000 } },
  drifting: { valueAt: (index) => normal() + 5 * index },
};

beforeAll(async () => {
  test = await freshDatabase();
  await synchronizeConfigs(
    test.database,
    configsOf(
      ...Object.entries(configs).map(([name, { guidance }], line) => ({
        name,
        subsystem: name === 'spiky' || name === 'missing' ? 'Pixel' : 'Tracker',
        guidance: { ...noGuidance, ...guidance },
        line,
      })),
    ),
  );
  await query(`
    INSERT INTO dataset (primary_dataset, processing) VALUES ('ZeroBias', 'PromptReco'), ('Cosmics', 'PromptReco');
    INSERT INTO run (number, significant) SELECT number, true FROM generate_series(${firstRun}, ${run}) AS number;
    INSERT INTO run (number, significant) VALUES (${run + 1}, false);
    INSERT INTO trend (config_id, dataset_id, has_data)
      SELECT config.id, dataset.id, true FROM config CROSS JOIN dataset WHERE primary_dataset = 'ZeroBias' OR config.name = 'quiet';
  `);
  const trends = await query<{ id: number; configId: number; name: string; datasetId: number }>(
    `SELECT trend.id, config_id AS "configId", name, dataset_id AS "datasetId" FROM trend JOIN config ON config.id = config_id ORDER BY trend.id`,
  );
  for (let index = 0; index <= runs; index += 1)
    for (const datasetId of [1, 2]) {
      const points = trends
        .filter((trend) => trend.datasetId === datasetId)
        .map(({ id, configId, name }) => ({ id, configId, value: (configs[name]?.valueAt ?? normal)(index) }));
      const missing = points.filter(({ value }) => value === undefined).map(({ configId }) => configId);
      await query(
        `WITH file AS (
           INSERT INTO file (path, dataset_id, run_number, era, processing_version, tier, version, state, missing)
           VALUES (concat($1::int, '/', $2::int), $1, $2, 'Run2023C', 1, 'DQMIO', 1, 'extracted', $3) RETURNING id
         )
         INSERT INTO point (trend_id, run_number, value, error_low, error_high, entries, failure, reason, revision, file_id)
         SELECT p.id, $2, value, CASE WHEN value IS NOT NULL THEN 0 END, CASE WHEN value IS NOT NULL THEN 0 END, 100,
           CASE WHEN value IS NULL THEN 'NO_DATA' END, CASE WHEN value IS NULL THEN 'the histogram is empty' END, 1, file.id
         FROM jsonb_to_recordset($4) AS p (id int, value float8) CROSS JOIN file`,
        [datasetId, firstRun + index, missing, JSON.stringify(points.filter(({ value }) => value !== undefined))],
      );
    }
  await judgeAll();
  server = await startServer(serverOptions(test.database), '127.0.0.1', 0);
});
afterAll(async () => {
  await server.close();
  await test.drop();
});

const judgeAll = () =>
  judge({ database: test.database, log: pino({ level: 'silent' }), stopping: new AbortController().signal });

interface Item {
  readonly state: string;
  readonly reason: string | null;
  readonly value: number | null;
  readonly level: number | null;
  readonly noise: number | null;
  readonly distance: number | null;
  readonly alarms: readonly { readonly cause: string; readonly significance: number | null }[];
  readonly trend: {
    readonly config: { readonly name: string };
    readonly dataset: { readonly primaryDataset: string };
    readonly columns: { readonly runs: readonly number[] };
  };
}

interface Judgements {
  readonly counts: Record<string, number>;
  readonly subsystems: readonly Record<string, unknown>[];
  readonly total: number;
  readonly items: readonly Item[];
}

async function send<Data>(text: string): Promise<Data> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ query: text });
  const response = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body });
  const { data, errors } = (await response.json()) as { data: Data; errors?: unknown };
  expect(errors).toBeUndefined();
  return data;
}

async function judgements(of: number, parameters = 'limit: 100'): Promise<Judgements> {
  const counts = 'total bad warning noValue unjudged good';
  const data = await send<{ run: { judgements: Judgements } }>(
    `{ run(number: ${of}) { judgements(${parameters}) { counts { ${counts} } subsystems { subsystem ${counts} } total items {
       state reason value level noise distance alarms { cause significance }
       trend(before: 5, after: 2) { config { name } dataset { primaryDataset } columns { runs } } } } } }`,
  );
  return data.run.judgements;
}

const named = ({ items }: Judgements, name: string, primaryDataset = 'ZeroBias'): Item => {
  const found = items.find(
    ({ trend }) => trend.config.name === name && trend.dataset.primaryDataset === primaryDataset,
  );
  if (!found) throw new Error(`${name} is not judged`);
  return found;
};

describe('judgements of a run', () => {
  it('give each trend a state and its reason', async () => {
    const judged = await judgements(run);
    const states = Object.fromEntries(
      Object.keys(configs).map((name) => {
        const { state, reason } = named(judged, name);
        return [name, reason === null ? state : `${state}: ${reason}`];
      }),
    );
    expect(states).toEqual({
      quiet: 'good',
      stepping: expect.stringMatching(/^warning: level from [45]\d\S* to [67]\d\S* \(/),
      beyondError: 'bad: above the error limit 70',
      beyondWarning: 'warning: above the warning limit 60',
      afterError: 'bad: above the error limit 70',
      spiky: expect.stringMatching(/^warning: 90 instead of /),
      unwatched: 'good',
      failed: 'noValue: the histogram is empty',
      missing: 'noValue: ME not found in the file',
      young: 'unjudged: no baseline yet: fewer than 5 runs with a value',
      small: 'unjudged: 100 entries: fewer than 1000 are not judged',
      drifting: 'good',
    });
    expect(named(judged, 'quiet', 'Cosmics')).toMatchObject({ state: 'good', reason: null });
  });

  it('call a value between others beyond an error limit bad, as the alarm that covers it', async () => {
    expect(named(await judgements(firstRun + 58), 'afterError')).toMatchObject({
      state: 'bad',
      reason: '90 is above the error limit 70',
      alarms: [{ cause: 'limits' }],
    });
    expect(named(await judgements(firstRun + 56), 'afterError')).toMatchObject({ state: 'good', alarms: [] });
  });

  it('compare with the level before a step until that is accepted, as its alarm does', async () => {
    const before = named(await judgements(run), 'stepping');
    const [alarm] = await query<{ id: number; reference: number }>(
      `SELECT alarm.id, reference FROM alarm JOIN trend ON trend.id = trend_id JOIN config ON config.id = config_id WHERE name = 'stepping'`,
    );
    expect(before.level).toBe(alarm?.reference);
    expect(before.distance).toBeCloseTo(((before.value ?? 0) - (before.level ?? 0)) / (before.noise ?? 0));
    await setBaseline(test.database, [alarm?.id ?? 0], { by: 'Ada', comment: 'a new calibration' });
    expect(named(await judgements(run), 'stepping')).toMatchObject({ state: 'good', alarms: [] });
    await judgeAll();
    const after = named(await judgements(run), 'stepping');
    expect(after.state).toBe('good');
    expect(after.level).toBeCloseTo(70, 0);
  });

  it('have the distance that the alarm has', async () => {
    const { distance, alarms, level, noise, value } = named(await judgements(run), 'spiky');
    expect(distance).toBe(alarms[0]?.significance);
    expect(distance).toBeCloseTo(((value ?? 0) - (level ?? 0)) / (noise ?? 0));
  });

  it('compare a value of a drifting trend with its line at the run', async () => {
    const [judged] = await query<{ first: number; last: number }>(
      `SELECT first_level AS first, last_level AS last FROM segment JOIN trend ON trend.id = trend_id
       JOIN config ON config.id = config_id WHERE name = 'drifting'`,
    );
    const { level, distance, value, noise } = named(await judgements(firstRun + 30), 'drifting');
    const share = 30 / 59;
    expect(level).toBeCloseTo((judged?.first ?? 0) * (1 - share) + (judged?.last ?? 0) * share);
    expect(distance).toBeCloseTo(((value ?? 0) - (level ?? 0)) / (noise ?? 0));
  });

  it('are counted by subsystem, whatever the filter of the items', async () => {
    const none = { bad: 0, warning: 0, noValue: 0, unjudged: 0, good: 0 };
    const { counts, subsystems, total, items } = await judgements(run, 'subsystem: "Pixel", state: noValue');
    expect(counts).toEqual({ ...none, total: 13, bad: 2, warning: 2, noValue: 2, unjudged: 2, good: 5 });
    expect(subsystems).toEqual([
      { ...none, subsystem: 'Pixel', total: 2, warning: 1, noValue: 1 },
      { ...none, subsystem: 'Tracker', total: 11, bad: 2, warning: 1, noValue: 1, unjudged: 2, good: 5 },
    ]);
    expect(total).toBe(1);
    expect(items.map(({ trend }) => trend.config.name)).toEqual(['missing']);
    expect((await judgements(run, 'primaryDataset: "Cosmics"')).counts).toEqual({ ...none, total: 1, good: 1 });
  });

  it('come worst first, page by page', async () => {
    const all = (await judgements(run)).items;
    const states = all.map(({ state }) => state);
    expect([...new Set(states)]).toEqual(['bad', 'warning', 'noValue', 'unjudged', 'good']);
    expect(all.filter(({ state }) => state === 'bad').map(({ distance }) => distance)).toEqual(
      all
        .flatMap(({ state, distance }) => (state === 'bad' ? [distance] : []))
        .toSorted((a, b) => Number(b) - Number(a)),
    );
    const names = (items: readonly Item[]) =>
      items.map(({ trend }) => `${trend.config.name} ${trend.dataset.primaryDataset}`);
    expect(names((await judgements(run, 'offset: 2, limit: 3')).items)).toEqual(names(all.slice(2, 5)));
    expect((await judgements(run, 'offset: 100, limit: 3')).items).toEqual([]);
  });

  it('have the runs around, also of a run that is not significant, which is not judged', async () => {
    const { items } = await judgements(firstRun + 30, 'limit: 1');
    expect(items[0]?.trend.columns.runs).toEqual([25, 26, 27, 28, 29, 30, 31, 32].map((index) => firstRun + index));
    const { items: unjudged, counts } = await judgements(run + 1);
    expect(counts).toMatchObject({ noValue: 0, good: 0, bad: 0, warning: 0 });
    expect(unjudged[0]).toMatchObject({ state: 'unjudged', reason: 'the run is not significant', distance: null });
    expect(unjudged[0]?.trend.columns.runs.slice(-2)).toEqual([run, run + 1]);
  });

  it('say where points have not been judged yet', async () => {
    await query(`UPDATE run SET significant = true WHERE number = $1`, [run + 1]);
    expect(named(await judgements(run + 1), 'quiet')).toMatchObject({ state: 'unjudged', reason: 'not judged yet' });
    await judgeAll();
    expect(named(await judgements(run + 1), 'quiet')).toMatchObject({ state: 'good', reason: null });
  });

  it('are none for a run without a file, and of no run that is unknown', async () => {
    await query('INSERT INTO run (number) VALUES (1000)');
    expect(await judgements(1000)).toEqual({
      counts: { total: 0, bad: 0, warning: 0, noValue: 0, unjudged: 0, good: 0 },
      subsystems: [],
      total: 0,
      items: [],
    });
    expect(await send('{ run(number: 1001) { judgements { total } } }')).toEqual({ run: null });
  });
});

describe('alarms of a run', () => {
  it('are those that began at it, and those that cover it and are not resolved', async () => {
    const causes = async (of: number) =>
      (
        await send<{
          run: { alarms: { total: number; items: { cause: string; trend: { config: { name: string } } }[] } };
        }>(`{ run(number: ${of}) { alarms { total items { cause trend { config { name } } } } } }`)
      ).run.alarms;
    expect(await causes(firstRun + 58)).toMatchObject({
      total: 1,
      items: [{ trend: { config: { name: 'afterError' } } }],
    });
    // Resolved by a new baseline.
    expect(await causes(firstRun + 50)).toMatchObject({ total: 1, items: [{ cause: 'steps' }] });
    expect(await causes(firstRun + 52)).toEqual({ total: 0, items: [] });
  });
});

describe('a file', () => {
  it('has the number of trends with data that it does not contain', async () => {
    const { files } = await send<{ files: { items: { primaryDataset: string; missingTrends: number }[] } }>(
      `{ files(runs: [${run}]) { items { primaryDataset missingTrends } } }`,
    );
    expect(files.items).toEqual([
      { primaryDataset: 'Cosmics', missingTrends: 0 },
      { primaryDataset: 'ZeroBias', missingTrends: 1 },
    ]);
  });
});
