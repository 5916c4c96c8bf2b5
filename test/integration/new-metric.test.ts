import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hdqm, samplePath, sampleTree, temporaryFolder } from './command.ts';

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let folder: string;
beforeAll(async () => {
  temporary = await temporaryFolder();
  folder = path.join(temporary.folder, 'metrics');
});
afterAll(() => temporary.remove());

const me = 'Tracking/TrackParameters/highPurityTracks/pt_1/GeneralProperties/NumberOfTracks_GenTk';

it('writes a metric that works unchanged: its types, its test, and on a file', async () => {
  const written = await hdqm(['new-metric', 'mine.Share', '--folder', folder, '--path', me]);
  expect(written).toMatchObject({ status: 0, stderr: '' });
  expect(written.stdout).toContain(`export HDQM_METRICS=${folder}`);

  const settings = { HDQM_METRICS: folder };
  const checked = await hdqm(['check', '--test'], settings);
  expect(checked.stdout).toContain('no problems.');
  expect(checked.stdout).toContain('Tests of metrics: 1 file, all passed.');
  expect(checked.status).toBe(0);

  const file = path.join(sampleTree, samplePath('ZeroBias', 'Run2023B', 366411));
  const tried = await hdqm(['try', 'mine.Share(3)', file, me], settings);
  expect(tried.stdout).toMatch(/^value {4}0\.\d+\nerror {4}0\.\d+\nentries {2}\d+\nrun {6}366411\n/);
});

it('writes a valid config section', async () => {
  const configs = path.join(temporary.folder, 'configs');
  await mkdir(path.join(configs, 'Tracker'), { recursive: true });
  await copyFile(path.join(folder, 'mine.ini'), path.join(configs, 'Tracker/mine.ini'));
  const checked = await hdqm(['check', configs], { HDQM_METRICS: folder });
  expect(checked.stdout).toContain('1 section (1 config) in 1 subsystem,');
  expect(checked.status).toBe(0);
});

it('does not overwrite files', async () => {
  const again = await hdqm(['new-metric', 'mine.Other', '--folder', folder]);
  expect(again.status).toBe(2);
  expect(again.stderr).toContain('mine.ts. Use another module name, as in hdqm new-metric other.Other');
});

it.each([
  [['new-metric', 'Share'], 'no folder given: use --folder my-metrics'],
  [['new-metric', '9lives', '--folder', 'x'], "'9lives' is not a valid metric name"],
])('rejects %j', async (args, message) => {
  const refused = await hdqm(args);
  expect(refused.status).toBe(2);
  expect(refused.stderr).toContain(message);
});

it('reports which test of a metric fails', async () => {
  const test = path.join(folder, 'mine.test.ts');
  await writeFile(test, (await readFile(test, 'utf8')).replace('value: 0.1', 'value: 0.2'));
  const checked = await hdqm(['check', '--test'], { HDQM_METRICS: folder });
  expect(checked.status).toBe(1);
  expect(checked.stdout).toContain('not ok 1 - Share returns the fraction of a bin');
  expect(checked.stdout).toContain('Tests of metrics failed.');
});
