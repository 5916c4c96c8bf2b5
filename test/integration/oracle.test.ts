import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dropUrl, freshUrl } from '../database.ts';
import { type Environment, hdqm, root, temporaryFolder } from './command.ts';

const shared = path.join(root, '../shared');
const oracle = path.join(shared, 'oracle');

// The oracle is not part of HDQM. Without it next to the checkout, these tests are skipped.
describe.skipIf(!existsSync(path.join(shared, 'oracle/golden.json')))('the oracle tree (../shared/oracle)', () => {
  let environment: Environment;
  let folder: string;
  let remove: () => Promise<void>;
  let output: string;
  beforeAll(async () => {
    ({ folder, remove } = await temporaryFolder());
    environment = {
      DATABASE_URL: await freshUrl(),
      EOS_ROOT: path.join(shared, 'oracle/tree'),
      EOS_PATTERN: 'DQM_V*.root',
      HDQM_CONFIGS: `${path.join(shared, 'reference/centralhdqm-cfg')}:${path.join(shared, 'oracle/cfg')}`,
    };
    const scan = await hdqm(['scan'], environment);
    expect(scan).toMatchObject({ status: 0 });
    output = scan.stdout;
  });
  afterAll(async () => {
    await dropUrl(environment['DATABASE_URL'] ?? '');
    await remove();
  });

  it('is read except for the bad files, which fail with their reasons', () => {
    // These add up to the 38 files of the tree.
    expect(output).toMatch(/files in the tree\s+│\s+38 /);
    expect(output).toMatch(/read\s+│\s+29 /);
    expect(output).toMatch(/superseded, not read\s+│\s+4 /);
    expect(output).toMatch(/failed\s+│\s+5 /);
    expect(output).toMatch(/skipped \(run 1 and 999999\)\s+│\s+2 /);
    for (const [run, reason] of [
      [365913, /truncated/],
      [365914, /empty file/],
      [365915, /not a ROOT file/],
      [365917, /content run 365916/],
      [365918, /truncated/],
    ] as const) {
      expect(output.split('\n').find((line) => line.includes(`R000${run}`))).toMatch(reason);
    }
    expect(output).toMatch(/Unknown names:\s+\S*365916_ZeroBias_noTier/);
  });

  it('returns the values of ROOT and the original metrics', async () => {
    const { stdout } = await hdqm(['export', '--format', 'json'], environment);
    const got = path.join(folder, 'got.json');
    await writeFile(got, stdout);
    const judge = (...limits: string[]): { status: number | null; stdout: string } =>
      spawnSync(
        'python3',
        [path.join(oracle, 'compare.py'), '--golden', path.join(oracle, 'golden.json'), '--got', got, ...limits],
        { encoding: 'utf8' },
      );
    const judged = judge('--min-exact', '0.9997', '--min-fit', '1', '--max-extra', '0');
    expect(judged.status).toBe(0);
    // A mean over an axis range without content, which is 0 in ROOT, is no value.
    const isDifference = (line: string): boolean => /^(off|missing|extra) .* run \d+: /.test(line);
    expect(judged.stdout.split('\n').filter(isDifference)).toEqual(
      [
        ['v1', 365849],
        ['v2', 365910],
      ].map(
        ([version, run]) =>
          `missing  SiStrips/Mean_NShot_Vs_Run ZeroBias Run2023C-PromptReco-${version} DQMIO run ${run}: NO_DATA; golden 0`,
      ),
    );
    // Expected values where the original is wrong. Of the two definitions of the mean t0 of DT, the one by MeanCh is skipped.
    // Six Landau minima are nearly flat: five errors are stable over five decades of step sizes, one fit diverges.
    const wanted = judge('--only', '^(?!MeanCh$)', '--min-wanted', '0.995');
    expect(wanted.stdout).toMatch(/wanted {2}0\.99562 of 1370 points/);
    expect(wanted.status).toBe(0);
  });

  it('has no new files in a second scan', async () => {
    expect((await hdqm(['scan'], environment)).stdout).toMatch(/Nothing new/);
  });
});

const realFile = path.join(shared, 'real-data/DQM_V0001_R000000001__Global__CMSSW_X_Y_Z__RECO.root');
describe.skipIf(!existsSync(realFile))('a real CMS file (../shared/real-data)', () => {
  it('is read by hdqm try', async () => {
    const { openDqmFile } = await import('../../server/read/open.ts');
    const file = await openDqmFile(realFile);
    const paths = (await file.list()).map(({ path }) => path);
    let histogram: string | undefined;
    for (const me of paths) {
      const reading = await file.read(me);
      if ('element' in reading && reading.element.kind === 'histogram' && reading.element.moments.w > 0)
        histogram ??= me;
    }
    await file.close();
    const { status, stdout } = await hdqm(['try', 'basic.Mean()', realFile, histogram ?? '']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^value {4}\S+\nerror {4}\S+\nentries {2}\d+/);
  });
});
