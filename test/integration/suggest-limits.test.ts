import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isBeyond, limitsOf } from '../../server/judge/limits.ts';
import { loadConfigs } from '../../server/plan/configs.ts';
import type { ConfigSection } from '../../server/plan/plan.ts';
import { loadPlugins } from '../../server/plugins/plugins.ts';
import type { ExportedPoint } from '../../server/export/points.ts';
import { openDatabase } from '../../server/store/connection/database.ts';
import { dropUrl, scannedUrl } from '../database.ts';
import { type Ended, type Environment, exported, hdqm, root, temporaryFolder } from './command.ts';

let environment: Environment;
let points: ExportedPoint[];
let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  const url = await scannedUrl('sample');
  environment = { DATABASE_URL: url };
  ({ folder, remove } = await temporaryFolder());
  const database = await openDatabase({ url, dataFolder: '' });
  const rows = await database.dataSource.query<{ number: number }[]>(
    'SELECT number FROM run WHERE significant IS FALSE',
  );
  await database.close();
  const notSignificant = new Set(rows.map(({ number }) => number));
  points = (await exported(environment)).filter(({ run, value }) => value !== null && !notSignificant.has(run));
});
afterAll(async () => {
  await remove();
  await dropUrl(environment['DATABASE_URL'] ?? '');
});

const suggest = (...options: string[]): Promise<Ended> => hdqm(['suggest-limits', ...options], environment);

/** What the comments of a section say: dataset, runs, number of points, and how many are beyond a warning and an error. */
const comment =
  /^# (?<dataset>\S+) (?<processing>\S+): runs (?<first>\d+)-(?<last>\d+), (?<count>\d+) points?.*?(?:; beyond: (?<beyond>.*))?$/;

async function sectionsWith(file: string, text: string): Promise<readonly ConfigSection[]> {
  await mkdir(path.join(folder, path.dirname(file)), { recursive: true });
  await writeFile(path.join(folder, file), text);
  const { sections, problems } = await loadConfigs([path.join(root, 'configs'), folder], await loadPlugins([]));
  expect(problems).toEqual([]);
  return sections;
}

describe('hdqm suggest-limits', () => {
  it.each(['Tracker', 'SiStrips', 'PixelPhase1'])(
    'prints a file for %s without problems, whose limits exclude the stated numbers of points',
    async (subsystem) => {
      const { status, stdout, stderr } = await suggest('--subsystem', subsystem);
      expect([status, stderr]).toEqual([0, '']);
      const sections = await sectionsWith(`${subsystem}/limits.ini`, stdout);
      let [limited, compared] = [0, 0];
      for (const block of stdout.split('\n\n').slice(1)) {
        const name = /^(?:\[limits:(.*)\]|# No limits for (.*):)$/m.exec(block)?.slice(1).find(Boolean) ?? '';
        const limits = sections.find((each) => each.subsystem === subsystem && each.name === name)?.guidance.limits;
        expect(block.split('\n').filter((line) => /^(warning|error)/.test(line))).toHaveLength(limits?.length ?? -1);
        if (limits?.length) limited += 1;
        for (const line of block
          .split('\n')
          .filter((each) => each.startsWith('# ') && !each.startsWith('# No limits'))) {
          const { dataset = '', processing, first, last, count, beyond } = comment.exec(line)?.groups ?? {};
          const judged = points.filter(
            (point) =>
              point.config === name &&
              point.subsystem === subsystem &&
              point.primaryDataset === dataset &&
              point.processing === processing &&
              point.run >= Number(first) &&
              point.run <= Number(last),
          );
          expect([line, judged.length]).toEqual([line, Number(count)]);
          const applied = limitsOf(limits ?? [], { primaryDataset: dataset, era: '', runClass: null });
          const counts = applied.map(
            (limit) => `${limit.severity} ${judged.filter(({ value }) => isBeyond(limit, value ?? 0)).length}`,
          );
          expect([line, beyond ?? '']).toEqual([line, counts.join(', ')]);
          if (applied.length > 0) compared += 1;
        }
      }
      expect(limited).toBeGreaterThan(5);
      expect(compared).toBeGreaterThan(15);
    },
  );

  it('uses only the values since the last step, or since earlier ones on request', async () => {
    const only = [
      '--subsystem',
      'PixelPhase1',
      '--names',
      'clustCharge_ONTk_BPix_Layer1*',
      '--processing',
      'PromptReco',
    ];
    const { stdout } = await suggest(...only);
    expect(stdout).toMatch(
      /# ZeroBias PromptReco: runs 367232-\d+, \d+ points since a step; beyond: warning 0, error 0\n/,
    );
    expect(stdout).toMatch(/^warning\.ZeroBias = \d+\.\.\d+$/m);
    const more = await suggest(...only, '--segments', '2');
    expect(more.stdout).toMatch(/# ZeroBias PromptReco: runs 366\d{3}-\d+, \d+ points; beyond/);
  });

  it('uses no value before a baseline that was set by hand', async () => {
    const name = 'clustCharge_ONTk_BPix_Layer1_mpv';
    const of = points.filter((point) => point.config === name && point.processing === 'PromptReco');
    const baseline = of.filter(({ primaryDataset }) => primaryDataset === 'ZeroBias').at(-5)?.run ?? 0;
    const database = await openDatabase({ url: environment['DATABASE_URL'], dataFolder: '' });
    const set = (to: number | null): Promise<unknown> =>
      database.dataSource.query(
        `UPDATE judged_trend SET baseline_run = $1 FROM trend JOIN config ON config.id = config_id JOIN dataset ON dataset.id = dataset_id
         WHERE trend.id = trend_id AND name = $2 AND primary_dataset = 'ZeroBias' AND processing = 'PromptReco'`,
        [to, name],
      );
    await set(baseline);
    const { stdout } = await suggest('--subsystem', 'PixelPhase1', '--names', name, '--segments', '99');
    await set(null);
    await database.close();
    expect(stdout).toMatch(
      new RegExp(`# ZeroBias PromptReco: runs ${baseline}-\\d+, 5 points since the baseline, too few for limits`),
    );
    const others = new Set(of.map(({ primaryDataset }) => primaryDataset)).size - 1;
    expect(stdout.match(/ PromptReco: runs \d+-\d+, \d+ points(?! since)/g)).toHaveLength(others);
  });

  it('uses only values with the entries that the config requires', async () => {
    const [subsystem, name] = ['SiStrips', 'clusterNoise_ONTk_TEC_MINUS_W1_mean'];
    const of = points.filter((point) => point.subsystem === subsystem && point.config === name);
    const minEntries = of.map(({ entries }) => entries ?? 0).toSorted((a, b) => a - b)[Math.floor(of.length / 3)] ?? 0;
    const database = await openDatabase({ url: environment['DATABASE_URL'], dataFolder: '' });
    const set = (to: number | null): Promise<unknown> =>
      database.dataSource.query('UPDATE config SET min_entries = $1 WHERE subsystem = $2 AND name = $3', [
        to,
        subsystem,
        name,
      ]);
    await set(minEntries);
    const { stdout } = await suggest('--subsystem', subsystem, '--names', name, '--segments', '99');
    await set(null);
    await database.close();
    const printed = [...stdout.matchAll(/, (\d+) points?/g)].map(([, number]) => Number(number));
    expect(printed.reduce((sum, number) => sum + number, 0)).toBe(
      of.filter(({ entries }) => (entries ?? 0) >= minEntries).length,
    );
    expect(of.some(({ entries }) => (entries ?? 0) < minEntries)).toBe(true);
  });

  it('uses the runs of an era', async () => {
    const { stdout } = await suggest('--subsystem', 'Tracker', '--names', 'TrackPt_mean', '--era', 'Run2023C');
    const runs = points
      .filter(({ config, era }) => config === 'TrackPt_mean' && era === 'Run2023C')
      .map(({ run }) => run);
    const last = [...stdout.matchAll(/runs \d+-(\d+)/g)].map(([, run]) => Number(run));
    expect(last.length).toBeGreaterThan(1);
    expect(Math.max(...last)).toBe(Math.max(...runs));
  });

  it('prints limits of a config of one member of a family, which `hdqm check` accepts', async () => {
    const configs = path.join(folder, 'checked');
    await cp(path.join(root, 'configs'), configs, { recursive: true });
    const { stdout } = await suggest('--subsystem', 'SiStrips', '--names', 'clusterNoise_*');
    expect(stdout.match(/^\[limits:clusterNoise_/gm)?.length).toBeGreaterThan(1);
    await writeFile(path.join(configs, 'SiStrips/limits.ini'), stdout);
    const checked = await hdqm(['check', configs]);
    expect(checked).toMatchObject({ status: 0, stdout: expect.stringContaining('no problems') });
  });

  it('reports a selection without configs or data', async () => {
    expect(await suggest('--subsystem', 'Trackr')).toMatchObject({
      status: 2,
      stderr: 'hdqm: no configs in subsystem Trackr; did you mean Tracker?\n',
    });
    expect(await suggest('--subsystem', 'Tracker', '--names', 'None*')).toMatchObject({
      status: 2,
      stderr: 'hdqm: no config of Tracker matches None*\n',
    });
    expect(await suggest('--subsystem', 'Tracker', '--era', 'Run2099A')).toMatchObject({
      status: 1,
      stdout: '',
      stderr: 'No trend of the selection has data in the selected runs.\n',
    });
    expect((await suggest()).status).toBe(2);
  });
});
