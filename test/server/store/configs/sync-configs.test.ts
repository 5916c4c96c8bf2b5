import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GroupSection } from '../../../../server/plan/plan.ts';
import { clearBackfill, computedConfigs } from '../../../../server/store/configs/configs.ts';
import { listConfigProblems } from '../../../../server/store/configs/config-problems.ts';
import { synchronizeConfigs } from '../../../../server/store/configs/sync-configs.ts';
import { freshDatabase, type TestDatabase } from '../../../database.ts';
import { configsOf, noGuidance } from '../sections.ts';

let test: TestDatabase;
beforeEach(async () => {
  test = await freshDatabase();
});
afterEach(() => test.drop());

const synchronize = (configs: ReturnType<typeof configsOf>) => synchronizeConfigs(test.database, configs);
const rows = (): Promise<Record<string, unknown>[]> =>
  test.database.dataSource.query(
    'SELECT name, title, revision, metric, active, problem, backfill, line FROM config ORDER BY id',
  );
const revisions = (): Promise<Record<string, unknown>[]> =>
  test.database.dataSource.query('SELECT config_id AS config, revision, metric FROM config_revision ORDER BY 1, 2');

describe('synchronizeConfigs', () => {
  it('adds new configs once', async () => {
    const configs = configsOf({ name: 'a' }, { name: 'b' });
    expect(await synchronize(configs)).toMatchObject({ added: 2, unchanged: 0 });
    expect(await synchronize(configs)).toEqual({
      added: 0,
      changed: 0,
      relabeled: 0,
      restored: 0,
      removed: 0,
      unchanged: 2,
    });
    expect(await rows()).toMatchObject([
      { name: 'a', revision: 1, active: true, problem: null, backfill: true },
      { name: 'b', revision: 1, active: true, problem: null, backfill: true },
    ]);
    expect(await revisions()).toHaveLength(2);
  });

  it('adds a revision when the computation of a config changes, without backfill', async () => {
    await synchronize(configsOf({ name: 'a' }));
    await clearBackfill(test.database, [1]);
    expect(await synchronize(configsOf({ name: 'a', metric: 'basic.StdDev()' }))).toMatchObject({
      changed: 1,
      unchanged: 0,
    });
    expect(await rows()).toMatchObject([{ revision: 2, metric: 'basic.StdDev()', backfill: false }]);
    expect(await revisions()).toEqual([
      { config: 1, revision: 1, metric: 'basic.Mean()' },
      { config: 1, revision: 2, metric: 'basic.StdDev()' },
    ]);
  });

  it.each([
    ['a path', { metric: 'basic.Mean()', paths: { main: ['Tracker/other'] } }],
    ['a fallback path', { metric: 'basic.Mean()', paths: { main: ['Tracker/a', 'Tracker/b'] } }],
    ['another input', { metric: 'basic.Mean()', paths: { main: ['Tracker/a'], histo1: ['x'] } }],
    ['the threshold', { metric: 'basic.Mean()', paths: { main: ['Tracker/a'] }, threshold: 10 }],
    ['the reference run', { metric: 'basic.Mean()', paths: { main: ['Tracker/a'] }, referenceRun: 365850 }],
    ['a new revision of the metric', { metric: 'basic.Mean()', paths: { main: ['Tracker/a'] }, metricRevision: 2 }],
  ])('treats %s as a change of the computation', async (_, changed) => {
    const computation = { metricRevision: 1, ...changed };
    await synchronize(configsOf({ name: 'a' }));
    expect(await synchronize(configsOf({ name: 'a', computation }))).toMatchObject({ changed: 1 });
    expect(await synchronize(configsOf({ name: 'a', computation }))).toMatchObject({ changed: 0, unchanged: 1 });
  });

  it('stores texts and limits, and their changes, without a new revision', async () => {
    const guidance = {
      description: 'what it shows',
      contact: null,
      action: 'call',
      limits: [{ severity: 'error', scope: 'Cosmics', min: 1, max: null }],
      alarms: ['limits'],
      minEntries: 100,
    } as const;
    const stored = (): Promise<unknown[]> =>
      test.database.dataSource.query(
        'SELECT description, contact, action, limits, alarms, min_entries AS "minEntries", revision FROM config',
      );
    await synchronize(configsOf({ name: 'a', guidance }));
    expect(await stored()).toEqual([{ ...guidance, revision: 1 }]);
    expect(await synchronize(configsOf({ name: 'a', guidance }))).toMatchObject({ relabeled: 0, unchanged: 1 });
    const changed = { ...guidance, limits: [{ ...guidance.limits[0], max: 2 }], alarms: [] };
    expect(await synchronize(configsOf({ name: 'a', guidance: changed }))).toMatchObject({ relabeled: 1, changed: 0 });
    expect(await stored()).toEqual([{ ...changed, revision: 1 }]);
    await synchronize(configsOf({ name: 'a' }));
    expect(await stored()).toEqual([{ ...noGuidance, revision: 1 }]);
  });

  it('starts a new config of a changed metric with revision 1, and keeps the revision of each metric', async () => {
    const computed = (metricRevision: number) => ({
      name: 'a',
      computation: { metric: 'basic.Mean()', metricRevision, paths: { main: ['Tracker/a'] } },
    });
    for (const metricRevision of [2, 2, 4, 4]) await synchronize(configsOf(computed(metricRevision)));
    expect(await rows()).toMatchObject([{ revision: 2 }]);
    const stored = 'SELECT revision, metric_revision AS "metricRevision" FROM config_revision ORDER BY revision';
    expect(await test.database.dataSource.query(stored)).toEqual([
      { revision: 1, metricRevision: 2 },
      { revision: 2, metricRevision: 4 },
    ]);
  });

  it('adds no revision for new labels or a new position', async () => {
    await synchronize(configsOf({ name: 'a' }));
    expect(await synchronize(configsOf({ name: 'a', title: 'better', line: 7 }))).toMatchObject({
      changed: 0,
      relabeled: 1,
    });
    expect(await rows()).toMatchObject([{ title: 'better', revision: 1, line: 7 }]);
  });

  it('keeps a config that is removed from the files, and reactivates it', async () => {
    await synchronize(configsOf({ name: 'a' }, { name: 'b' }));
    await clearBackfill(test.database, [1, 2]);
    expect(await synchronize(configsOf({ name: 'a' }))).toMatchObject({ removed: 1, unchanged: 1 });
    expect(await rows()).toMatchObject([{ active: true }, { active: false }]);
    expect((await computedConfigs(test.database)).map(({ name }) => name)).toEqual(['a']);
    expect(await synchronize(configsOf({ name: 'a' }))).toMatchObject({ removed: 0 });
    expect(await synchronize(configsOf({ name: 'a' }, { name: 'b' }))).toMatchObject({ restored: 1, changed: 0 });
    expect(await rows()).toMatchObject([
      { active: true, backfill: false },
      { active: true, backfill: true, revision: 1 },
    ]);
  });

  it('keeps a config while its section has a problem, and backfills it afterwards', async () => {
    await synchronize(configsOf({ name: 'a' }, { name: 'b' }));
    await clearBackfill(test.database, [1, 2]);
    const problem = {
      file: 'x.ini',
      line: 3,
      subsystem: 'Tracker',
      names: ['b'],
      message: 'unknown metric basic.Maen',
    };
    expect(await synchronize({ ...configsOf({ name: 'a' }), problems: [problem] })).toMatchObject({ removed: 0 });
    expect(await rows()).toMatchObject([{ problem: null }, { active: true, problem: 'unknown metric basic.Maen' }]);
    expect((await computedConfigs(test.database)).map(({ name }) => name)).toEqual(['a']);
    await synchronize(configsOf({ name: 'a' }, { name: 'b' }));
    expect(await rows()).toMatchObject([{ backfill: false }, { active: true, problem: null, backfill: true }]);
  });

  it('keeps the configs of an unreadable file', async () => {
    await synchronize(configsOf({ name: 'a' }, { name: 'b', file: 'Tracker/other.ini' }));
    await synchronize({ ...configsOf({ name: 'a' }), unreadableFiles: ['Tracker/other.ini'] });
    expect(await rows()).toMatchObject([
      { active: true },
      { active: true, problem: expect.stringContaining('other.ini') },
    ]);
  });

  it('replaces the display groups in order', async () => {
    const group = (name: string, members: string[]): GroupSection => ({
      subsystem: 'Tracker',
      name,
      title: name,
      yTitle: '',
      members,
      correlation: false,
      file: '',
      line: 1,
    });
    const groups = (): Promise<unknown[]> =>
      test.database.dataSource.query('SELECT name, members FROM display_group ORDER BY position');
    await synchronize({ ...configsOf({ name: 'a' }), groups: [group('z', ['b', 'a']), group('y', ['a'])] });
    expect(await groups()).toEqual([
      { name: 'z', members: ['b', 'a'] },
      { name: 'y', members: ['a'] },
    ]);
    await synchronize({ ...configsOf({ name: 'a' }), groups: [group('y', ['a', 'b'])] });
    expect(await groups()).toEqual([{ name: 'y', members: ['a', 'b'] }]);
  });

  it('adds each config once when two processes synchronize concurrently', async () => {
    const configs = configsOf(...Array.from({ length: 500 }, (_, index) => ({ name: `c${index}` })));
    const done = await Promise.all([synchronize(configs), synchronize(configs)]);
    expect(done.map(({ added }) => added).sort()).toEqual([0, 500]);
    expect(await rows()).toHaveLength(500);
    expect(await revisions()).toHaveLength(500);
  });

  it('stores the problems, also when two processes synchronize concurrently', async () => {
    const problems = [
      { file: 'mine.ts', lines: [], message: 'no default export', suggestion: undefined },
      { file: 'a.ini', lines: [3, 9], message: 'unknown metric basic.Maen', suggestion: 'basic.Mean' },
    ];
    await Promise.all([1, 2].map(() => synchronizeConfigs(test.database, configsOf({ name: 'a' }), problems)));
    expect(await listConfigProblems(test.database)).toMatchObject(problems.map(({ message }) => ({ message })));
  });
});
