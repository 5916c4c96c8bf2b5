import { describe, expect, it } from 'vitest';
import { xTicks } from '../../../../client/chart/axis/x-ticks.ts';
import { nearestIndex, runAxis, xAxes } from '../../../../client/chart/axis/run-axis.ts';
import { tableOf } from '../../run-selection/tables.ts';

const start = Date.UTC(2023, 5, 1) / 1000;
interface Run {
  readonly number: number;
  readonly startTime?: number;
  readonly durationSeconds?: number;
  readonly recordedLumi?: number;
}
const run = (number: number, more: Omit<Run, 'number'> = {}): Run => ({ number, ...more });
const tableFrom = (runs: readonly Run[]) =>
  tableOf(
    runs.map(({ number }) => number),
    {
      startTimes: runs.map(({ startTime }) => startTime ?? null),
      durations: runs.map(({ durationSeconds }) => durationSeconds ?? null),
      recordedLumis: runs.map(({ recordedLumi }) => recordedLumi ?? null),
    },
  );
const runs = [
  run(100, { startTime: start, durationSeconds: 3600, recordedLumi: 10 }),
  run(110, { startTime: start + 7200, durationSeconds: 1800, recordedLumi: 5 }),
  run(111),
  run(200, { startTime: start + 86_400, durationSeconds: 7200, recordedLumi: 25 }),
];

describe('the x axis', () => {
  it.each(xAxes)('%s has the runs in ascending order, without overlap', (kind) => {
    const { centers, lows, highs, min, max } = runAxis(tableFrom(runs), kind);
    for (const [index, low] of lows.entries()) {
      expect(low).toBeGreaterThanOrEqual(highs[index - 1] ?? min);
      expect(highs[index]).toBeGreaterThan(low);
      expect(centers[index]).toBeGreaterThanOrEqual(low);
    }
    expect(max).toBeGreaterThanOrEqual(highs.at(-1) ?? Number.NaN);
  });

  it('spaces runs evenly or by number', () => {
    expect(runAxis(tableFrom(runs), 'even').centers).toEqual([0, 1, 2, 3]);
    expect(runAxis(tableFrom(runs), 'run').centers).toEqual([100, 110, 111, 200]);
  });

  it('places a run at its start time, and one without after the run before', () => {
    expect(runAxis(tableFrom(runs), 'time').centers).toEqual([start, start + 7200, start + 9000, start + 86_400]);
    const [first] = runAxis(tableFrom([run(99), ...runs]), 'time').centers;
    expect(first).toBeLessThan(start);
  });

  it('makes runs as wide as their duration or luminosity', () => {
    expect(runAxis(tableFrom(runs), 'duration').highs).toEqual([3600, 5400, 5460, 12_660]);
    expect(runAxis(tableFrom(runs), 'lumi').highs.map((high) => Math.round(high))).toEqual([10, 15, 15, 40]);
  });

  it('finds the nearest run', () => {
    const axis = runAxis(tableFrom(runs), 'run');
    expect([0, 104, 106, 110.6, 150, 1e9].map((value) => nearestIndex(axis, value))).toEqual([0, 0, 1, 2, 2, 3]);
    expect(nearestIndex(runAxis(tableFrom(runs.slice(0, 1)), 'run'), 5)).toBe(0);
  });

  it('may have no runs', () => {
    expect(runAxis(tableFrom([]), 'time')).toMatchObject({ centers: [] });
  });
});

describe('the labels of the x axis', () => {
  const labels = (kind: (typeof xAxes)[number], width: number, of = runs): string[] => {
    const table = tableFrom(of);
    const axis = runAxis(table, kind);
    return xTicks(axis, table, { min: axis.min, max: axis.max, width }).map(({ label }) => label);
  };

  it('are run numbers, as many as fit', () => {
    expect(labels('even', 400)).toEqual(['100', '110', '111', '200']);
    expect(labels('even', 120)).toEqual(['100', '111']);
    expect(labels('duration', 400)).toEqual(['100', '110', '200']);
  });

  it('are round numbers', () => {
    expect(labels('lumi', 300)).toEqual(['0', '10', '20', '30', '40']);
  });

  it('are round times, in UTC', () => {
    expect(labels('time', 400)).toEqual(['1 Jun 00:00', '1 Jun 06:00', '1 Jun 12:00', '1 Jun 18:00', '2 Jun 00:00']);
  });

  it.each(['time', 'lumi', 'run'] as const)('never overlap, %s', (kind) => {
    for (const minutes of [1, 5, 17, 60, 300, 2000, 10_000, 60_000, 400_000, 3_000_000]) {
      const last = run(100 + minutes, { startTime: start + minutes * 60, durationSeconds: 60, recordedLumi: minutes });
      for (const width of [160, 400, 1300])
        expect(labels(kind, width, [...runs.slice(0, 1), last]).length).toBeLessThanOrEqual(width / 52);
    }
  });

  it('are several where there is room, also between weeks and months', () => {
    const until = (days: number) => {
      const first = Date.UTC(2023, 4, 19) / 1000;
      return [run(1, { startTime: first }), run(2, { startTime: first + days * 86_400 })];
    };
    expect(labels('time', 300, until(40))).toEqual(['21 May', '4 Jun', '18 Jun']);
    for (let days = 0.01; days < 5000; days *= 1.1)
      for (const width of [150, 300, 450]) expect(labels('time', width, until(days)).length).toBeGreaterThan(1);
  });

  it('are months and years over a long time', () => {
    const long = [
      run(1, { startTime: Date.UTC(2022, 0, 20) / 1000 }),
      run(2, { startTime: Date.UTC(2023, 0, 20) / 1000 }),
    ];
    expect(labels('time', 400, long)).toEqual(['Apr 2022', 'Jul 2022', 'Oct 2022', 'Jan 2023']);
    const longer = [run(1, { startTime: Date.UTC(2015, 5) / 1000 }), run(2, { startTime: Date.UTC(2025, 5) / 1000 })];
    expect(labels('time', 500, longer)).toEqual(['2016', '2018', '2020', '2022', '2024']);
  });
});
