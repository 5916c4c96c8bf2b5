import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failure, type Result, value } from '../../../../metrics/metric.ts';
import { parseFileName } from '../../../../server/scan/file-name.ts';
import { synchronizeConfigs } from '../../../../server/store/configs/sync-configs.ts';
import { type Database, openDatabase } from '../../../../server/store/connection/database.ts';
import { recordFound } from '../../../../server/store/files/files.ts';
import { PointCache } from '../../../../server/store/columns/point-cache.ts';
import { storeExtraction } from '../../../../server/store/points.ts';
import { selectRuns } from '../../../../server/store/runs/run-filter.ts';
import { columnNames } from '../../../../server/store/columns/trend-columns.ts';
import { findTrends, trendColumns } from '../../../../server/store/trends.ts';
import { freshDatabase, type TestDatabase } from '../../../database.ts';
import { configsOf } from '../sections.ts';

let test: TestDatabase;
let elsewhere: Database;
beforeAll(async () => {
  test = await freshDatabase();
  elsewhere = await openDatabase({ url: test.url, dataFolder: '' });
  await synchronizeConfigs(test.database, configsOf({ name: 'a' }, { name: 'b' }, { name: 'c' }, { name: 'd' }));
});
afterAll(async () => {
  await elsewhere.close();
  await test.drop();
});
beforeEach(async () => {
  await test.database.dataSource.query('TRUNCATE point, trend, file, run, dataset RESTART IDENTITY CASCADE');
});

const datasetId = 1;
const configs = [1, 2, 3, 4] as const;

/** What storing a file does for one config: a result, a missing ME, or nothing, as it was not extracted for it. */
type Outcome = Result | 'missing' | 'not computed';

async function store(run: number, version: number, outcomes: Readonly<Record<number, Outcome>>): Promise<void> {
  const name = `DQM_V000${version}_R000${run}__ZeroBias__Run2023C-PromptReco-v1__DQMIO.root`;
  const parsed = parseFileName(name);
  if (!parsed) throw new Error(name);
  const [file] = await recordFound(test.database, [{ path: name, ...parsed }]);
  const given = Object.entries(outcomes).map(([id, outcome]) => ({ configId: Number(id), outcome }));
  await storeExtraction(test.database, {
    fileId: file?.id ?? 0,
    size: 5,
    modifiedAt: new Date(0),
    software: { release: null, globalTag: null },
    computed: given.flatMap(({ configId, outcome }) => (outcome === 'not computed' ? [] : [configId])),
    missing: given.flatMap(({ configId, outcome }) => (outcome === 'missing' ? [configId] : [])),
    points: given.flatMap(({ configId, outcome }) =>
      typeof outcome === 'string' ? [] : [{ configId, revision: version, result: outcome, entries: run }],
    ),
  });
}

/** All columns of the trends by config, from the cache. */
async function cached(cache: PointCache, database: Database, names?: string[]): Promise<Record<number, unknown>> {
  const trends = await findTrends(database, datasetId, { subsystem: 'Tracker', names });
  const columns = await trendColumns(cache, trends, await selectRuns(database, datasetId, {}));
  return Object.fromEntries(
    trends.map(({ id, configId }) => {
      const of = columns.get(id);
      const lists = of && Object.fromEntries(columnNames.map((name) => [name, of[name]]));
      const files = of?.points().map(({ fileId }) => fileId);
      return [configId, JSON.parse(JSON.stringify({ ...lists, files }))];
    }),
  );
}

/** The same, point by point from the tables. */
async function stored(): Promise<Record<number, unknown>> {
  const rows = await test.database.dataSource.query<({ config: number; run: number; file: number } & Point)[]>(
    `SELECT trend.config_id AS config, file.run_number AS run, coalesce(point.file_id, file.id) AS file, value, error_low AS "errorLow",
       error_high AS "errorHigh", entries, point.revision,
       CASE WHEN point.trend_id IS NULL THEN 'MISSING_HISTOGRAM' ELSE failure END AS failure,
       CASE WHEN point.trend_id IS NULL THEN 'ME not found in the file' ELSE point.reason END AS reason
     FROM trend JOIN file ON file.dataset_id = trend.dataset_id AND file.state = 'extracted'
       LEFT JOIN point ON point.trend_id = trend.id AND point.run_number = file.run_number
     WHERE trend.has_data AND (point.trend_id IS NOT NULL OR trend.config_id = ANY (file.missing)) ORDER BY 1, 2`,
  );
  const trends = await test.database.dataSource.query<{ config: number }[]>(
    'SELECT config_id AS config FROM trend WHERE has_data ORDER BY 1',
  );
  return Object.fromEntries(
    trends.map(({ config }) => {
      const of = rows.filter((row) => row.config === config);
      return [
        config,
        {
          runs: of.map(({ run }) => run),
          values: of.map((row) => row.value),
          errorsLow: of.map((row) => row.errorLow),
          errorsHigh: of.map((row) => row.errorHigh),
          entries: of.map(({ entries }) => entries),
          failures: of.map((row) => row.failure),
          reasons: of.map(({ reason }) => reason),
          revisions: of.map(({ revision }) => revision),
          files: of.map(({ file }) => file),
        },
      ];
    }),
  );
}

interface Point {
  readonly value: number | null;
  readonly errorLow: number | null;
  readonly errorHigh: number | null;
  readonly entries: number | null;
  readonly failure: string | null;
  readonly reason: string | null;
  readonly revision: number | null;
}

describe('cached points', () => {
  it('equal the tables after each file, whichever process stored it and whatever was cached', async () => {
    const outcome = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => value(x, { low: Math.abs(x) / 3, high: 2 })),
      fc.integer({ min: 0, max: 9 }).map((x) => value(x)),
      fc.constant(failure('NO_DATA', 'it says "nothing", \u03c7\u00b2 {,}')),
      fc.constant<Outcome>('missing'),
      fc.constant<Outcome>('not computed'),
    );
    const file = fc.record({
      run: fc.integer({ min: 365850, max: 365854 }),
      version: fc.integer({ min: 1, max: 3 }),
      outcomes: fc.tuple(...configs.map(() => outcome)),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 8 }), async (files) => {
        await test.database.dataSource.query('TRUNCATE point, trend, file, run, dataset RESTART IDENTITY CASCADE');
        const caches = [
          { cache: new PointCache(test.database), database: test.database },
          { cache: new PointCache(elsewhere), database: elsewhere },
        ];
        for (const { run, version, outcomes } of files) {
          await store(run, version, Object.fromEntries(configs.map((id, index) => [id, outcomes[index] ?? 'missing'])));
          const expected = await stored();
          for (const { cache, database } of caches) {
            expect(await cached(cache, database)).toEqual(expected);
            const { 2: b } = expected;
            expect(await cached(cache, database, ['b'])).toEqual(b === undefined ? {} : { 2: b });
          }
        }
      }),
      { numRuns: 25, seed: 1 },
    );
  });

  it('are not read again while their run is unchanged', async () => {
    for (const run of [365850, 365851]) await store(run, 1, { 1: value(run), 2: value(2) });
    const statements: string[] = [];
    const spied = new Proxy(test.database.dataSource, {
      get: (target, name) => {
        if (name !== 'query') return Reflect.get(target, name) as unknown;
        return (sql: string, values: unknown[]) => {
          statements.push(`${sql} ${JSON.stringify(values)}`);
          return target.query(sql, values);
        };
      },
    });
    const cache = new PointCache({ ...test.database, dataSource: spied });
    await cached(cache, test.database);
    expect(statements.filter((sql) => sql.includes('FROM point'))).toHaveLength(1);
    await cached(cache, test.database);
    await cached(cache, test.database, ['a']);
    expect(statements.filter((sql) => sql.includes('FROM point'))).toHaveLength(1);
    await store(365851, 2, { 1: value(7), 2: value(8) });
    expect(await cached(cache, test.database, ['a', 'b'])).toMatchObject({
      1: { values: [365850, 7] },
      2: { values: [2, 8] },
    });
    const [, again, ...more] = statements.filter((sql) => sql.includes('FROM point'));
    expect(again).toContain('{365851}');
    expect(more).toEqual([]);
  });
});
