import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failure, type Result, value } from '../../../metrics/metric.ts';
import { judge } from '../../../server/jobs/judge.ts';
import type { Guidance } from '../../../server/plan/plan.ts';
import { parseFileName } from '../../../server/scan/file-name.ts';
import { acknowledgeAlarms, reopenAlarms, setBaseline } from '../../../server/store/alarms/acknowledge.ts';
import { findLevelStarts } from '../../../server/store/alarms/level-starts.ts';
import { synchronizeConfigs } from '../../../server/store/configs/sync-configs.ts';
import { parseContent } from '../../../server/store/notes/note-content.ts';
import { addNote, editNote, restoreNote, retireNote } from '../../../server/store/notes/write-notes.ts';
import { recordFound } from '../../../server/store/files/files.ts';
import { storeExtraction } from '../../../server/store/points.ts';
import { freshDatabase, type TestDatabase } from '../../database.ts';
import { Random } from '../../random.ts';
import { configsOf, noGuidance } from '../store/sections.ts';

const names = ['stepping', 'spiky', 'limited', 'quiet'] as const;
type Name = (typeof names)[number];
const firstRun = 365_000;
/** Runs that each test starts with. */
const history = 60;
/** The first run after them. */
const next = firstRun + history;

let test: TestDatabase;
/** Tables of configs and points, in the order of their references; their content after the history is kept in a schema of its own. */
const tables = ['config', 'config_revision', 'dataset', 'run', 'trend', 'file', 'point'];
beforeAll(async () => {
  test = await freshDatabase();
  await configure();
  await storeRuns(firstRun, times(history));
  await query('CREATE SCHEMA kept');
  for (const table of tables) await query(`CREATE TABLE kept.${table} AS TABLE ${table}`);
});
afterAll(() => test.drop());
beforeEach(async () => {
  await query(
    `TRUNCATE note_event, note, alarm_event, alarm, segment, judged_file, judged_trend, ${tables.join(', ')} CASCADE`,
  );
  for (const table of tables) await query(`INSERT INTO ${table} SELECT * FROM kept.${table}`);
});

/** Limits alone judge the config `limited`. */
const warning = (max: number, error: readonly Guidance['limits'][number][] = []): Partial<Guidance> => ({
  limits: [{ severity: 'warning', scope: null, min: null, max }, ...error],
  alarms: ['limits'],
});

/** Synchronizes the configs: `limited` has a warning above 60 unless something else is given. */
async function configure(configured: readonly Name[] = names, guidance: Partial<Record<Name, Partial<Guidance>>> = {}) {
  const given = { limited: warning(60), ...guidance };
  await synchronizeConfigs(
    test.database,
    configsOf(
      ...configured.map((name) => ({ name, guidance: { ...noGuidance, ...given[name as keyof typeof given] } })),
    ),
  );
}

type Values = Partial<Record<Name, number | undefined>>;

/** Stores a run of a dataset: noise around 50, but for the values that are given; undefined: the file does not contain the ME. */
async function store(run: number, values: Values = {}, { version = 1, dataset = 'ZeroBias' } = {}): Promise<void> {
  const name = `DQM_V000${version}_R000${run}__${dataset}__Run2023C-PromptReco-v1__DQMIO.root`;
  const parsed = parseFileName(name);
  if (!parsed) throw new Error(name);
  const [file] = await recordFound(test.database, [{ path: name, ...parsed }]);
  const ids = await configIds();
  const random = new Random(run);
  const noise = (): number => Array.from({ length: 12 }, () => random.fraction()).reduce((a, b) => a + b) - 6;
  const results = names.flatMap((config): { configId: number; result: Result }[] => {
    const quiet = 50 + noise();
    const given = config in values ? values[config] : quiet;
    return given === undefined
      ? []
      : [{ configId: ids[config], result: Number.isNaN(given) ? failure('NO_DATA', 'empty') : value(given) }];
  });
  const computed = names.map((config) => ids[config]);
  await storeExtraction(test.database, {
    fileId: file?.id ?? 0,
    size: 1,
    modifiedAt: new Date(0),
    software: { release: null, globalTag: null },
    computed,
    points: results.map((point) => ({ ...point, revision: 1, entries: 1000 })),
    missing: computed.filter((id) => !results.some(({ configId }) => configId === id)),
  });
}

/** Stores runs in a row from `from` on. */
async function storeRuns(from: number, runs: readonly Values[]): Promise<void> {
  for (const [index, values] of runs.entries()) await store(from + index, values);
}
const times = (count: number, values: Values = {}): Values[] => Array.from({ length: count }, () => values);

const query = <Row>(sql: string, values: unknown[] = []): Promise<Row[]> => test.database.dataSource.query(sql, values);

async function configIds(): Promise<Record<Name, number>> {
  const rows = await query<{ name: Name; id: number }>('SELECT name, id FROM config');
  return Object.fromEntries(rows.map(({ name, id }) => [name, id])) as Record<Name, number>;
}

const judgeAll = (stopping = new AbortController().signal) =>
  judge({ database: test.database, log: pino({ level: 'silent' }), stopping });

const joined = 'JOIN trend ON trend.id = trend_id JOIN config ON config.id = config_id';
const alarms = () =>
  query(`SELECT name, cause, severity, state, run, last_run AS "lastRun", end_run AS "endRun" FROM alarm ${joined}
         ORDER BY name, cause, run`);
/** The events of alarms, each as `config kind run`. */
const events = async (announced?: boolean) =>
  (
    await query<{ text: string }>(
      `SELECT concat_ws(' ', name, kind, alarm_event.run) AS text
       FROM alarm_event JOIN alarm ON alarm.id = alarm_id ${joined}
       WHERE $1::boolean IS NULL OR announced = $1 ORDER BY name, alarm_event.id`,
      [announced ?? null],
    )
  ).map(({ text }) => text);
const trendIds = async (name: Name) =>
  (
    await query<{ id: number }>('SELECT trend.id FROM trend JOIN config ON config.id = config_id WHERE name = $1', [
      name,
    ])
  ).map(({ id }) => id);
const alarmIds = async () => (await query<{ id: number }>('SELECT id FROM alarm ORDER BY id')).map(({ id }) => id);
const note = { by: 'Ada', comment: 'known' };
const until = { untilRun: null, untilTime: null };

describe('judge', () => {
  it('stores segments, and opens an alarm for a step, an outlier, missing values and a limit of a later scan', async () => {
    expect(await judgeAll()).toEqual({ trends: 4, opened: 0, resolved: 0 });
    const segments = `SELECT name, first_run AS first, last_run AS last, runs, significance IS NOT NULL AS "isStep"
                      FROM segment ${joined} ORDER BY name, first_run`;
    const whole = { first: firstRun, last: next - 1, runs: history, isStep: false };
    expect(await query(segments)).toEqual(names.toSorted().map((name) => ({ name, ...whole })));

    await storeRuns(next, [
      ...times(2, { stepping: 70, quiet: undefined }),
      { stepping: 71, spiky: 90, quiet: Number.NaN },
      { stepping: 70, limited: 61 },
      { stepping: 69, spiky: 50 },
    ]);
    expect(await judgeAll()).toEqual({ trends: 4, opened: 4, resolved: 0 });
    const open = { severity: 'warning', state: 'new', endRun: null };
    expect(await alarms()).toEqual([
      { name: 'limited', cause: 'limits', run: next + 3, lastRun: next + 3, ...open },
      { name: 'quiet', cause: 'anomalies', run: next, lastRun: next + 2, ...open },
      { name: 'spiky', cause: 'anomalies', run: next + 2, lastRun: next + 2, ...open },
      { name: 'stepping', cause: 'steps', run: next, lastRun: next + 4, ...open },
    ]);
    expect((await query<{ name: string }>(segments)).filter(({ name }) => name === 'stepping')).toEqual([
      { name: 'stepping', ...whole },
      { name: 'stepping', first: next, last: next + 4, runs: 5, isStep: true },
    ]);
    expect(await events(true)).toEqual([
      `limited opened ${next + 3}`,
      `quiet opened ${next}`,
      `spiky opened ${next + 2}`,
      `stepping opened ${next}`,
    ]);

    expect(await judgeAll()).toEqual({ trends: 0, opened: 0, resolved: 0 });
    await storeRuns(next + 5, times(2, { stepping: 70 }));
    expect(await judgeAll()).toMatchObject({ trends: 4, opened: 0, resolved: 3 });
    expect((await events()).filter((event) => event.includes('resolved'))).toEqual([
      `limited resolved ${next + 6}`,
      `quiet resolved ${next + 5}`,
      `spiky resolved ${next + 5}`,
    ]);
  });

  it('opens alarms of the first judgement for the newest runs, without announcing them', async () => {
    await store(firstRun + 2, { quiet: 90 }, { version: 2 });
    await storeRuns(next, [{ spiky: 90 }, { limited: 70 }]);
    expect(await judgeAll()).toMatchObject({ opened: 2 });
    expect(await events(false)).toEqual([`limited opened ${next + 1}`, `spiky opened ${next}`]);
    expect(await events(true)).toEqual([]);
    await store(next + 2, { quiet: 90 });
    await judgeAll();
    expect(await events(true)).toEqual([`quiet opened ${next + 2}`]);
  });

  it('opens no alarm for a run of more than 30 days before the newest one', async () => {
    await query(`UPDATE run SET start_time = timestamptz '2026-01-01' + (number - ${firstRun}) * interval '1 day'`);
    await judgeAll();
    await store(next - 20, { spiky: 90 }, { version: 2 });
    await store(next - 40, { quiet: 90 }, { version: 2 });
    expect(await judgeAll()).toMatchObject({ opened: 1 });
    expect(await alarms()).toMatchObject([{ name: 'spiky', run: next - 20, state: 'resolved' }]);
  });

  it('does not judge runs that are not significant, and judges again when the significance changes', async () => {
    await judgeAll();
    await store(next, { spiky: 90 });
    await query('UPDATE run SET significant = false WHERE number = $1', [next]);
    expect(await judgeAll()).toMatchObject({ opened: 0 });
    await query('UPDATE run SET significant = true WHERE number = $1', [next]);
    expect(await judgeAll()).toMatchObject({ trends: 4, opened: 1 });
    await query('UPDATE run SET significant = false WHERE number = $1', [next]);
    expect(await judgeAll()).toMatchObject({ trends: 4, opened: 0, resolved: 1 });
    expect(await alarms()).toMatchObject([{ name: 'spiky', state: 'resolved', run: next }]);
  });

  it('judges trends again whose config has other limits, and no others', async () => {
    await judgeAll();
    await store(next, { limited: 58 });
    await judgeAll();
    expect(await alarms()).toEqual([]);
    await configure(names, { limited: warning(57) });
    expect(await judgeAll()).toEqual({ trends: 1, opened: 1, resolved: 0 });
    await configure(names, { limited: warning(57, [severe]) });
    expect(await judgeAll()).toEqual({ trends: 1, opened: 0, resolved: 0 });
    await configure(names, { limited: warning(60) });
    expect(await judgeAll()).toEqual({ trends: 1, opened: 0, resolved: 1 });
    expect(await alarms()).toMatchObject([{ name: 'limited', cause: 'limits', severity: 'error', state: 'resolved' }]);
    expect(await events()).toEqual([`limited opened ${next}`, `limited worsened ${next}`, `limited resolved ${next}`]);
  });
  const severe = { severity: 'error', scope: 'ZeroBias', min: null, max: 57.5 } as const;

  it('resolves the alarms of a config that is no longer there', async () => {
    await judgeAll();
    await store(next, { spiky: 90 });
    await judgeAll();
    await configure(['stepping', 'limited', 'quiet']);
    expect(await judgeAll()).toEqual({ trends: 1, opened: 0, resolved: 1 });
    expect(await alarms()).toMatchObject([{ name: 'spiky', state: 'resolved' }]);
    await configure();
    expect(await judgeAll()).toMatchObject({ trends: 1 });
    expect(await alarms()).toMatchObject([{ name: 'spiky', state: 'new', endRun: null }]);
  });

  it('starts from a baseline that was set, and finds what differs from it', async () => {
    await judgeAll();
    await storeRuns(
      next,
      times(6, {}).map((_, index) => ({ stepping: 70 + (index % 3) })),
    );
    await judgeAll();
    expect(await setBaseline(test.database, await alarmIds(), note)).toHaveLength(1);
    expect(await judgeAll()).toEqual({ trends: 1, opened: 0, resolved: 0 });
    expect(await alarms()).toMatchObject([{ name: 'stepping', state: 'resolved', run: next, endRun: next }]);
    const later = [70, 72, 71, 71, 70, 72, 71, 70, 72, 71, 50].map((number) => ({ stepping: number }));
    await storeRuns(next + 6, later);
    await judgeAll();
    expect(await alarms()).toMatchObject([
      { name: 'stepping', cause: 'anomalies', state: 'new', run: next + 16 },
      { name: 'stepping', cause: 'steps', state: 'resolved' },
    ]);
    expect(await events()).toEqual([
      `stepping opened ${next}`,
      `stepping baseline ${next}`,
      `stepping opened ${next + 16}`,
    ]);
  });

  it('starts from the first run of a note with a new baseline, and as before once it is retired', async () => {
    await judgeAll();
    await storeRuns(
      next,
      times(6, {}).map((_, index) => ({ stepping: 70 + (index % 3) })),
    );
    expect(await judgeAll()).toMatchObject({ opened: 1 });
    const before = await alarms();
    const segments = (): Promise<unknown[]> =>
      query(`SELECT first_run, significance IS NULL AS "hasNoStep" FROM segment ${joined} WHERE name = 'stepping'
             ORDER BY first_run`);
    const judged = await segments();
    expect(before).toMatchObject([{ name: 'stepping', cause: 'steps', state: 'new', run: next }]);
    const content = parseContent({
      firstRun: next,
      kind: 'intervention',
      text: 'new gains',
      newBaseline: true,
      subsystem: 'Tracker',
      config: 'stepping',
    });
    const id = await addNote(test.database, content, 'Ada');
    expect(await judgeAll()).toEqual({ trends: 1, opened: 0, resolved: 1 });
    expect(await alarms()).toMatchObject([{ name: 'stepping', state: 'resolved', run: next }]);
    expect(await segments()).toEqual([
      { first_run: firstRun, hasNoStep: true },
      { first_run: next, hasNoStep: true },
    ]);
    expect(await judgeAll()).toEqual({ trends: 0, opened: 0, resolved: 0 });

    await retireNote(test.database, id, 'Bob', 'the gains are back');
    expect(await judgeAll()).toEqual({ trends: 1, opened: 0, resolved: 0 });
    expect(await alarms()).toEqual(before);
    expect(await segments()).toEqual(judged);
    await restoreNote(test.database, id, 'Bob', 'they are not');
    expect(await judgeAll()).toEqual({ trends: 1, opened: 0, resolved: 1 });
    await editNote(test.database, id, { content: { ...content, newBaseline: false }, revision: 3, by: 'Ada' });
    expect(await judgeAll()).toMatchObject({ trends: 1, resolved: 0 });
    expect(await alarms()).toEqual(before);
    const wide = { ...content, config: null };
    await editNote(test.database, id, { content: wide, revision: 4, by: 'Ada' });
    expect(await judgeAll()).toEqual({ trends: 4, opened: 0, resolved: 1 });
  });

  it('takes the later one of the baselines that an alarm and notes set', async () => {
    await judgeAll();
    const baselines = async (): Promise<(number | null)[]> => {
      const starts = await findLevelStarts(test.database, await trendIds('stepping'));
      return [...starts.values()].map(({ baselineRun }) => baselineRun);
    };
    const note = { kind: 'conditions', text: 'x', newBaseline: true };
    expect(await baselines()).toEqual([null]);
    await addNote(test.database, parseContent({ ...note, firstRun: firstRun + 5 }), 'Ada');
    await addNote(test.database, parseContent({ ...note, fill: 9 }), 'Ada');
    expect(await baselines()).toEqual([firstRun + 5]);
    await query('UPDATE run SET fill = 9 WHERE number >= $1', [firstRun + 7]);
    expect(await baselines()).toEqual([firstRun + 7]);
    expect(await judgeAll()).toMatchObject({ trends: 4 });
    await query('UPDATE judged_trend SET baseline_run = $1', [firstRun + 9]);
    expect(await baselines()).toEqual([firstRun + 9]);
    await query('UPDATE judged_trend SET baseline_run = $1', [firstRun + 6]);
    expect(await baselines()).toEqual([firstRun + 7]);
  });

  it('keeps an acknowledgement until the trend is back to normal, and a mute beyond', async () => {
    await judgeAll();
    await store(next, { spiky: 90, quiet: 90 });
    await judgeAll();
    const [first = 0, second = 0] = await alarmIds();
    await acknowledgeAlarms(test.database, [first], { ...note, ...until, muted: false });
    await acknowledgeAlarms(test.database, [second], { ...note, ...until, muted: true });
    await store(next + 1, { spiky: 95, quiet: 95 });
    expect(await judgeAll()).toMatchObject({ opened: 0, resolved: 0 });
    expect(await alarms()).toMatchObject([
      { state: 'acknowledged', lastRun: next + 1 },
      { state: 'acknowledged', lastRun: next + 1 },
    ]);
    await storeRuns(next + 2, times(8));
    expect(await judgeAll()).toMatchObject({ opened: 0, resolved: 1 });
    await store(next + 10, { spiky: 90, quiet: 90 });
    expect(await judgeAll()).toMatchObject({ opened: 1, resolved: 0 });
    expect(await query(`SELECT alarm.id, alarm.run, state FROM alarm WHERE muted`)).toEqual([
      { id: second, run: next, state: 'acknowledged' },
    ]);
    await reopenAlarms(test.database, [second], note);
    await storeRuns(next + 11, times(3));
    await judgeAll();
    expect(await query("SELECT FROM alarm WHERE state <> 'resolved'")).toEqual([]);
  });

  it('judges values of a better file, and runs that come late', async () => {
    await judgeAll();
    await store(next + 1, { spiky: 90 });
    await judgeAll();
    await store(next + 1, { spiky: 50 }, { version: 2 });
    expect(await judgeAll()).toMatchObject({ opened: 0, resolved: 1 });
    await store(next, { quiet: 90 });
    expect(await judgeAll()).toMatchObject({ opened: 1, resolved: 0 });
    await store(next + 1, { spiky: 91 }, { version: 3 });
    await judgeAll();
    expect(await alarms()).toMatchObject([
      { name: 'quiet', state: 'new', run: next },
      { name: 'spiky', state: 'new', run: next + 1 },
    ]);
    expect(await events()).toEqual([
      `quiet opened ${next}`,
      `spiky opened ${next + 1}`,
      `spiky resolved ${next + 1}`,
      `spiky reopened ${next + 1}`,
    ]);
  });

  it('judges each dataset by its own points, and only those with new files', async () => {
    await judgeAll();
    for (const [index, values] of times(history, { quiet: 90 }).entries())
      await store(firstRun + index, values, { dataset: 'Muon0' });
    expect(await judgeAll()).toEqual({ trends: 4, opened: 0, resolved: 0 });
    await store(next, { quiet: 91 }, { dataset: 'Muon0' });
    expect(await judgeAll()).toMatchObject({ trends: 4 });
  });

  it('stores numbers that no database can add up', async () => {
    await judgeAll();
    await storeRuns(next, [
      { spiky: 1.7e308, quiet: -1.7e308, limited: 6.9e-310 },
      { spiky: -1.7e308, limited: 1e200 },
    ]);
    expect(await judgeAll()).toMatchObject({ trends: 4, opened: 3 });
  });

  it('stops, and continues where it was interrupted', async () => {
    await judgeAll();
    await store(next, { spiky: 90, limited: 70 });
    const stopped = new AbortController();
    stopped.abort(new Error('stopped'));
    await expect(judgeAll(stopped.signal)).rejects.toThrow('stopped');
    expect(await judgeAll()).toEqual({ trends: 4, opened: 2, resolved: 0 });
  });

  it('does not announce the rest of a first judgement that was interrupted', async () => {
    for (const dataset of ['ZeroBias', 'Muon0'])
      for (let run = firstRun; run <= next; run += 1)
        if (dataset === 'Muon0' || run === next) await store(run, run === next ? { spiky: 90 } : {}, { dataset });
    const { signal } = new AbortController();
    let datasets = 0;
    signal.throwIfAborted = () => {
      datasets += 1;
      if (datasets === 2) throw new Error('stopped');
    };
    await expect(judgeAll(signal)).rejects.toThrow('stopped');
    expect(await events()).toEqual([`spiky opened ${next}`]);
    expect(await judgeAll()).toMatchObject({ opened: 1 });
    expect(await events(false)).toEqual([`spiky opened ${next}`, `spiky opened ${next}`]);
  });

  it('judges once if two processes judge concurrently', async () => {
    await judgeAll();
    await store(next, { spiky: 90, limited: 70 });
    const summaries = await Promise.all([judgeAll(), judgeAll()]);
    expect(summaries.map(({ trends }) => trends).toSorted()).toEqual([0, 4]);
    expect(await alarmIds()).toHaveLength(2);
  });
});
