import type { OmsRun } from '../../../../server/enrich/oms.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  nextAttemptDate,
  runsToQuery,
  storeQueryFailure,
  storeOms as storeJudgedOms,
  storeRegistry as storeJudgedRegistry,
  type IncompleteRuns,
  type JudgeRun,
} from '../../../../server/store/runs/run-services.ts';
import { countPending, serviceStates } from '../../../../server/store/runs/service-status.ts';
import { requireSignificanceRules } from '../../../../server/app/rules/significance.ts';
import { judgeRun as judgeByRules } from '../../../../server/enrich/run-registry.ts';
import { Run } from '../../../../server/store/entities/index.ts';
import type { Database } from '../../../../server/store/connection/database.ts';
import { freshDatabase, type TestDatabase } from '../../../database.ts';

const { rules } = await requireSignificanceRules([]);
const judgeRun: JudgeRun = (registry, lumi) => judgeByRules(registry, lumi, rules);

let test: TestDatabase;
beforeEach(async () => {
  test = await freshDatabase();
  await sql('INSERT INTO run (number) VALUES (1), (2), (3)');
});
afterEach(() => test.drop());

const sql = <T>(text: string): Promise<T[]> => test.database.dataSource.query<T[]>(text);

const oms: OmsRun = {
  fill: 8691,
  era: 'Run2023B',
  injectionScheme: null,
  fillType: 'PROTONS',
  stableBeam: true,
  startTime: new Date('2023-05-19T03:48:20Z'),
  endTime: new Date('2023-05-19T05:36:04Z'),
  durationSeconds: 6464,
  lumisections: 277,
  deliveredLumi: 49.13,
  recordedLumi: 47.24,
  endLumi: null,
  bField: 3.8,
  energy: 6800,
  l1Key: 'l1',
  hltKey: 'hlt',
  l1Rate: 98500,
  hltPhysicsRate: 1720,
  raw: { attributes: { run_number: 1, text: 'öß"\\' } },
};
const { raw, ...columns } = oms;
const registry = {
  class: 'Collisions23',
  state: 'OPEN',
  lumisections: null,
  flags: { online: [], datasets: [] },
  raw: {
    run_number: 1,
    oms_attributes: { hlt_key: 'hlt', recorded_lumi: 5.47, duration: 6464 },
    rr_attributes: { class: 'Collisions23', state: 'OPEN', significant: true },
  },
};
const runOf = (number: number) => test.database.dataSource.getRepository(Run).findOneBy({ number });
const significanceOf = async (run: number) => {
  const { significant, significantReason } = (await runOf(run)) ?? {};
  return { significant, significantReason };
};

const storeOms = (
  database: Database,
  runs: number[],
  answer: ReadonlyMap<number, OmsRun>,
  missing?: IncompleteRuns,
): Promise<void> => storeJudgedOms(database, runs, answer, judgeRun, missing);
const storeRegistry = (
  database: Database,
  runs: number[],
  answer: ReadonlyMap<number, typeof registry>,
): Promise<void> => storeJudgedRegistry(database, runs, answer, judgeRun);

const stateOf = async (run: number) => {
  const [omsState, rr] = (await serviceStates(test.database, [run])).get(run) ?? [];
  return { oms: omsState, rr };
};

describe('attributes of runs', () => {
  it('are stored unchanged and in columns', async () => {
    await storeOms(test.database, [1, 2], new Map([[1, oms]]));
    await storeRegistry(test.database, [1], new Map([[1, registry]]));
    expect(await test.database.dataSource.getRepository(Run).findOneBy({ number: 1 })).toMatchObject({
      ...columns,
      oms: raw,
      class: 'Collisions23',
      rrState: 'OPEN',
      significant: true,
      significantReason: 'collision run of 47.2 /pb',
      rr: registry.raw,
    });
    expect(await stateOf(1)).toMatchObject({ oms: { state: 'known', attempts: 0 }, rr: { state: 'known' } });
    expect(await stateOf(2)).toMatchObject({
      oms: { state: 'unknown', reason: 'run not found in the service', attempts: 1 },
      rr: { state: 'pending', attempts: 0 },
    });
    expect(await countPending(test.database)).toEqual({ runs: 2, oms: 1, rr: 2 });
  });

  it('are preserved if a service is down or does not know a run any more', async () => {
    await storeOms(test.database, [1], new Map([[1, oms]]));
    await storeQueryFailure(test.database, 'oms', [1, 2], { reason: 'it is down' });
    expect(await stateOf(1)).toMatchObject({ oms: { state: 'known', reason: 'it is down' } });
    await storeOms(test.database, [1], new Map());
    expect(await stateOf(1)).toMatchObject({ oms: { state: 'known' } });
    expect(await test.database.dataSource.getRepository(Run).findOneBy({ number: 1 })).toMatchObject(columns);
  });
});

describe('the significance of a run', () => {
  const notKnown = {
    significant: null,
    significantReason: 'collision run, its recorded luminosity in OMS is not known',
  };
  const heavyIons = { ...oms, recordedLumi: 5.47e-6, raw: { attributes: { recorded_lumi: 5.47 } } };

  it("follows from OMS's luminosity, whichever service answers first", async () => {
    const answer = new Map([[1, heavyIons]]);
    const judged = { significant: false, significantReason: 'collision run of 0.00000547 /pb < 0.1 /pb' };
    await storeRegistry(test.database, [1], new Map([[1, registry]]));
    expect(await significanceOf(1)).toEqual(notKnown);
    await storeOms(test.database, [1], answer);
    expect(await significanceOf(1)).toEqual(judged);
    await storeOms(test.database, [2], new Map([[2, heavyIons]]));
    expect(await significanceOf(2)).toEqual({ significant: null, significantReason: null });
    await storeRegistry(test.database, [2], new Map([[2, registry]]));
    expect(await significanceOf(2)).toEqual(judged);
  });

  it('is not known where the unit of the luminosity is not, and false where OMS has no luminosity', async () => {
    await storeRegistry(test.database, [1], new Map([[1, registry]]));
    await storeOms(test.database, [1], new Map([[1, { ...heavyIons, recordedLumi: null }]]));
    expect(await significanceOf(1)).toEqual(notKnown);
    const without = { ...oms, recordedLumi: null, raw: { attributes: { recorded_lumi: null } } };
    await storeOms(test.database, [1], new Map([[1, without]]));
    expect(await significanceOf(1)).toEqual({
      significant: false,
      significantReason: 'collision run of unknown luminosity',
    });
  });

  it('is right after both services answered at the same time, in any order of runs', async () => {
    await Promise.all([
      storeOms(test.database, [1, 2, 3], new Map([1, 2, 3].map((run) => [run, oms]))),
      storeRegistry(test.database, [3, 2, 1], new Map([3, 2, 1].map((run) => [run, registry]))),
    ]);
    for (const run of [1, 2, 3]) expect((await significanceOf(run)).significant).toBe(true);
  });
});

describe('a run without its fill', () => {
  const { era: _era, injectionScheme: _scheme, ...withoutFill } = oms;
  const incomplete = new Map([[1, { reason: 'OMS query for fill 8691 failed: answered 404', retry: true }]]);
  const minutes = async () => {
    const at = (await stateOf(1)).oms?.nextAttemptAt;
    return at && Math.round((at.getTime() - Date.now()) / 60_000);
  };

  it('is known, keeps what is stored of its fill, and is queried again with growing delay', async () => {
    await storeOms(
      test.database,
      [1],
      new Map([[1, { ...oms, injectionScheme: '25ns', raw: { attributes: { a: 1 }, fill: { fill_number: 8691 } } }]]),
    );
    const delays = [];
    for (let time = 0; time < 3; time += 1) {
      await storeOms(test.database, [1], new Map([[1, { ...withoutFill, l1Rate: 5, raw: { attributes: { a: 2 } } }]]), {
        incomplete,
        delaySeconds: 300,
      });
      delays.push(await minutes());
    }
    expect(delays).toEqual([5, 10, 20]);
    expect(await nextAttemptDate(test.database)).toBeInstanceOf(Date);
    expect(await stateOf(1)).toMatchObject({ oms: { state: 'known', attempts: 3, reason: incomplete.get(1)?.reason } });
    expect(await runOf(1)).toMatchObject({
      era: 'Run2023B',
      injectionScheme: '25ns',
      l1Rate: 5,
      oms: { attributes: { a: 2 }, fill: { fill_number: 8691 } },
    });
    await storeOms(test.database, [1], new Map([[1, oms]]));
    expect(await stateOf(1)).toMatchObject({ oms: { state: 'known', attempts: 0, reason: null } });
  });

  it('is stored beside runs with theirs, also with text that PostgreSQL refuses', async () => {
    const odd = { ...oms, l1Key: 'a\0b\ud800', raw: { attributes: { l1_key: 'a\0b\ud800' } } };
    await storeOms(
      test.database,
      [1, 2],
      new Map([
        [1, withoutFill as OmsRun],
        [2, odd],
      ]),
      { incomplete, delaySeconds: 1 },
    );
    expect(await runOf(1)).toMatchObject({ fill: 8691, era: null });
    expect(await runOf(2)).toMatchObject({ era: 'Run2023B', l1Key: 'a\ufffdb\ufffd' });
  });
});

describe('the runs to query', () => {
  it('are all new runs, the latest first', async () => {
    expect(await runsToQuery(test.database, 'oms', 'due')).toEqual([3, 2, 1]);
    expect(await runsToQuery(test.database, 'oms', [{ from: 2, to: 9 }])).toEqual([3, 2]);
  });

  it('include failed runs after a growing back-off, and in every scan', async () => {
    const delay = async (): Promise<number> => {
      const [row] = await sql<{ minutes: number }>(
        'SELECT round(extract(epoch FROM next_attempt_at - now()) / 60)::int AS minutes FROM run_service WHERE run_number = 1',
      );
      return row?.minutes ?? 0;
    };
    const delays: number[] = [];
    for (let time = 0; time < 12; time += 1) {
      await storeQueryFailure(test.database, 'rr', [1], { reason: 'it is down' });
      delays.push(await delay());
    }
    expect(delays).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440, 1440]);
    expect(await stateOf(1)).toMatchObject({ rr: { state: 'failed', attempts: 12, reason: 'it is down' } });
    expect(await runsToQuery(test.database, 'rr', 'due')).toEqual([3, 2]);
    expect(await runsToQuery(test.database, 'rr', 'scan')).toEqual([3, 2, 1]);
    expect(await countPending(test.database)).toMatchObject({ rr: 3 });
  });

  it('respect the Retry-After time of a service', async () => {
    const retryAfter = new Date(Date.now() + 3 * 3_600_000);
    await storeQueryFailure(test.database, 'oms', [1], { reason: '429', retryAfter });
    expect((await stateOf(1)).oms?.nextAttemptAt).toEqual(retryAfter);
  });

  it('include recent runs periodically, as their attributes change, and no old ones', async () => {
    const recent = { ...oms, startTime: new Date(Date.now() - 24 * 3_600_000) };
    await storeOms(
      test.database,
      [1, 2, 3],
      new Map([
        [1, oms],
        [2, recent],
        [3, oms],
      ]),
    );
    expect((await stateOf(1)).oms?.nextAttemptAt).toBeNull();
    expect((await stateOf(2)).oms?.nextAttemptAt?.getTime()).toBeGreaterThan(Date.now());
    await sql(`UPDATE run_service SET next_attempt_at = now() WHERE run_number = 2`);
    expect(await runsToQuery(test.database, 'oms', 'due')).toEqual([2]);
  });

  it('include unknown runs for some days', async () => {
    await storeOms(test.database, [1], new Map());
    await storeOms(test.database, [1], new Map());
    expect(await stateOf(1)).toMatchObject({ oms: { state: 'unknown', attempts: 2 } });
    expect((await stateOf(1)).oms?.nextAttemptAt?.getTime()).toBeGreaterThan(Date.now() + 1.9 * 3_600_000);
    await sql(`UPDATE run_service SET first_queried_at = now() - interval '15 days' WHERE run_number = 1`);
    await storeOms(test.database, [1], new Map());
    expect((await stateOf(1)).oms?.nextAttemptAt).toBeNull();
  });
});
