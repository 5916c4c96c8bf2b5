/** `hdqm try` over the runs of a dataset of the sample. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dropUrl, scannedUrl } from '../database.ts';
import { hdqm } from './command.ts';

const trackPt = 'Tracking/TrackParameters/highPurityTracks/pt_1/GeneralProperties/TrackPt_ImpactPoint_GenTk';
let databaseUrl: string;
beforeAll(async () => {
  databaseUrl = await scannedUrl('sample');
});
afterAll(() => dropUrl(databaseUrl));

const run = (...args: string[]) => hdqm(['try', ...args], { DATABASE_URL: databaseUrl });

describe('hdqm try --dataset', () => {
  it('has the values of the stored points, latest run first', async () => {
    const { status, stdout } = await run('basic.Mean()', trackPt, '--dataset', 'ZeroBias/PromptReco', '--latest', '3');
    const exported = await hdqm(
      [
        'export',
        '--subsystem',
        'Tracker',
        '--names',
        'TrackPt_mean',
        '--primary-dataset',
        'ZeroBias',
        '--processing',
        'PromptReco',
      ],
      { DATABASE_URL: databaseUrl },
    );
    const points = JSON.parse(exported.stdout) as { run: number; value: number; errorLow: number; entries: number }[];
    const latest = points.toSorted((a, b) => b.run - a.run).slice(0, 3);
    expect(status).toBe(0);
    const [, ...lines] = stdout.trim().split('\n');
    expect(lines.slice(0, 3).map((line) => line.split(/ +/).map(Number))).toEqual(
      latest.map(({ run: number, value, errorLow, entries }) => [number, value, errorLow, entries]),
    );
    expect(lines[3]).toMatch(/^3 of 3 runs with a value, [\d.]+ s$/);
  });

  it('has the reason for a run without a value, and status 1 if no run has one', async () => {
    const { status, stdout } = await run(
      'basic.Mean()',
      'Tracking/No',
      '--dataset',
      'ZeroBias/PromptReco',
      '--latest',
      '1',
    );
    expect([status, stdout]).toEqual([
      1,
      expect.stringMatching(/\n\d+ +MISSING_HISTOGRAM: ME No not found in Tracking\n0 of 1 run /),
    ]);
  });

  it('reports a dataset that does not exist, and arguments that are missing or too many', async () => {
    expect(await run('basic.Mean()', trackPt, '--dataset', 'ZeroBia/PromptReco')).toMatchObject({
      status: 2,
      stderr: 'hdqm: no dataset ZeroBia/PromptReco; did you mean ZeroBias/PromptReco?\n',
    });
    for (const args of [[trackPt], [], ['file.root', trackPt, '--dataset', 'ZeroBias/PromptReco']])
      expect(await run('basic.Mean()', ...args)).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('hdqm: after the metric, '),
      });
  });
});
