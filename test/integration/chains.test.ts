/** A chain of datasets of the sample through the commands and the HTTP API of a served installation. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dropUrl, freshUrl } from '../database.ts';
import {
  copySample,
  ended,
  type Environment,
  hdqm,
  printed,
  samplePath,
  startHdqm,
  temporaryFolder,
} from './command.ts';

const config = `
[plot:Tracks]
metric = basic.Mean()
relativePath = Tracking/TrackParameters/highPurityTracks/pt_1/GeneralProperties/NumberOfTracks_GenTk
yTitle = tracks
warning.ZeroBias = ..1
warning = ..2

[derived:Twice]
expression = 2 * \${Tracks}
yTitle = tracks
`;
const chain = `
[dataset:Minimum bias]
members = ZeroBias/PromptReco, ZeroBias2/PromptReco, ZeroBais/PromptReco
`;
/** Runs of the member before the renaming, after it, and of both. */
const runs = { first: [370293, 370298], second: [370295, 370301], both: 370295 } as const;

let tree: Awaited<ReturnType<typeof temporaryFolder>>;
let environment: Environment;
let url: string;
let base: string;
let server: ReturnType<typeof startHdqm>;

/** Copies the file of a run under the name of another primary dataset. */
async function copyRenamed(run: number): Promise<void> {
  const from = samplePath('ZeroBias', 'Run2023D', run);
  const to = from.replaceAll('ZeroBias', 'ZeroBias2');
  const target = path.join(tree.folder, 'eos');
  await mkdir(path.dirname(path.join(target, to)), { recursive: true });
  await copySample(from, target, to);
}

beforeAll(async () => {
  tree = await temporaryFolder();
  const configs = path.join(tree.folder, 'configs');
  environment = { EOS_ROOT: path.join(tree.folder, 'eos'), HDQM_CONFIGS: configs, SCAN_SCHEDULE: 'off' };
  await mkdir(path.join(configs, 'Tracker'), { recursive: true });
  await writeFile(path.join(configs, 'Tracker/trends.ini'), config);
  await writeFile(path.join(configs, 'datasets.ini'), chain);
  for (const run of [...runs.first, runs.both])
    await copySample(samplePath('ZeroBias', 'Run2023D', run), environment['EOS_ROOT'] ?? '');
  for (const run of runs.second) await copyRenamed(run);
  url = await freshUrl();
  expect(await hdqm(['scan'], { DATABASE_URL: url, ...environment })).toMatchObject({ status: 0 });
  server = startHdqm(['serve'], { DATABASE_URL: url, PORT: '0', ...environment });
  [, base = ''] = await printed(server, /(http:\/\/127\.0\.0\.1:\d+)/);
});
afterAll(async () => {
  const over = ended(server);
  server.kill('SIGTERM');
  await over;
  await dropUrl(url);
  await tree.remove();
});

async function request<T>(query: string, variables: object = {}): Promise<T> {
  const response = await fetch(`${base}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: T; errors?: unknown };
  expect(errors).toBeUndefined();
  return data;
}

const dataset = 'primaryDataset: "Minimum bias", processing: "chain"';
const all = [...runs.first, ...runs.second].toSorted((a, b) => a - b);

describe('a chain of datasets', () => {
  it('is a dataset of its subsystem with its members, and not the default', async () => {
    const { subsystems, defaultView } = await request<{
      subsystems: { datasets: object[] }[];
      defaultView: { primaryDataset: string };
    }>('{ subsystems { datasets { primaryDataset processing runCount members } } defaultView { primaryDataset } }');
    expect(subsystems[0]?.datasets.at(-1)).toEqual({
      primaryDataset: 'Minimum bias',
      processing: 'chain',
      runCount: all.length,
      members: ['ZeroBias/PromptReco', 'ZeroBias2/PromptReco', 'ZeroBais/PromptReco'],
    });
    expect(defaultView.primaryDataset).toBe('ZeroBias');
  });

  it('has trends, derived ones too, whose points name their datasets and files', async () => {
    const { trends, datasetRuns } = await request<{
      trends: {
        id: string;
        columns: { runs: number[]; values: number[] };
        points: { value: number; dataset: { primaryDataset: string }; file: { path: string } }[];
        limits: { max: number; firstRun: number; lastRun: number }[];
      }[];
      datasetRuns: { matching: number; columns: { runs: number[]; members: string[] } };
    }>(`{ trends(subsystem: "Tracker", ${dataset}) {
        id columns { runs values } points { value dataset { primaryDataset } file { path } } limits { max firstRun lastRun } }
      datasetRuns(${dataset}) { matching columns { runs members } } }`);
    const [tracks, twice] = trends;
    expect(tracks?.columns.runs).toEqual(all);
    expect(twice?.columns.values).toEqual(tracks?.columns.values.map((value) => 2 * value));
    const member = (run: number): string => (run === 370301 ? 'ZeroBias2' : 'ZeroBias');
    expect(tracks?.points.map(({ dataset }) => dataset.primaryDataset)).toEqual(all.map(member));
    expect(tracks?.points.at(-1)?.file.path).toContain('__ZeroBias2__');
    expect(datasetRuns.columns).toEqual({ runs: all, members: all.map((run) => `${member(run)}/PromptReco`) });
    // The limits of the member that has the run.
    expect(tracks?.limits).toEqual([
      { max: 1, firstRun: 370293, lastRun: 370298 },
      { max: 2, firstRun: 370301, lastRun: 370301 },
    ]);
    const { monitorElements, trend } = await request<{
      monitorElements: { state: string; file: string }[];
      trend: { dataset: { primaryDataset: string }; columns: { runs: number[] } };
    }>(
      `query ($id: ID!) { monitorElements(trend: $id, run: 370301) { state file }
        trend(id: $id) { dataset { primaryDataset } columns { runs } } }`,
      { id: tracks?.id },
    );
    expect(monitorElements).toMatchObject([{ state: 'READ', file: expect.stringContaining('__ZeroBias2__') }]);
    expect(trend).toEqual({ dataset: { primaryDataset: 'Minimum bias' }, columns: { runs: all } });
    const { derivedInputs } = await request<{ derivedInputs: object[] }>(
      'query ($id: ID!) { derivedInputs(trend: $id, run: 370301) { config primaryDataset value } }',
      { id: twice?.id },
    );
    expect(derivedInputs).toEqual([
      { config: 'Tracks', primaryDataset: 'ZeroBias2', value: tracks?.columns.values.at(-1) },
    ]);
  });

  it('has expressions, comparisons and files to read like a dataset', async () => {
    const { derive, compareTrends, file } = await request<{
      derive: { columns: { runs: number[]; values: number[] } };
      compareTrends: { runsA: number; runsB: number; items: { name: string }[] };
      file: { path: string; runNumber: number };
    }>(`{ derive(subsystem: "Tracker", ${dataset}, expression: "\${Tracks} - \${Tracks}") { columns { runs values } }
      compareTrends(subsystem: "Tracker", a: { ${dataset} }, b: { primaryDataset: "ZeroBias", processing: "PromptReco" }) {
        runsA runsB items { name } }
      file(${dataset}) { path } }`);
    expect(derive.columns).toEqual({ runs: all, values: all.map(() => 0) });
    expect(compareTrends).toEqual({ runsA: 3, runsB: 3, items: [{ name: 'Tracks' }, { name: 'Twice' }] });
    expect(file.path).toContain('R000370301__ZeroBias2__');
  });

  it('is exported over HTTP and by the command with the dataset of each point, and by no export of all twice', async () => {
    const parameters = 'subsystem=Tracker&name=Tracks&latest=all';
    const text = await (await fetch(`${base}/export/points.csv?${parameters}&pd=Minimum+bias&ps=chain`)).text();
    const rows = text
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    const [head = [], ...body] = rows;
    const column = (name: string): number => head.indexOf(name);
    expect(body.map((row) => [row[column('primaryDataset')], Number(row[column('run')])])).toEqual([
      ['ZeroBias', 370293],
      ['ZeroBias', 370295],
      ['ZeroBias', 370298],
      ['ZeroBias2', 370301],
    ]);
    const options = ['--subsystem', 'Tracker', '--names', 'Tracks', '--format', 'csv'];
    const command = await hdqm(['export', ...options, '--primary-dataset', 'Minimum bias', '--processing', 'chain'], {
      DATABASE_URL: url,
      ...environment,
    });
    expect(command.stdout.trim()).toBe(text.trim());
    const everything = await (await fetch(`${base}/export/points.csv?${parameters}`)).text();
    expect(everything.trim().split('\n').length).toBe(1 + 5);
  });

  it('has pictures of its plots and exports of the histograms behind its points', async () => {
    const picture = await fetch(`${base}/plot/Tracker/Tracks.svg?pd=Minimum+bias&ps=chain`);
    expect(picture.status).toBe(200);
    const drawn = await picture.text();
    for (const run of all) expect(drawn).toContain(String(run));
    const { trends } = await request<{ trends: { id: string }[] }>(
      `{ trends(subsystem: "Tracker", ${dataset}, names: ["Tracks"]) { id } }`,
    );
    const names = 'subsystem=Tracker&name=Tracks&pd=Minimum+bias&ps=chain';
    const histograms = await Promise.all(
      [names, `trend=${trends[0]?.id}`].map(async (point) => {
        const response = await fetch(`${base}/export/histogram.json?${point}&run=370301`);
        expect(response.status).toBe(200);
        return response.text();
      }),
    );
    const own = await fetch(
      `${base}/export/histogram.json?${names.replace('Minimum+bias&ps=chain', 'ZeroBias2&ps=PromptReco')}&run=370301`,
    );
    expect(histograms).toEqual(Array.from({ length: 2 }, () => histograms[0]));
    expect(histograms[0]).toBe(await own.text());
  });

  it('follows a new file of an earlier member without a restart', async () => {
    await copySample(samplePath('ZeroBias', 'Run2023D', 370301), environment['EOS_ROOT'] ?? '');
    const members = async (): Promise<(string | undefined)[]> => {
      const { trends } = await request<{ trends: { points: { dataset: { primaryDataset: string } }[] }[] }>(
        `{ trends(subsystem: "Tracker", ${dataset}, names: ["Tracks"]) { points { dataset { primaryDataset } } } }`,
      );
      return trends[0]?.points.map(({ dataset }) => dataset.primaryDataset) ?? [];
    };
    expect((await members()).at(-1)).toBe('ZeroBias2');
    expect(await hdqm(['scan'], { DATABASE_URL: url, ...environment })).toMatchObject({ status: 0 });
    expect(await members()).toEqual(all.map(() => 'ZeroBias'));
  });

  it('is checked: members without files are listed with near names, and problems fail', async () => {
    const run = () => hdqm(['check'], { DATABASE_URL: url, ...environment });
    const checked = await run();
    expect(checked.stdout).toContain(
      'datasets.ini:3: Minimum bias: member ZeroBais/PromptReco has 0 files; similar: ZeroBias/PromptReco, ZeroBias2/PromptReco\n',
    );
    expect(checked.stdout).toContain('1 dataset chain: no problems.');
    expect(checked.status).toBe(0);
    const file = path.join(environment['HDQM_CONFIGS'] ?? '', 'datasets.ini');
    await writeFile(
      file,
      `${chain}\n[dataset:ZeroBias2]\nmembers = ZeroBias/PromptReco\n[dataset:x]\nmembers = a, b\n`,
    );
    const wrong = await run();
    await writeFile(file, chain);
    expect(wrong.stdout).toContain(
      'datasets.ini:5: [dataset:ZeroBias2] has the name of a primary dataset: choose another',
    );
    expect(wrong.stdout).toContain("datasets.ini:8: member 'a' is no dataset");
    expect(wrong.status).toBe(1);
  });
});
