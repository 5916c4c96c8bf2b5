/** Metrics that never return, run out of memory or exit their thread: only their own points fail. */
import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dropUrl, freshUrl } from '../database.ts';
import { copySample, type Environment, exported, hdqm, samplePath, temporaryFolder } from './command.ts';

let environment: Environment;
let remove: () => Promise<void>;
beforeEach(async () => {
  const temporary = await temporaryFolder();
  remove = temporary.remove;
  const [tree, configs, metrics] = ['eos', 'configs', 'metrics'].map((name) => path.join(temporary.folder, name)) as [
    string,
    string,
    string,
  ];
  for (const run of [367406, 367411]) await copySample(samplePath('ZeroBias', 'Run2023C', run), tree);
  await mkdir(path.join(configs, 'Tracker'), { recursive: true });
  await mkdir(metrics);
  await writeFile(path.join(configs, 'Tracker', 'trends.ini'), plots.join('\n'));
  await writeFile(path.join(metrics, 'wild.ts'), wild);
  environment = {
    DATABASE_URL: await freshUrl(),
    EOS_ROOT: tree,
    HDQM_CONFIGS: configs,
    HDQM_METRICS: metrics,
    METRIC_SECONDS: '1',
    WORKERS: '1', // an exited thread must be replaced
  };
});
afterEach(async () => {
  await dropUrl(environment['DATABASE_URL'] ?? '');
  await remove();
});

const me = 'Tracking/TrackParameters/highPurityTracks/pt_1/GeneralProperties/NumberOfTracks_GenTk';
const plots = ['basic.Mean()', 'wild.Loop()', 'wild.Hog()', 'wild.Leave()', 'basic.StdDev()'].map(
  (metric, index) =>
    `[plot:P${index}_${metric.replace(/\W/g, '')}]\nmetric = ${metric}\nrelativePath = ${me}\nyTitle = y\n`,
);
const wild = `
import { metric, oneDimensional, value } from 'hdqm/metrics';
const about = { inputs: { main: oneDimensional }, parameters: {}, formula: 'none', summary: 'Misbehaves.' };
export const Loop = metric({ ...about, example: 'wild.Loop()', reduce: ({ main }) => {
  let n = 0;
  while (main.entries >= 0) n += 1;
  return value(n, 0);
} });
export const Hog = metric({ ...about, example: 'wild.Hog()', reduce: ({ main }) => {
  const kept: unknown[] = [];
  while (main.entries >= 0) kept.push(Array.from({ length: 100_000 }, (_, n) => n + 0.5));
  return value(kept.length, 0);
} });
export const Leave = metric({ ...about, example: 'wild.Leave()', reduce: () => process.exit(3) });
`;

/** A metric that opens a FIFO without a writer: no signal and no other thread ends that system call. */
const blocked = (fifo: string): string => `
import { readFileSync } from 'node:fs';
import { metric, oneDimensional, value } from 'hdqm/metrics';
export const Loop = metric({
  inputs: { main: oneDimensional }, parameters: {}, formula: 'none', summary: 'Blocks.', example: 'wild.Loop()',
  reduce: () => value(readFileSync(${JSON.stringify(fifo)}).length, 0),
});
`;

describe('runaway metrics', () => {
  it('fail only their own points, with a reason', async () => {
    const { status, stdout, stderr } = await hdqm(['scan'], environment);
    expect({ status, stdout, stderr }).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/ {2}read\s+│\s+2 [\s\S]* {2}failed\s+│\s+0 /) as string,
    });
    const points = await exported(environment);
    const reasons = points.map(({ run, config, value, failure }) => [run, config, failure ?? typeof value]);
    expect(reasons.sort()).toEqual(
      [367406, 367411].flatMap((run) => [
        [run, 'P0_basicMean', 'number'],
        [run, 'P1_wildLoop', 'METRIC_THREW'],
        [run, 'P2_wildHog', 'METRIC_THREW'],
        [run, 'P3_wildLeave', 'METRIC_THREW'],
        [run, 'P4_basicStdDev', 'number'],
      ]),
    );
  });

  it('of a whole family are not all run', async () => {
    const family = `[plot:L\${n}]\nfor.n = 1..50\nmetric = wild.Leave()\nrelativePath = ${me}\nyTitle = y\n`;
    await writeFile(
      path.join(environment['HDQM_CONFIGS'] ?? '', 'Tracker', 'trends.ini'),
      [family, plots[0]].join('\n'),
    );
    expect(await hdqm(['scan'], environment)).toMatchObject({ status: 0 });
    const points = await exported(environment, '--runs', '367406');
    expect(points.filter(({ failure }) => failure === 'METRIC_THREW')).toHaveLength(50);
    expect(points.filter(({ failure }) => failure === null)).toHaveLength(1);
  });

  it('blocked in a system call do not keep the command from ending', async () => {
    const fifo = path.join(environment['HDQM_METRICS'] ?? '', 'fifo');
    spawnSync('mkfifo', [fifo]);
    await writeFile(path.join(environment['HDQM_METRICS'] ?? '', 'wild.ts'), blocked(fifo));
    await writeFile(
      path.join(environment['HDQM_CONFIGS'] ?? '', 'Tracker', 'trends.ini'),
      plots.filter((plot) => /basic.Mean|wild.Loop/.test(plot)).join('\n'),
    );
    const { status, stdout, stderr } = await hdqm(['scan'], environment);
    expect({ status, stdout, stderr }).toEqual({
      status: null, // ended by a signal
      stdout: expect.stringMatching(/ {2}read\s+│\s+2 /) as string,
      stderr: expect.stringContaining('killed at its end: a thread is blocked in a system call') as string,
    });
    const points = await exported(environment);
    expect(points.map(({ config, failure }) => [config, failure]).sort()).toEqual([
      ['P0_basicMean', null],
      ['P0_basicMean', null],
      ['P1_wildLoop', 'METRIC_THREW'],
      ['P1_wildLoop', 'METRIC_THREW'],
    ]);
  });

  it('fail the file after FILE_SECONDS, which is then retried with back-off', async () => {
    const slow = { ...environment, METRIC_SECONDS: '900', FILE_SECONDS: '1' };
    const { status, stdout } = await hdqm(['scan'], slow);
    expect(status).toBe(0);
    expect(stdout).toMatch(/R000367406__ZeroBias\S+: reading it took longer than 1 s \(FILE_SECONDS\)/);
    expect((await hdqm(['scan'], slow)).stdout).toMatch(/failed before, not due yet\s+│\s+2 /);
  });
});
