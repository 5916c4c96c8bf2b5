import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../server/app/project.ts';
import { startServer, type WebServer } from '../../server/api/server.ts';
import { type Database, openDatabase } from '../../server/store/connection/database.ts';
import { dropUrl, freshUrl, scannedUrl } from '../database.ts';
import { hdqm } from './command.ts';
import { serverOptions } from './server-context.ts';

let url: string;
let database: Database;
let server: WebServer;
beforeAll(async () => {
  url = await scannedUrl('sample');
  database = await openDatabase({ url, dataFolder: '' });
  server = await startServer(serverOptions(database), '127.0.0.1', 0);
});
afterAll(async () => {
  await server.close();
  await database.close();
  await dropUrl(url);
});

interface Answer<T> {
  readonly data: T;
  readonly errors?: readonly { readonly message: string }[];
}

async function request<T>(text: string, variables: object = {}): Promise<Answer<T>> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query: text, variables }),
  });
  return (await response.json()) as Answer<T>;
}

async function send<T>(text: string, variables: object): Promise<T> {
  const { data, errors } = await request<T>(text, variables);
  expect(errors).toBeUndefined();
  return data;
}

const query = <T>(text: string): Promise<T> => send<T>(text, {});
const errorOf = async (text: string): Promise<string | undefined> => (await request(text)).errors?.[0]?.message;

describe('certification flags of the sample', () => {
  it('are fields of a run, of all columns or of a subsystem', async () => {
    const counts = 'lumisections { good bad standby excluded notset empty }';
    const fields = `column dataset subsystems status goodShare ${counts} comments causes problem`;
    const { run } = await query<{ run: { lumisections: number; all: unknown[]; strips: unknown[]; some: unknown[] } }>(
      `{ run(number: 367517) { lumisections all: flags { column } strips: flags(subsystem: "SiStrips") { ${fields} }
        some: flags(columns: ["dt-dt", "none-none"]) { column } } }`,
    );
    expect(run.lumisections).toBe(246);
    expect(run.all).toHaveLength(10);
    expect(run.some).toEqual([{ column: 'dt-dt' }]);
    expect(run.strips).toEqual([
      {
        column: 'tracker-strip',
        dataset: 'online',
        subsystems: ['SiStrips', 'Tracker'],
        status: 'BAD',
        goodShare: 64 / 246,
        lumisections: { good: 64, bad: 172, standby: 10, excluded: 0, notset: 0, empty: 0 },
        comments: ['TIB- layer 2 off, power group 3'],
        causes: ['Power'],
        problem: null,
      },
    ]);
  });

  it('are lists beside the columns of the runs of a dataset', async () => {
    const { datasetRuns } = await query<{
      datasetRuns: { columns: { runs: number[] }; flags: { column: string; statuses: (string | null)[] }[] };
    }>(
      `{ datasetRuns(primaryDataset: "ZeroBias", processing: "PromptReco", select: { from: 367406, to: 369874, significant: false }) {
        columns { runs } flags(subsystem: "CSC") { column statuses goodShares } } }`,
    );
    const [flags] = datasetRuns.flags;
    const statusOf = (run: number) => flags?.statuses[datasetRuns.columns.runs.indexOf(run)];
    expect(datasetRuns.flags.map(({ column }) => column)).toEqual(['csc-csc']);
    expect(flags?.statuses).toHaveLength(datasetRuns.columns.runs.length);
    expect([367406, 367414, 369874].map(statusOf)).toEqual(['GOOD', null, 'BAD']);
  });

  it('select runs, and are the reason for those excluded', async () => {
    const { datasetRuns } = await query<{ datasetRuns: { matching: number; excluded: unknown[] } }>(
      `{ datasetRuns(primaryDataset: "ZeroBias", processing: "PromptReco",
        select: { from: 367406, to: 367520, flags: [{ column: "tracker-strip", statuses: [GOOD], minGoodShare: 0.5 }] }) {
        matching excluded { name count } } }`,
    );
    expect(datasetRuns.matching).toBe(8);
    expect(datasetRuns.excluded).toContainEqual({ name: 'flag tracker-strip not known', count: 1 });
    expect(datasetRuns.excluded).toContainEqual({
      name: 'flag tracker-strip is not GOOD and GOOD for 50 % of the lumisections',
      count: 1,
    });
  });

  it('have columns with their subsystems', async () => {
    const { flagColumns } = await query<{ flagColumns: { name: string }[] }>(
      '{ flagColumns { name subsystems datasets } }',
    );
    expect(flagColumns).toContainEqual({ name: 'cms-cms', subsystems: [], datasets: ['online'] });
    expect(flagColumns).toContainEqual({ name: 'muon-muon', subsystems: ['Muons'], datasets: [] });
    expect(flagColumns).toContainEqual({
      name: 'tracker-pixel',
      subsystems: ['Pixel', 'PixelPhase1', 'Tracker'],
      datasets: ['online'],
    });
  });
});

describe('golden JSON', () => {
  const golden = { '367406': [[1, 100]], '367408': [[1, 10], [20, 205]], '367411': [[1, 1]] }; // prettier-ignore
  const dataset = 'primaryDataset: "ZeroBias", processing: "PromptReco"';

  it('selects runs by the share of their lumisections', async () => {
    const { lumisections } = await query<{ lumisections: { items: { number: number; lumisections: number }[] } }>(
      '{ lumisections: runs(select: { numbers: [367406, 367408, 367411], significant: false }) { items { number lumisections } } }',
    );
    const [last = 0, , first = 0] = lumisections.items.map(({ lumisections }) => lumisections);
    expect(first).toBeGreaterThan(100);
    const select = async (minGoldenShare: number) => {
      const { datasetRuns } = await send<{
        datasetRuns: { columns: { runs: number[] }; excluded: { name: string }[] };
      }>(
        `query ($select: RunSelection) { datasetRuns(${dataset}, select: $select) { columns { runs } excluded { name count } } }`,
        { select: { goldenJson: golden, minGoldenShare, significant: false } },
      );
      return datasetRuns;
    };
    expect((await select(0)).columns.runs).toEqual([367406, 367408, 367411]);
    expect((await select(100 / first)).columns.runs).toContain(367406);
    const above = await select(100 / first + 0.001);
    expect(above.columns.runs).not.toContain(367406);
    expect(above.excluded.map(({ name }) => name).join()).toMatch(
      /less than \d+\.?\d* % of the lumisections in the golden JSON/,
    );
    expect((await select(1 / last)).columns.runs).toContain(367411);
    expect(await errorOf('{ runs(select: { minGoldenShare: 0.5 }) { total } }')).toBe(
      'minGoldenShare needs a golden JSON: give goldenJson or saved',
    );
  });

  it('round-trips through a saved selection with its lumisections', async () => {
    const { saveSelection: saved } = await send<{ saveSelection: string }>(
      'mutation ($golden: JSONObject!) { saveSelection(goldenJson: $golden) }',
      { golden },
    );
    const export_ = `goldenJson(${dataset}, select: { saved: "${saved}", significant: false }) { json runs unknown }`;
    const { goldenJson } = await query<{ goldenJson: object }>(`{ ${export_} }`);
    expect(goldenJson).toEqual({ json: golden, runs: 3, unknown: [] });
    const some = `{ runs(select: { saved: "${saved}", minGoldenShare: 0.1, significant: false }) { items { number } } }`;
    expect(await query(some)).toEqual({ runs: { items: [{ number: 367408 }, { number: 367406 }] } });
  });

  it('is made of any selection, with all lumisections; runs whose number is not known are listed', async () => {
    await database.dataSource.query('UPDATE run SET lumisections = NULL WHERE number = 367411');
    const { goldenJson } = await query<{ goldenJson: { json: object; runs: number; unknown: number[] } }>(
      '{ goldenJson(select: { from: 367408, to: 367411 }) { json runs unknown } }',
    );
    expect(goldenJson).toEqual({ json: { '367408': [[1, 205]] }, runs: 1, unknown: [367411] });
    expect(await query('{ goldenJson(primaryDataset: "None", processing: "None") { runs } }')).toEqual({
      goldenJson: null,
    });
    expect(await errorOf('{ goldenJson(primaryDataset: "ZeroBias") { runs } }')).toMatch(/name a dataset together/);
  });
});

describe('suggested run list', () => {
  const range = { from: 367406, to: 367520 };
  const rule = { flags: [{ column: 'tracker-strip', statuses: ['GOOD'] }], minRecordedLumi: 0.1 };
  const suggest = (variables: object) =>
    send<{
      suggestedRuns: { runs: { run: number; isGood: boolean; reasons: string[] }[]; golden: object; unknown: number[] };
    }>(
      `query ($subsystem: String, $select: RunSelection, $rule: SuggestionRuleInput) {
        suggestedRuns(subsystem: $subsystem, primaryDataset: "ZeroBias", processing: "PromptReco", select: $select, rule: $rule) {
          runs { run isGood reasons } golden unknown
        }
      }`,
      variables,
    );

  it('has every selected run with the reasons, and the good ones in golden form', async () => {
    await database.dataSource.query('UPDATE run SET lumisections = NULL WHERE number = 367411');
    const { suggestedRuns } = await suggest({ subsystem: 'GEM', select: range, rule });
    const bad = suggestedRuns.runs.filter(({ isGood }) => !isGood);
    expect(bad).toEqual([
      { run: 367517, isGood: false, reasons: ['flag tracker-strip is BAD (GOOD for 26 % of the lumisections)'] },
    ]);
    expect(suggestedRuns.unknown).toEqual([367411]);
    const good = suggestedRuns.runs.flatMap(({ run, isGood }) => (isGood && run !== 367411 ? [String(run)] : []));
    expect(Object.keys(suggestedRuns.golden)).toEqual(good);
    expect(suggestedRuns.golden).toMatchObject({ '367406': [[1, 143]] });
  });

  it('takes limits and open alarms of the subsystem into account, as chosen', async () => {
    const [trend] = await database.dataSource.query<{ id: number; config: number; value: number; name: string }[]>(
      `SELECT trend.id, config.id AS config, config.name, point.value FROM trend JOIN config ON config.id = config_id JOIN dataset ON dataset.id = dataset_id
       JOIN point ON point.trend_id = trend.id AND run_number = 367408
       WHERE subsystem = 'Tracker' AND primary_dataset = 'ZeroBias' AND processing = 'PromptReco' AND value IS NOT NULL ORDER BY 1 LIMIT 1`,
    );
    if (!trend) throw new Error('the sample has no trend');
    const limits = [{ severity: 'error', min: null, max: trend.value - 1, scope: null }];
    await database.dataSource.query('UPDATE config SET limits = $1 WHERE id = $2', [
      JSON.stringify(limits),
      trend.config,
    ]);
    await database.dataSource.query(
      `INSERT INTO alarm (trend_id, cause, severity, state, run, last_run, opened_at)
       VALUES ($1, 'limits', 'warning', 'acknowledged', 367411, 367419, now()), ($1, 'steps', 'warning', 'resolved', 367406, 367520, now())`,
      [trend.id],
    );
    const name = `Tracker ${trend.name} in ZeroBias PromptReco`;
    const reasonsBy = async (rule: object, subsystem: string | null = 'Tracker') => {
      const { suggestedRuns } = await suggest({ subsystem, select: range, rule });
      return Object.fromEntries(suggestedRuns.runs.map(({ run, reasons }) => [run, reasons])) as Record<
        number,
        string[]
      >;
    };
    const limited = (await reasonsBy({ alarms: null }))[367408]?.join() ?? '';
    expect(limited).toMatch(/^error limit: /);
    expect(limited).toContain(name);
    const alarmed = await reasonsBy({ limits: null }, null);
    expect(alarmed[367411]).toEqual([`warning alarm: ${name}, since run 367411`]);
    expect(alarmed[367408]).toEqual([]);
    expect((await reasonsBy({ limits: null, alarms: 'error' }))[367411]).toEqual([]);
    expect((await reasonsBy({}, 'DT'))[367408]).toEqual([]);
    // A value beyond a limit, of too few entries to be judged.
    await database.dataSource.query('UPDATE config SET min_entries = 1e15 WHERE id = $1', [trend.config]);
    expect((await reasonsBy({ alarms: null }))[367408]).toEqual([]);
  });

  it('is exported by URL and by command', async () => {
    const parameters = 'subsystem=GEM&runs=367514-367520&ruleFlag=tracker-strip:GOOD&ruleFlag=tracker-strip:0.5';
    const response = await fetch(`${server.url}/export/suggested-runs.csv?${parameters}`);
    const csv = `run,good,reasons
367514,true,
367517,false,"flag tracker-strip is BAD (GOOD for 26 % of the lumisections); flag tracker-strip is GOOD for 26 % of the lumisections, less than 50 %"
367520,true,
`;
    expect((await response.text()).replaceAll('\r\n', '\n')).toBe(csv);
    const invalid = await fetch(`${server.url}/export/suggested-runs.csv?ruleFlag=tracker-strip`);
    expect(invalid.status).toBe(400);
    expect(await invalid.text()).toContain("'tracker-strip' is no filter on a flag");
    const options = [
      '--subsystem',
      'GEM',
      '--runs',
      '367514-367520',
      '--flags',
      'tracker-strip:GOOD',
      'tracker-strip:0.5',
    ];
    const printed = await hdqm(['suggest-runs', ...options, '--format', 'csv'], { DATABASE_URL: url });
    expect(printed.stdout.replaceAll('\r\n', '\n')).toBe(csv);
    const golden = await hdqm(['suggest-runs', ...options], { DATABASE_URL: url });
    expect(JSON.parse(golden.stdout)).toEqual({ '367514': [[1, 115]], '367520': [[1, 180]] });
    expect((await hdqm(['suggest-runs', '--flags', 'GOOD'], { DATABASE_URL: url })).status).toBe(2);
  });
});

it('files of rules with problems are reported by `hdqm check`; significance rules prevent the start', async () => {
  const configs = mkdtempSync(path.join(tmpdir(), 'hdqm-rules-'));
  cpSync(path.join(projectRoot, 'configs/Tracker'), path.join(configs, 'Tracker'), { recursive: true });
  writeFileSync(path.join(configs, 'significance.ini'), '[*collision*]\nminRecordedLumi = 0.1\n');
  writeFileSync(path.join(configs, 'run-registry.ini'), '[Trackr]\ncolumns = tracker-strip\n');
  const empty = await freshUrl();
  try {
    const environment = { HDQM_CONFIGS: configs, DATABASE_URL: empty };
    const checked = await hdqm(['check'], environment);
    expect(checked.status).toBe(1);
    expect(checked.stdout).toContain('run-registry.ini:1: no config has the subsystem Trackr; did you mean Tracker?');
    const problem =
      "significance.ini:2: minRecordedLumi is '0.1': expected a luminosity with its unit, such as 0.1 /pb";
    expect(checked.stdout).toContain(problem);
    for (const command of ['enrich', 'serve']) {
      const { status, stderr } = await hdqm([command], { ...environment, PORT: '0' });
      expect({ status, stderr }).toMatchObject({ status: 2, stderr: expect.stringContaining(problem) as string });
    }
  } finally {
    await dropUrl(empty);
  }
});
