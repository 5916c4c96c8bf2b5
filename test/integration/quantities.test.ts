import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type WebServer } from '../../server/api/server.ts';
import { projectRoot } from '../../server/app/project.ts';
import { type Database, openDatabase } from '../../server/store/connection/database.ts';
import { dropUrl, scannedUrl } from '../database.ts';
import { hdqm, sampleTree } from './command.ts';
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

async function request<T>(text: string, variables: object = {}): Promise<{ data: T; errors?: { message: string }[] }> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ query: text, variables });
  const response = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body });
  return (await response.json()) as { data: T; errors?: { message: string }[] };
}

const dataset = 'primaryDataset: "ZeroBias", processing: "PromptReco"';
const selectRuns = (select: object) =>
  request<{ datasetRuns: { columns: { runs: number[] }; excluded: { name: string; count: number }[] } }>(
    `query ($select: RunSelection) { datasetRuns(${dataset}, select: $select) { columns { runs } excluded { name count } } }`,
    { select },
  );

describe('quantities of the sample', () => {
  it('are listed: those of all installations, then pile-up and colliding bunches', async () => {
    const { data } = await request<{ runQuantities: { key: string; title: string; unit: string }[] }>(
      '{ runQuantities { key title unit } }',
    );
    expect(data.runQuantities[0]).toEqual({ key: 'recorded', title: 'Recorded luminosity', unit: '1/pb' });
    expect(data.runQuantities.slice(-2)).toEqual([
      { key: 'pileup', title: 'Peak pile-up of the fill', unit: '' },
      { key: 'bunches', title: 'Colliding bunches', unit: '' },
    ]);
  });

  it('are fields of a run and lists beside the columns of the runs of a dataset', async () => {
    const { data } = await request<{
      run: { quantities: { key: string; value: number | null }[] };
      datasetRuns: {
        columns: { runs: number[]; recordedLumis: number[] };
        quantities: { key: string; values: (number | null)[] }[];
      };
    }>(`{ run(number: 367406) { quantities { key value } }
      datasetRuns(${dataset}, select: { from: 367406, to: 367520 }) { columns { runs recordedLumis } quantities { key values } } }`);
    const { columns, quantities } = data.datasetRuns;
    const listed = (key: string) => quantities.find((quantity) => quantity.key === key)?.values;
    expect(listed('recorded')).toEqual(columns.recordedLumis);
    const pileup = data.run.quantities.find(({ key }) => key === 'pileup')?.value;
    expect(pileup).toBeGreaterThan(40);
    expect(listed('pileup')?.[columns.runs.indexOf(367406)]).toBe(pileup);
  });

  it('select runs; a run whose value is not known is not selected', async () => {
    const all = (await selectRuns({ significant: false })).data.datasetRuns.columns.runs;
    const some = await selectRuns({ significant: false, quantities: [{ key: 'pileup', min: 50, max: 60 }] });
    const { columns, excluded } = some.data.datasetRuns;
    expect(columns.runs.length).toBeGreaterThan(0);
    expect(columns.runs.length).toBeLessThan(all.length);
    expect(excluded.map(({ name }) => name)).toContain('pileup not from 50 to 60');
    expect(
      (await selectRuns({ quantities: [{ key: 'field', min: -4, max: 0 }] })).data.datasetRuns.columns.runs,
    ).toEqual([]);
    const { errors } = await selectRuns({ quantities: [{ key: 'pilup', min: 1 }] });
    expect(errors?.[0]?.message).toBe('there is no quantity pilup of runs: did you mean pileup?');
  });

  it('select the points of exports, and are columns of these', async () => {
    const runs = (await selectRuns({ quantities: [{ key: 'pileup', min: 60 }] })).data.datasetRuns.columns.runs;
    const parameters =
      'subsystem=Tracker&pd=ZeroBias&ps=PromptReco&latest=all&name=NumberOfTrack_mean&quantity=pileup:60:';
    const rows = (await (await fetch(`${server.url}/export/points.json?${parameters}&with=pileup,fill`)).json()) as {
      run: number;
      pileup: number;
    }[];
    expect(rows.map(({ run }) => run)).toEqual(runs);
    expect(rows.every(({ pileup }) => pileup >= 60)).toBe(true);
    const table = (await (await fetch(`${server.url}/export/runs.json?latest=all`)).json()) as {
      number: number;
      bunches: number | null;
    }[];
    expect(table.find(({ number }) => number === 367406)?.bunches).toBe(2440);
    const unknown = await fetch(`${server.url}/export/points.json?${parameters}&with=bunch`);
    expect(unknown.status).toBe(400);
    expect(await unknown.json()).toMatchObject({
      errors: [{ message: 'runs have no attribute bunch: did you mean bunches?' }],
    });
  });
});

describe('quantities in commands', () => {
  it('select the exported points', async () => {
    const export_ = (...args: string[]) =>
      hdqm(['export', '--format', 'ndjson', '--subsystem', 'Tracker', '--names', 'NumberOfTrack_mean', ...args], {
        DATABASE_URL: url,
        EOS_ROOT: sampleTree,
      });
    const { stdout, status } = await export_(
      '--with',
      'bunches',
      '--quantity',
      'pileup::50',
      '--quantity',
      'bunches:1',
    );
    const points = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { bunches: number });
    expect(status).toBe(0);
    expect(points.length).toBeGreaterThan(0);
    expect(points.every(({ bunches }) => bunches === 1805)).toBe(true);
    expect(await export_('--quantity', 'pilup:1')).toMatchObject({
      status: 1,
      stderr: 'there is no quantity pilup of runs: did you mean pileup?\n',
    });
    expect((await export_('--quantity', 'pileup')).stderr).toContain("'pileup' is no filter on a quantity");
  });

  it('are checked, and derived again from the stored answers where the settings differ, without a query', async () => {
    const configs = mkdtempSync(path.join(tmpdir(), 'hdqm-configs-'));
    cpSync(path.join(projectRoot, 'configs/Tracker'), path.join(configs, 'Tracker'), { recursive: true });
    const file = path.join(configs, 'quantities.ini');
    writeFileSync(file, '[init]\ntitle = Start\npath = oms.attribute.init_lumi\n');
    // With a tree of its own and no client ID, no service is configured.
    const environment = { DATABASE_URL: url, EOS_ROOT: sampleTree, HDQM_CONFIGS: configs };
    const checked = await hdqm(['check'], environment);
    expect(checked.status).toBe(1);
    expect(checked.stdout).toContain(
      "quantities.ini:3: path is 'oms.attribute.init_lumi': expected oms.attributes.NAME or oms.fill.NAME; did you mean attributes?",
    );
    writeFileSync(file, '[init]\ntitle = Start\nunit = /ub/s\npath = oms.attributes.init_lumi\n');
    expect((await hdqm(['check'], environment)).stdout).toContain('no problems');
    await hdqm(['enrich'], environment);
    const derived = (quantity: string) =>
      writeFileSync(
        path.join(configs, 'Tracker/derived.ini'),
        `[derived:ByLumi]\nexpression = \${NumberOfTrack_mean} * 0 + ${quantity}\nyTitle = y\n`,
      );
    derived('ini');
    expect((await hdqm(['check'], environment)).stdout).toMatch(
      /derived\.ini:2: .*ini is no quantity of runs.*did you mean init\?/,
    );
    derived('init');
    expect((await hdqm(['scan'], environment)).status).toBe(0);
    const values = () =>
      database.dataSource.query<{ value: number }[]>(
        `SELECT DISTINCT value FROM point JOIN trend ON trend.id = trend_id JOIN config ON config.id = config_id
         WHERE config.name = 'ByLumi' AND value IS NOT NULL`,
      );
    expect(await values()).toEqual([{ value: 19000 }]);
    const prescale = '[init]\ntitle = Start\nunit = /ub/s\npath = oms.attributes.initial_prescale_index\n';
    writeFileSync(file, prescale);
    await hdqm(['enrich'], environment);
    expect((await values()).map(({ value }) => value).toSorted()).toContain(2);
    writeFileSync(file, prescale.replace('initial_prescale_index', 'init_lumi'));
    await hdqm(['enrich'], environment);
    const { data } = await request<{ run: { quantities: { key: string; value: number | null }[] } }>(
      '{ run(number: 367406) { quantities { key title unit value } } }',
    );
    expect(data.run.quantities.at(-1)).toEqual({ key: 'init', title: 'Start', unit: '/ub/s', value: 19000 });
    expect(data.run.quantities.map(({ key }) => key)).not.toContain('pileup');
  });
});
