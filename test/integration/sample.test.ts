import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dropUrl, scannedUrl } from '../database.ts';
import { openDatabase } from '../../server/store/connection/database.ts';
import { countPending } from '../../server/store/runs/service-status.ts';
import type { ExportedPoint } from '../../server/export/points.ts';
import { type Environment, exported, hdqm, root } from './command.ts';

interface Golden {
  readonly primaryDataset: string;
  readonly processing: string;
  readonly points: readonly { config: string; run: number; value: number; error: number; entries: number }[];
}
const golden = JSON.parse(readFileSync(path.join(root, 'test/sample/golden.json'), 'utf8')) as Golden;

let environment: Environment;
let points: ExportedPoint[];
beforeAll(async () => {
  environment = { DATABASE_URL: await scannedUrl('sample') };
  points = await exported(environment);
});
afterAll(() => dropUrl(environment['DATABASE_URL'] ?? ''));

describe('a scan of the sample', () => {
  it('has the same values as ROOT', () => {
    const ours = new Map(
      points
        .filter(
          ({ primaryDataset, processing }) =>
            primaryDataset === golden.primaryDataset && processing === golden.processing,
        )
        .map((point) => [`${point.config} ${point.run}`, point]),
    );
    expect(golden.points.length).toBeGreaterThan(150);
    for (const { config, run, value, error, entries } of golden.points) {
      const point = ours.get(`${config} ${run}`);
      expect(point, `${config}, run ${run}`).toBeDefined();
      expect(Math.abs((point?.value ?? Number.NaN) - value)).toBeLessThanOrEqual(1e-9 * Math.abs(value));
      expect(Math.abs((point?.errorHigh ?? Number.NaN) - error)).toBeLessThanOrEqual(1e-6 * Math.abs(error) + 1e-12);
      expect(point?.entries).toBe(entries);
    }
  });

  it('has every run of each dataset once, from its best file', () => {
    const tracks = points.filter(({ config }) => config === 'NumberOfTrack_mean');
    const runsOf = (dataset: string, processing = 'PromptReco'): number[] =>
      tracks
        .filter((point) => point.primaryDataset === dataset && point.processing === processing)
        .map(({ run }) => run);
    expect(runsOf('ZeroBias')).toHaveLength(38);
    expect(runsOf('Muon0')).toHaveLength(19); // and one more file, which is cut in half
    expect(runsOf('ZeroBias', '19Dec2023')).toHaveLength(7);
    expect(runsOf('Cosmics')).toHaveLength(6);
    expect(tracks.find(({ run, processing }) => run === 367408 && processing === 'PromptReco')?.file).toContain(
      'DQM_V0002',
    );
  });

  it('shows the changes of the detector', () => {
    const of = (config: string, run: number): number =>
      points.find(
        (point) =>
          point.config === config &&
          point.run === run &&
          point.primaryDataset === 'ZeroBias' &&
          point.processing === 'PromptReco',
      )?.value ?? Number.NaN;
    // The step of the high voltage in the charge of pixel layer 1, and the strip tracker that was partly off.
    expect(
      of('clustCharge_ONTk_BPix_Layer1_mpv', 367232) / of('clustCharge_ONTk_BPix_Layer1_mpv', 367107),
    ).toBeGreaterThan(1.06);
    expect(of('BadStripsFraction_TOB', 367517) / of('BadStripsFraction_TOB', 367512)).toBeGreaterThan(10);
  });

  it('has no point for a missing or empty ME', () => {
    const at = (config: string, run: number): ExportedPoint | undefined =>
      points.find(
        (point) =>
          point.config === config &&
          point.run === run &&
          point.primaryDataset === 'ZeroBias' &&
          point.processing === 'PromptReco',
      );
    expect(at('clustCharge_ONTk_BPix_Layer2_mpv', 367237)).toBeUndefined();
    expect(at('BX_w0', 367520)).toMatchObject({ value: null, failure: 'NO_DATA' });
  });

  it('reports that there is nothing new the second time', async () => {
    const again = await hdqm(['scan'], environment);
    expect(again.status).toBe(0);
    expect(again.stdout).toMatch(/Nothing new in the sample data/);
    expect(await exported(environment)).toEqual(points);
  });

  it('enriches its runs from the stand-ins as from OMS and Run Registry', async () => {
    const database = await openDatabase({ url: environment['DATABASE_URL'], dataFolder: '' });
    try {
      const [counts] = await database.dataSource.query<Record<string, number>[]>(
        `SELECT count(*)::int AS runs, count(fill)::int AS fills, count(recorded_lumi)::int AS lumis, count(duration_seconds)::int AS durations,
           count(class)::int AS classes, count(DISTINCT class)::int AS kinds FROM run`,
      );
      expect(counts).toMatchObject({ runs: 44, durations: 44, classes: 43, kinds: 3 });
      expect(counts?.['fills']).toBeGreaterThan(30);
      expect(counts?.['lumis']).toBeGreaterThan(30);
      expect(await countPending(database)).toEqual({ runs: 0, oms: 0, rr: 0 });
    } finally {
      await database.close();
    }
  });

  it('is reported by status', async () => {
    const { status, stdout } = await hdqm(['status'], environment);
    expect(status).toBe(0);
    expect(stdout).toMatch(/Sample data/);
    expect(stdout).toMatch(/files extracted\s+│\s+70 /);
    expect(stdout).toMatch(/Failed: .*R000370306.*truncated: [\d,]+ of [\d,]+ bytes/);
  });
});

describe('export', () => {
  it('prints JSON, NDJSON or CSV', async () => {
    const selection = ['--subsystem', 'Tracker', '--primary-dataset', 'Cosmics', '--runs', '366380-366890, 370110'];
    const lines = await exported(environment, ...selection);
    expect([...new Set(lines.map(({ run }) => run))].sort()).toEqual([366380, 366890, 370110]);
    const json = await hdqm(['export', ...selection], environment);
    expect(JSON.parse(json.stdout)).toEqual(lines);
    const csv = await hdqm(['export', '--format', 'csv', ...selection], environment);
    const [head, ...rows] = csv.stdout.trimEnd().split('\n');
    expect(head).toBe(
      'subsystem,config,primaryDataset,processing,era,run,value,errorLow,errorHigh,entries,failure,revision,file',
    );
    expect(rows).toHaveLength(lines.length);
  });

  it('is empty if nothing matches', async () => {
    const { stdout, stderr, status } = await hdqm(['export', '--subsystem', 'Nothing'], environment);
    expect(JSON.parse(stdout)).toEqual([]);
    expect(stderr).toBe('No points match the selection.\n');
    expect(status).toBe(0);
  });

  it('rejects an invalid selection', async () => {
    const { status, stderr } = await hdqm(['export', '--runs', '355200-355100'], environment);
    expect(status).toBe(2);
    expect(stderr).toMatch(/'355200-355100' is not a run or range of runs/);
  });
});
