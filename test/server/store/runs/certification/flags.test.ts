import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deriveRuns } from '../../../../../server/jobs/certification/derive.ts';
import { readFlags, type RegistryFlag } from '../../../../../server/enrich/flags.ts';
import { requireSignificanceRules } from '../../../../../server/app/rules/significance.ts';
import { judgeRun as judgeByRules } from '../../../../../server/enrich/run-registry.ts';
import {
  findFlagColumns,
  findFlagLists,
  findFlags,
  storeFlagColumns,
} from '../../../../../server/store/runs/certification/flags.ts';
import { findRuns } from '../../../../../server/store/runs/runs.ts';
import type { FlagFilter } from '../../../../../server/store/runs/run-filter.ts';
import { type JudgeRun, storeOms, storeRegistry } from '../../../../../server/store/runs/run-services.ts';
import { pino } from 'pino';
import type { Settings } from '../../../../../server/app/settings.ts';
import { freshDatabase, type TestDatabase } from '../../../../database.ts';

const { rules } = await requireSignificanceRules([]);
const judgeRun: JudgeRun = (registry, lumi) => judgeByRules(registry, lumi, rules);

let test: TestDatabase;
beforeEach(async () => {
  test = await freshDatabase();
  await sql('INSERT INTO run (number) VALUES (1), (2), (3)');
});
afterEach(() => test.drop());

const sql = <T>(text: string): Promise<T[]> => test.database.dataSource.query<T[]>(text);
const prompt = '/PromptReco/Collisions23/DQM';
const strip = (counts: object, more: object = {}) => ({
  'tracker-strip': { ...counts, comments: [], causes: [], ...more },
});

/** Stores an answer of Run Registry for a run. */
async function store(
  run: number,
  columns: Record<string, unknown>,
  more: { readonly datasets?: readonly RegistryFlag[] | undefined; readonly lumisections?: number | null } = {},
): Promise<void> {
  const { datasets, lumisections } = { datasets: [], lumisections: 100, ...more };
  const answer = { run_number: run, rr_attributes: {}, DatasetTripletCache: { triplet_summary: columns } };
  const raw = { ...answer, oms_attributes: { last_lumisection_number: lumisections } };
  const flags = { online: readFlags(columns), datasets };
  const known = new Map([[run, { class: null, state: null, lumisections, flags, raw }]]);
  await storeRegistry(test.database, [run], known, judgeRun);
}

describe('stored flags', () => {
  it('replace those of the answer before', async () => {
    await store(1, strip({ GOOD: 90, BAD: 9, EMPTY: 1 }, { comments: ['TIB \0off'], causes: ['Power'] }), {
      datasets: readFlags(strip({ BAD: 10 }), prompt),
    });
    await store(2, { 'dt-dt': { GOOD: 'x' } });
    expect(await findFlags(test.database, [1, 2, 3])).toMatchObject([
      {
        runNumber: 2,
        dataset: 'online',
        columnName: 'dt-dt',
        status: null,
        goodShare: null,
        good: null,
        problem: 'GOOD: Invalid input: expected number, received string',
      },
      {
        runNumber: 1,
        dataset: 'online',
        columnName: 'tracker-strip',
        status: 'GOOD',
        goodShare: 90 / 99,
        good: 90,
        bad: 9,
        standby: 0,
        excluded: 0,
        notset: 0,
        empty: 1,
        problem: null,
        comments: ['TIB \ufffdoff'],
        causes: ['Power'],
      },
      { runNumber: 1, dataset: prompt, columnName: 'tracker-strip', status: 'BAD', goodShare: 0, good: 0 },
    ]);
    await store(1, { 'csc-csc': { GOOD: 1 } });
    expect((await findFlags(test.database, [1])).map(({ columnName }) => columnName)).toEqual(['csc-csc']);
  });

  it('of datasets stay where Run Registry did not answer for these', async () => {
    await store(1, strip({ GOOD: 1 }), { datasets: readFlags(strip({ GOOD: 1 }), prompt) });
    await store(1, {}, { datasets: undefined });
    expect((await findFlags(test.database, [1])).map(({ dataset }) => dataset)).toEqual([prompt]);
  });

  it('select runs by status and share of good lumisections; a run without the flag is not selected', async () => {
    await store(1, strip({ GOOD: 90, STANDBY: 10 }));
    await store(2, strip({ BAD: 90, GOOD: 10 }), { datasets: readFlags(strip({ GOOD: 5 }), prompt) });
    const selected = async (...flags: FlagFilter[]) =>
      (await findRuns(test.database, { flags, significant: false }, { offset: 0, limit: 9 })).items.map(
        ({ number }) => number,
      );
    const column = 'tracker-strip';
    expect(await selected({ column, statuses: ['GOOD'] })).toEqual([1]);
    expect(await selected({ column, statuses: ['GOOD', 'BAD'] })).toEqual([2, 1]);
    expect(await selected({ column, statuses: [] })).toEqual([]);
    expect(await selected({ column })).toEqual([2, 1]);
    expect(await selected({ column, minGoodShare: 0.9 })).toEqual([1]);
    expect(await selected({ column, minGoodShare: 0.901 })).toEqual([]);
    expect(await selected({ column, dataset: prompt, statuses: ['GOOD'] })).toEqual([2]);
    expect(await selected({ column, statuses: ['BAD'] }, { column, dataset: prompt, minGoodShare: 1 })).toEqual([2]);
    expect(await selected({ column: 'dt-dt', statuses: ['GOOD'] })).toEqual([]);
  });

  it('are listed in the order of runs for the columns of a subsystem', async () => {
    await storeFlagColumns(test.database, new Map([['Tracker', ['tracker-strip', 'tracker-pixel']]]));
    await store(1, strip({ GOOD: 1, BAD: 3 }));
    await store(3, {
      ...strip({ EMPTY: 3 }),
      'tracker-pixel': { NOTSET: 1, comments: ['late', 'short'], causes: ['HV'] },
    });
    expect(await findFlagLists(test.database, [3, 1, 2], 'Tracker', 'online')).toEqual([
      {
        column: 'tracker-pixel',
        statuses: ['NOTSET', null, null],
        goodShares: [0, null, null],
        comments: ['late; short; HV', null, null],
      },
      {
        column: 'tracker-strip',
        statuses: [null, 'BAD', null],
        goodShares: [null, 0.25, null],
        comments: [null, null, null],
      },
    ]);
    expect(await findFlagLists(test.database, [1], 'Tracker', prompt)).toMatchObject([
      { statuses: [null] },
      { statuses: [null] },
    ]);
    expect(await findFlagLists(test.database, [1], 'DT', 'online')).toEqual([]);
  });

  it('have the columns of runs and of subsystems', async () => {
    await storeFlagColumns(test.database, new Map([['Old', ['tracker-strip']]]));
    await storeFlagColumns(
      test.database,
      new Map([
        ['SiStrips', ['tracker-strip']],
        ['Tracker', ['tracker-strip', 'tracker-track']],
      ]),
    );
    await store(1, { ...strip({ GOOD: 1 }), 'dt-dt': {} }, { datasets: readFlags(strip({ GOOD: 1 }), prompt) });
    expect(await findFlagColumns(test.database)).toEqual([
      { name: 'dt-dt', subsystems: [], datasets: ['online'] },
      { name: 'tracker-strip', subsystems: ['SiStrips', 'Tracker'], datasets: [prompt, 'online'] },
      { name: 'tracker-track', subsystems: ['Tracker'], datasets: [] },
    ]);
  });
});

describe('lumisections of a run', () => {
  const lumisections = async () =>
    (await sql<{ n: number | null }>('SELECT lumisections AS n FROM run WHERE number = 1'))[0]?.n;
  const storeOmsAnswer = (last: number | null) =>
    storeOms(
      test.database,
      [1],
      new Map([[1, { ...nothing, lumisections: last, raw: { attributes: { last_lumisection_number: last } } }]]),
      judgeRun,
    );
  const names = ['fill', 'fillType', 'stableBeam', 'startTime', 'endTime', 'durationSeconds', 'deliveredLumi'] as const;
  const others = [
    'recordedLumi',
    'endLumi',
    'bField',
    'energy',
    'l1Key',
    'hltKey',
    'l1Rate',
    'hltPhysicsRate',
  ] as const;
  const nothing = Object.fromEntries([...names, ...others].map((name) => [name, null])) as Record<
    (typeof names)[number] | (typeof others)[number],
    null
  >;

  it("are OMS's, or else Run Registry's", async () => {
    await store(1, {}, { lumisections: 90 });
    expect(await lumisections()).toBe(90);
    await storeOmsAnswer(null);
    expect(await lumisections()).toBe(90);
    await store(1, {}, { lumisections: 95 });
    expect(await lumisections()).toBe(95);
    await storeOmsAnswer(100);
    expect(await lumisections()).toBe(100);
    await store(1, {}, { lumisections: 97 });
    expect(await lumisections()).toBe(100);
  });
});

describe('flags of answers stored before', () => {
  it('are read once, without a query', async () => {
    await store(1, strip({ GOOD: 4 }), { datasets: readFlags(strip({ BAD: 1 }), prompt), lumisections: 40 });
    await sql("UPDATE run SET lumisections = NULL; DELETE FROM run_flag WHERE dataset = 'online'");
    await sql(`UPDATE run SET rr = '{"unreadable": true}' WHERE number = 2`);
    const app = {
      database: test.database,
      log: pino({ level: 'silent' }),
      settings: { HDQM_CONFIGS: [] as readonly string[] } as Settings,
      significance: () => requireSignificanceRules([]),
    };
    await deriveRuns(app);
    const read = await findFlags(test.database, [1, 2, 3]);
    expect(read).toMatchObject([{ runNumber: 1, dataset: 'online', good: 4 }, { dataset: prompt }]);
    expect(await sql('SELECT number, lumisections FROM run WHERE lumisections IS NOT NULL')).toEqual([
      { number: 1, lumisections: 40 },
    ]);
    await sql('DELETE FROM run_flag');
    await deriveRuns(app);
    expect(await findFlags(test.database, [1])).toEqual([]);
    expect((await findFlagColumns(test.database)).map(({ name }) => name)).toContain('tracker-strip');
  });
});

describe('significance', () => {
  it('is judged again where the rules differ, without a query', async () => {
    await store(1, {});
    const answer = { flag: true, run_number: 1, oms_attributes: { duration: 900 } };
    const attributes = { class: 'Cosmics22', significant: true };
    await sql(`UPDATE run SET rr = '${JSON.stringify({ ...answer, rr_attributes: attributes })}' WHERE number = 1`);
    const log = pino({ level: 'silent' });
    const derive = async (seconds: number, version = String(seconds)) => {
      const rule = { classes: ['*cosmic*'], minDurationSeconds: seconds };
      const settings = { HDQM_CONFIGS: [] as readonly string[] } as Settings;
      const significance = () => Promise.resolve({ rules: [rule], version });
      await deriveRuns({ database: test.database, log, settings, significance });
      return sql('SELECT significant, significant_reason AS reason FROM run WHERE number = 1');
    };
    expect(await derive(3600)).toEqual([{ significant: false, reason: 'cosmic run of 900 s < 3600 s' }]);
    expect(await derive(600)).toEqual([{ significant: true, reason: 'cosmic run of 900 s' }]);
    expect(await derive(3600, '600')).toEqual([{ significant: true, reason: 'cosmic run of 900 s' }]);
  });
});
