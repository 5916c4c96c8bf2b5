/**
 * A file that kills every process that reads it, as the out-of-memory killer does: it fails after four crashes, no matter who restarts the
 * processes, and all other files get their points.
 */
import { mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dropUrl, freshUrl } from '../database.ts';
import {
  copySample,
  ended,
  type Environment,
  exported,
  hdqm,
  samplePath,
  startHdqm,
  temporaryFolder,
} from '../integration/command.ts';
import { Site, untilScanned } from './site.ts';

const lethal = 367411;
const runs = [367406, 367408, lethal, 367414, 367419, 367423];
const pathOf = (run: number): string => samplePath('ZeroBias', 'Run2023C', run);
const others = runs.filter((run) => run !== lethal);
const reason = 'poison file: 4 processes crashed while reading it';

const me = 'Tracking/TrackParameters/highPurityTracks/pt_1/GeneralProperties/NumberOfTracks_GenTk';
const plot = (name: string, metric: string): string =>
  `[plot:${name}]\nmetric = ${metric}\nrelativePath = ${me}\nyTitle = y\n`;
const metric = `
import { metric, oneDimensional, value } from 'hdqm/metrics';
export const End = metric({
  inputs: { main: oneDimensional }, parameters: {}, formula: 'none', summary: 'Ends its process.', example: 'lethal.End()',
  reduce: (_inputs, _parameters, { run }) => {
    if (run === ${lethal}) process.kill(process.pid, 'SIGKILL');
    return value(run, 0);
  },
});
`;

let environment: Environment;
let tree: string;
let configs: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  const temporary = await temporaryFolder();
  remove = temporary.remove;
  tree = path.join(temporary.folder, 'eos');
  configs = path.join(temporary.folder, 'configs');
  const metrics = path.join(temporary.folder, 'metrics');
  await mkdir(path.join(configs, 'Tracker'), { recursive: true });
  await mkdir(metrics);
  await writeFile(path.join(metrics, 'lethal.ts'), metric);
  await writeFile(path.join(configs, 'Tracker', 'trends.ini'), plot('End', 'lethal.End()'));
  environment = {
    DATABASE_URL: await freshUrl(),
    EOS_ROOT: tree,
    HDQM_CONFIGS: configs,
    HDQM_METRICS: metrics,
    WORKERS: '3',
  };
});
afterEach(async () => {
  await dropUrl(environment['DATABASE_URL'] ?? '');
  await remove();
});

/** Starts scans until one exits; returns how each ended, and what the last one printed. */
async function scanUntilItEnds(): Promise<{ ends: (string | number | null)[]; output: string }> {
  const ends: (string | number | null)[] = [];
  for (;;) {
    const { signal, status, stdout } = await ended(startHdqm(['scan'], environment));
    ends.push(signal ?? status);
    if (signal === null || ends.length === 8) return { ends, output: stdout };
  }
}

describe('a poison file', () => {
  it('fails after four scans, and is retried when it changes', async () => {
    for (const run of runs) await copySample(pathOf(run), tree);
    const { ends, output } = await scanUntilItEnds();
    expect(ends).toEqual(['SIGKILL', 'SIGKILL', 'SIGKILL', 'SIGKILL', 0]);
    expect(output).toContain(`${pathOf(lethal)}: ${reason}`);
    expect((await exported(environment)).map(({ run, value }) => [run, value])).toEqual(
      others.map((run) => [run, run]),
    );
    // A failed poison file is skipped until it changes.
    expect((await scanUntilItEnds()).ends).toEqual([0]);
    await utimes(path.join(tree, pathOf(lethal)), new Date(), new Date(Date.now() - 10_000));
    await writeFile(path.join(configs, 'Tracker', 'trends.ini'), plot('End', 'basic.Mean()'));
    expect((await scanUntilItEnds()).ends).toEqual([0]);
    expect((await exported(environment)).map(({ run }) => run)).toEqual(runs);
  });

  it('fails in a backfill of a new config, and keeps its points', async () => {
    await writeFile(path.join(configs, 'Tracker', 'trends.ini'), plot('Mean', 'basic.Mean()'));
    for (const run of runs) await copySample(pathOf(run), tree);
    expect((await scanUntilItEnds()).ends).toEqual([0]);
    await writeFile(
      path.join(configs, 'Tracker', 'trends.ini'),
      plot('Mean', 'basic.Mean()') + plot('End', 'lethal.End()'),
    );
    const { ends, output } = await scanUntilItEnds();
    expect(ends).toEqual(['SIGKILL', 'SIGKILL', 'SIGKILL', 'SIGKILL', 0]);
    expect(output).toContain(`${pathOf(lethal)}: ${reason}`);
    const points = await exported(environment);
    expect(points.filter(({ config }) => config === 'End').map(({ run }) => run)).toEqual(others);
    expect(points.filter(({ config }) => config === 'Mean').map(({ run }) => run)).toEqual(runs);
    // The next scan skips it.
    expect((await scanUntilItEnds()).ends).toEqual([0]);
    // A recompute reads it again, now with a fixed metric.
    await rm(path.join(environment['HDQM_METRICS'] ?? '', 'lethal.ts'));
    await writeFile(
      path.join(configs, 'Tracker', 'trends.ini'),
      plot('Mean', 'basic.Mean()') + plot('End', 'basic.StdDev()'),
    );
    expect(await hdqm(['recompute'], environment)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^1 points of 2 configs stored, from 1 files/) as string,
    });
  });

  it('fails while servers and workers are restarted after each crash', async () => {
    for (const run of runs) await copySample(pathOf(run), tree);
    const site = new Site({ ...environment, WORKERS: '2' });
    let killed = 0;
    try {
      site.start('worker');
      site.start('server');
      const watch = setInterval(() => {
        for (const role of ['server', 'worker'] as const) {
          if (site.isRunning(role)) continue;
          killed += 1;
          site.start(role);
        }
      }, 20);
      await untilScanned(environment['DATABASE_URL'] ?? '').finally(() => clearInterval(watch));
      expect(killed).toBe(4);
      expect(site.log).toContain(reason);
      expect((await exported(environment)).map(({ run }) => run)).toEqual(others);
    } catch (error) {
      throw new Error(`${(error as Error).message}; the log ends with:\n${site.log.slice(-3000)}`, { cause: error });
    } finally {
      await site.stop();
    }
  });
});
