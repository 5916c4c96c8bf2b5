import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requireSignificanceRules } from '../../../../../server/app/rules/significance.ts';
import type { Settings } from '../../../../../server/app/settings.ts';
import { deriveRuns } from '../../../../../server/jobs/certification/derive.ts';
import { findQuantities, findQuantityColumns } from '../../../../../server/store/runs/quantities/quantities.ts';
import type { QuantityFilter } from '../../../../../server/store/runs/quantities/quantity-filter.ts';
import { countRuns, allRuns } from '../../../../../server/store/runs/run-counts.ts';
import { resolveSelection } from '../../../../../server/store/runs/run-filter.ts';
import { storeOms } from '../../../../../server/store/runs/run-services.ts';
import { findRuns } from '../../../../../server/store/runs/runs.ts';
import { freshDatabase, type TestDatabase } from '../../../../database.ts';

let test: TestDatabase;
beforeEach(async () => {
  test = await freshDatabase();
  await sql(`INSERT INTO run (number, oms, rr, b_field) VALUES
    (1, '{"attributes": {}, "fill": {"peak_pileup": 41.5, "bunches_colliding": 1805}}', NULL, -3.8),
    (2, '{"attributes": {"init_lumi": 3}, "fill": {"peak_pileup": "52", "bunches_colliding": null}}', '{"a": [1, 7]}', 3.8),
    (3, '{"attributes": {"init_lumi": 1e400}}', '{"a": [1]}', NULL), (4, NULL, NULL, NULL)`);
});
afterEach(() => test.drop());

const sql = <T>(text: string): Promise<T[]> => test.database.dataSource.query<T[]>(text);

/** Derives by a rule file, as a scan or a start does; by that of HDQM without one. */
async function derive(text?: string): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'hdqm-rules-'));
  if (text !== undefined) writeFileSync(path.join(folder, 'quantities.ini'), text);
  await deriveRuns({
    database: test.database,
    log: pino({ level: 'silent' }),
    settings: { HDQM_CONFIGS: [folder] as readonly string[] } as Settings,
    significance: () => requireSignificanceRules([]),
  });
}

const values = async (...keys: string[]) => {
  const columns = await findQuantityColumns(test.database, [3, 1, 2, 4]);
  return keys.map((key) => columns.find((column) => column.key === key)?.values);
};

describe('quantities of the settings', () => {
  it('are numbers of the stored answers; anything else is unknown', async () => {
    await derive();
    expect(await values('pileup', 'bunches', 'field')).toEqual([
      [null, 41.5, null, null],
      [null, 1805, null, null],
      [null, -3.8, 3.8, null],
    ]);
  });

  it('are derived again where the rules differ, and are removed with them', async () => {
    await derive();
    await derive('[second]\ntitle = T\npath = rr.a.1\n[init]\ntitle = I\nunit = U\npath = oms.attributes.init_lumi\n');
    expect(await values('second', 'init', 'pileup')).toEqual([[null, null, 7, null], [null, null, 3, null], undefined]);
    const quantities = await findQuantities(test.database);
    expect(quantities.slice(-2).map(({ key, title, unit }) => [key, title, unit])).toEqual([
      ['second', 'T', ''],
      ['init', 'I', 'U'],
    ]);
    // The title alone is another rule for the API, not another value.
    await derive('[init]\ntitle = Other\npath = oms.attributes.init_lumi\n');
    expect((await findQuantities(test.database)).at(-1)).toMatchObject({ key: 'init', title: 'Other' });
    expect(await values('init', 'second')).toEqual([[null, null, 3, null], undefined]);
    await derive('');
    expect(await sql('SELECT DISTINCT quantities FROM run')).toEqual([{ quantities: {} }]);
  });

  it('do not write what does not change', async () => {
    await derive();
    const versions = () =>
      sql('SELECT xmin::text FROM run UNION ALL SELECT xmin::text FROM run_quantity ORDER BY xmin');
    const before = await versions();
    await sql("DELETE FROM derivation WHERE name = 'quantities'");
    await derive();
    expect(await versions()).toEqual(before);
  });

  it('are stored with an answer', async () => {
    await derive();
    const raw = { attributes: {}, meta: null, fill: { peak_pileup: 60 } };
    const columns = { fill: null, fillType: null, stableBeam: null, startTime: null, endTime: null };
    const lumis = { durationSeconds: null, lumisections: null, deliveredLumi: null, recordedLumi: null, endLumi: null };
    const rates = { bField: null, energy: null, l1Key: null, hltKey: null, l1Rate: null, hltPhysicsRate: null };
    const answer = { ...columns, ...lumis, ...rates, era: null, injectionScheme: null, raw };
    await storeOms(test.database, [4], new Map([[4, answer]]), () => undefined);
    expect(await values('pileup')).toEqual([[null, 41.5, null, 60]]);
  });
});

describe('filters on quantities', () => {
  const selected = async (...quantities: QuantityFilter[]) =>
    (await findRuns(test.database, { quantities, significant: false }, { offset: 0, limit: 9 })).numbers;

  it('select runs with a value in a range, of the settings or of columns', async () => {
    await derive();
    expect(await selected({ key: 'pileup', min: 41.5 })).toEqual([1]);
    expect(await selected({ key: 'pileup', min: 41.6 })).toEqual([]);
    expect(await selected({ key: 'pileup' })).toEqual([1]);
    expect(await selected({ key: 'field', max: 0 })).toEqual([1]);
    expect(await selected({ key: 'field', min: -4, max: 4 })).toEqual([2, 1]);
    expect(await selected({ key: 'field', min: -4 }, { key: 'bunches', max: 1805 })).toEqual([1]);
  });

  it('give the reason for excluded runs', async () => {
    await derive();
    const quantities = [
      { key: 'field', min: 0 },
      { key: 'pileup', max: 50 },
    ] as const;
    const { matching, excluded } = await countRuns(test.database, allRuns, { quantities, significant: false });
    expect(matching).toBe(0);
    expect(new Map(excluded.map(({ name, count }) => [name, count]))).toEqual(
      new Map([
        ['magnetic field not known', 2],
        ['magnetic field below 0', 1],
        ['pileup not known', 1],
      ]),
    );
  });

  it('on what is no quantity are refused with a near name', async () => {
    await derive();
    const resolve = (filter: QuantityFilter) => resolveSelection(test.database, { quantities: [filter] });
    await expect(resolve({ key: 'pilup', min: 1 })).rejects.toThrow(
      'there is no quantity pilup of runs: did you mean pileup?',
    );
    await expect(resolve({ key: 'x'.repeat(20), min: 1 })).rejects.toThrow(
      /known ones are recorded, .*pileup, bunches$/,
    );
    await expect(resolve({ key: 'pileup', min: 2, max: 1 })).rejects.toThrow(
      'the minimum 2 of pileup is above its maximum 1',
    );
    expect(await resolve({ key: 'pileup', min: 1 })).toEqual({ quantities: [{ key: 'pileup', min: 1 }] });
  });
});
