import type { ChildProcess } from 'node:child_process';
import { chmod, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  copySample,
  ended,
  type Environment,
  exported,
  hdqm,
  printed,
  samplePath,
  startHdqm,
  temporaryFolder,
} from './command.ts';

let environment: Environment;
let data: string;
let remove: () => Promise<void>;
let running: ChildProcess[];
beforeEach(async () => {
  const temporary = await temporaryFolder();
  remove = temporary.remove;
  running = [];
  data = path.join(temporary.folder, 'data folder');
  const tree = path.join(temporary.folder, 'eos');
  for (const run of [367406, 367411]) await copySample(samplePath('ZeroBias', 'Run2023C', run), tree);
  environment = { HDQM_DATA: data, EOS_ROOT: tree, PORT: '0' };
});
afterEach(async () => {
  for (const child of running) {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
  }
  await remove();
});

/** Starts a server and waits until it listens; gives its address. */
async function serve(more: Environment = {}): Promise<{ child: ChildProcess; url: string }> {
  const child = startHdqm(['serve'], { ...environment, ...more });
  running.push(child);
  const [, url = ''] = await printed(child, /(http:\/\/127\.0\.0\.1:\d+)/);
  return { child, url };
}

/** Returns the process id of the data folder's PostgreSQL, undefined if it is not running. */
async function postmaster(): Promise<number | undefined> {
  const text = await readFile(path.join(data, 'postgres/postmaster.pid'), 'utf8').catch(() => '');
  return text === '' ? undefined : Number(text.split('\n')[0]);
}

const runsOf = async (): Promise<number[]> =>
  [...new Set((await exported(environment, '--subsystem', 'Tracker')).map(({ run }) => run))].sort();

describe('the embedded database', () => {
  it('is shared by a server and other commands, and stops with the last of them', async () => {
    const { child, url } = await serve();
    const first = await postmaster();
    expect(first).toBeDefined();
    const scan = await hdqm(['scan'], environment);
    // The server starts a scan too. The second scan is rejected.
    if (scan.status !== 0) expect(scan.stderr).toMatch(/another scan of this database is running/);
    expect((await hdqm(['status'], environment)).stdout).toMatch(/the embedded database in .*data folder/);
    await untilScanned(url);
    expect(await runsOf()).toEqual([367406, 367411]);
    expect(await postmaster()).toBe(first);
    const second = await hdqm(['serve'], { ...environment, PORT: new URL(url).port });
    expect(second).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(new RegExp(`is held by HDQM .*, process ${child.pid}`)),
    });
    const over = ended(child);
    child.kill('SIGTERM');
    expect(await over).toMatchObject({ status: 0 });
    expect(await postmaster()).toBeUndefined();
  });

  it('survives a killed server with its data, and is joined and stopped by the next process', async () => {
    const { child, url } = await serve();
    await untilScanned(url);
    const first = await postmaster();
    const over = ended(child);
    child.kill('SIGKILL');
    await over;
    expect(await postmaster()).toBe(first);
    expect(await runsOf()).toEqual([367406, 367411]);
    expect(await postmaster()).toBeUndefined();
  });

  it('is restarted with its data after PostgreSQL was killed', async () => {
    expect((await hdqm(['scan'], environment)).status).toBe(0);
    const { child } = await serve();
    const victim = await postmaster();
    const over = ended(child);
    child.kill('SIGKILL');
    await over;
    if (victim !== undefined) process.kill(victim, 'SIGKILL');
    expect(await runsOf()).toEqual([367406, 367411]);
  });

  it("is read without EOS_ROOT: the sample or the user's own data, whichever was used last", async () => {
    await hdqm(['scan'], environment);
    const look = { HDQM_DATA: data };
    const stored = await exported(environment);
    expect(stored.length).toBeGreaterThan(0);
    expect(await exported(look)).toEqual(stored);
    await hdqm(['migrate'], look); // makes the sample's, still empty
    const { stdout, stderr } = await hdqm(['export'], look);
    expect(JSON.parse(stdout)).toEqual([]);
    expect(stderr).toBe(
      'EOS_ROOT is not set: using the sample data, which were used last.\nNo points match the selection.\n',
    );
    await hdqm(['status'], environment);
    expect((await hdqm(['status'], look)).stdout).toContain(`data in ${data}`);
  });

  it('works in a folder that no other user can enter', async () => {
    const closed = path.join(path.dirname(data), 'closed');
    await mkdir(closed);
    await chmod(closed, 0o700);
    const { status, stdout } = await hdqm(['migrate'], { HDQM_DATA: path.join(closed, 'data'), EOS_ROOT: '/nowhere' });
    expect(status).toBe(0);
    expect(stdout).toMatch(new RegExp(`embedded database in ${closed}/data: [1-9]\\d* migrations were run`));
  });
});

/** Waits until the server's own scan has ended. */
async function untilScanned(url: string): Promise<void> {
  for (;;) {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ status { lastScan { state } } }"}',
    });
    const { data: answer } = (await response.json()) as { data: { status: { lastScan: { state: string } | null } } };
    if (answer.status.lastScan?.state === 'finished') return;
  }
}
