import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ended, hdqm, sampleTree, samplePath, startHdqm, temporaryFolder } from './command.ts';

let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
});
afterAll(() => remove());

async function configFolder(name: string, files: Record<string, string | Buffer>): Promise<string> {
  const configs = path.join(folder, name);
  await mkdir(path.join(configs, 'Tracker'), { recursive: true });
  for (const [file, text] of Object.entries(files)) await writeFile(path.join(configs, 'Tracker', file), text);
  return configs;
}

const good = '[plot:Good]\nmetric = basic.Mean()\nrelativePath = Tracking/a\nyTitle = a\n';

describe('hdqm check', () => {
  it('finds no problems in the configs of HDQM', async () => {
    expect(await hdqm(['check'])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^\d+ sections \(\d+ configs\) in 13 subsystems.*no problems\.\n$/),
    });
  });

  it('reports a config file that is not text', async () => {
    const configs = await configFolder('binary', { 'a.ini': good, 'b.ini': Buffer.from([0x5b, 0, 1, 2, 0xff]) });
    const { status, stdout } = await hdqm(['check', configs]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/Tracker\/b\.ini: .*not a text file/);
    expect(stdout).toMatch(/1 section \(1 config\) in 1 subsystem,/);
  });

  it('reports an unknown metric with file, line and suggestion', async () => {
    const configs = await configFolder('unknown', {
      'a.ini': `${good}\n[plot:Bad]\nmetric = basic.Maen()\nrelativePath = Tracking/a\nyTitle = a\n`,
    });
    const { status, stdout } = await hdqm(['check', configs]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/Tracker\/a\.ini:7.*basic\.Maen.*basic\.Mean/);
  });

  it('reports a missing folder', async () => {
    const { status, stderr } = await hdqm(['check', path.join(folder, 'nowhere')]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^hdqm: config folder not readable: .*nowhere: ENOENT/);
  });
});

describe('the command line', () => {
  it('exits with 2 for an unknown command or option', async () => {
    expect(await hdqm(['scam'])).toMatchObject({ status: 2, stderr: expect.stringMatching(/unknown command 'scam'/) });
    expect(await hdqm(['scan', '--fast'])).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/unknown option '--fast'/),
    });
  });

  it('explains each command with an example', async () => {
    const commands =
      'serve scan worker enrich recompute check new-metric try export status scans logs schedule settings migrate';
    for (const command of commands.split(' ')) {
      const { status, stdout } = await hdqm([command, '--help']);
      expect(status).toBe(0);
      expect(stdout).toMatch(/Example:\n {2}\S/);
    }
  });

  it('reports an invalid setting', async () => {
    expect(await hdqm(['status'], { PORT: 'http' })).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/PORT: .*'http'/),
    });
  });

  it('lists the settings without secrets', async () => {
    const { status, stdout } = await hdqm(['settings'], { DATABASE_URL: 'postgresql://me:geheim@db/hdqm' });
    expect(status).toBe(0);
    expect(stdout).toMatch(/EOS_PATTERN/);
    expect(stdout).not.toMatch(/geheim/);
  });
});

describe('hdqm try', () => {
  const file = path.join(sampleTree, samplePath('ZeroBias', 'Run2023C', 367406));
  const me = 'Tracking/TrackParameters/highPurityTracks/pt_1/GeneralProperties/NumberOfTracks_GenTk';

  it('prints value, error, entries, bytes read and duration', async () => {
    const { status, stdout } = await hdqm(['try', 'basic.Mean()', file, me]);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^value {4}\d+\.\d+\nerror {4}\d+\.\d+\nentries {2}\d+\nrun {6}367406\nmain {5}TH1F NumberOfTracks_GenTk, 100 bins\nread {5}\d+ bytes in/,
    );
  });

  it('reports a problem with the metric, the ME or the file', async () => {
    expect(await hdqm(['try', 'basic.Maen()', file, me])).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/unknown metric basic\.Maen; did you mean basic\.Mean\?/),
    });
    expect(await hdqm(['try', 'basic.Mean(', file, me])).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/column 12/),
    });
    expect(await hdqm(['try', 'basic.Mean()', file, 'Tracking/no'])).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/MISSING_HISTOGRAM/),
    });
    expect(await hdqm(['try', 'basic.Mean()', file, me.slice(0, -1)])).toMatchObject({
      status: 1,
      stdout: expect.stringContaining(`Did you mean ${me}?`),
    });
    expect(await hdqm(['try', 'basic.Mean()', `${file}.no`, me])).toMatchObject({
      status: 1,
      stderr: `hdqm: file not found: ${file}.no\n`,
    });
    expect(await hdqm(['try', 'basic.Mean()', 'no/such.root', me])).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^hdqm: file not found: no\/such\.root, neither in the current folder nor in \//),
    });
    const folder = path.dirname(file);
    expect(await hdqm(['try', 'basic.Mean()', folder, me])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(`${folder} is a folder, not a file`),
    });
  });

  it('finds a file by its path below EOS_ROOT', async () => {
    const below = samplePath('ZeroBias', 'Run2023C', 367406);
    const { status, stdout } = await hdqm(['try', 'basic.Mean()', below, me], { EOS_ROOT: sampleTree });
    expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringMatching(/^value {4}\d/) });
  });
});

describe('the database and the port', () => {
  it('reports an unavailable database without its password', async () => {
    const { status, stderr } = await hdqm(['status'], { DATABASE_URL: 'postgresql://me:geheim@127.0.0.1:1/hdqm' });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^hdqm: the database hdqm at 127\.0\.0\.1:1 is unavailable: /);
    expect(stderr).not.toMatch(/geheim/);
  });

  it('reports a data folder that is not writable', async () => {
    const file = path.join(folder, 'a-file');
    await writeFile(file, '');
    const { status, stderr } = await hdqm(['status'], { HDQM_DATA: path.join(file, 'data') });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^hdqm: Data folder not writable: .*Set HDQM_DATA to another folder/);
  });

  it('reports a port used by another program', async () => {
    const other = createServer((_request, response) => response.end('hello'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const { status, stderr } = await hdqm(['serve'], { PORT: String(port), HDQM_DATA: path.join(folder, 'data') });
    other.close();
    expect(status).toBe(1);
    expect(stderr).toMatch(
      new RegExp(`hdqm: port ${port} is held by another program\\. Stop it, or choose another port`),
    );
  });
});

it.each(['settings', 'settings --help', 'check'])('%s ends quietly when its reader has finished', async (command) => {
  const child = startHdqm(command.split(' '));
  child.stdout?.destroy();
  expect(await ended(child)).toMatchObject({ status: 0, stderr: '' });
});
