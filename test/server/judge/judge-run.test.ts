import { describe, expect, it } from 'vitest';
import { explainState, judgeRun, type RunJudgeInput } from '../../../server/judge/judge-run.ts';
import type { TrendAlarm } from '../../../server/store/alarms/alarms.ts';
import type { RunConfig, RunDataset, RunPoint } from '../../../server/store/alarms/run-points.ts';

const point = (rest: Partial<RunPoint> = {}): RunPoint => ({
  trendId: 1,
  configId: 1,
  datasetId: 1,
  value: 12,
  errorLow: 0,
  errorHigh: 0,
  entries: 100,
  failure: null,
  reason: null,
  firstRun: 100,
  lastRun: 200,
  firstLevel: 10,
  lastLevel: 10,
  noise: 0.5,
  baseline: null,
  farDistance: null,
  isAnomalous: false,
  ...rest,
});
const config = (rest: Partial<RunConfig> = {}): RunConfig => ({
  id: 1,
  subsystem: 'Tracker',
  name: 'mean',
  limits: [],
  alarms: ['limits', 'steps', 'anomalies'],
  minEntries: null,
  ...rest,
});
const dataset = (rest: Partial<RunDataset> = {}): RunDataset => ({
  id: 1,
  primaryDataset: 'ZeroBias',
  processing: 'PromptReco',
  era: 'Run2023C',
  runClass: 'Collisions23',
  significant: true,
  isJudged: true,
  ...rest,
});
type Alarm = RunJudgeInput<TrendAlarm>['alarms'][number];
const step = { trendId: 1, cause: 'steps', severity: 'warning', value: 12, reference: 8, significance: 9, run: 140 };
const alarm = (rest: object = {}): Alarm => ({ ...step, lastRun: 200, ...rest }) as Alarm;

const judge = (points: readonly RunPoint[], rest: Partial<RunJudgeInput<Alarm>> = {}) =>
  judgeRun({
    run: 150,
    points,
    datasets: [dataset()],
    configs: [config()],
    alarms: [],
    runsOf: new Map([[1, Array.from({ length: 101 }, (_, index) => 100 + index)]]),
    ...rest,
  });
const first = (...parameters: Parameters<typeof judge>) => {
  const [judged] = judge(...parameters);
  if (!judged) throw new Error('nothing was judged');
  return { ...judged, reason: explainState(judged) };
};

describe('judgeRun', () => {
  it('gives the distance from the level in units of the noise', () => {
    expect(first([point()])).toMatchObject({ state: 'good', level: 10, distance: 4, reason: null });
    expect(first([point({ value: 9 })])).toMatchObject({ distance: -2 });
    expect(first([point({ value: Number.MAX_VALUE, noise: 1e-3 })])).toMatchObject({ distance: Number.MAX_VALUE });
  });

  it('takes the distance that the judgement of the trend found', () => {
    expect(first([point({ farDistance: 3.5 })])).toMatchObject({ distance: 3.5, state: 'good' });
    expect(first([point({ farDistance: 9, isAnomalous: true })])).toMatchObject({
      distance: 9,
      state: 'warning',
      reason: 'an anomaly: far from the baseline',
    });
  });

  it('has no distance from a level without noise, but for a value at it', () => {
    expect(first([point({ noise: 0 })])).toMatchObject({ level: 10, distance: null, state: 'good' });
    expect(first([point({ noise: 0, value: 10 })])).toMatchObject({ distance: 0 });
  });

  it('compares with the level before a step that is not resolved', () => {
    expect(first([point({ farDistance: 3.5 })], { alarms: [alarm()] })).toMatchObject({
      level: 8,
      distance: 8,
      state: 'warning',
      reason: 'level from 8 to 12 (+50 %, 9 σ)',
    });
  });

  it('compares with the level of the segment before where the judgement did, and with a slope at the run', () => {
    expect(first([point({ baseline: 11 })])).toMatchObject({ level: 11, distance: 2 });
    expect(first([point({ firstLevel: 10, lastLevel: 20 })])).toMatchObject({ level: 15 });
    // By runs of the dataset, not by their numbers.
    const runsOf = new Map([[1, [100, 110, 120, 150, 200]]]);
    expect(first([point({ firstLevel: 10, lastLevel: 20 })], { runsOf })).toMatchObject({ level: 17.5 });
  });

  it('calls a value beyond a limit of its dataset, era or class bad, or gives a warning', () => {
    const limits = [
      { severity: 'error', scope: 'Collisions', min: null, max: 11 },
      { severity: 'error', scope: null, min: null, max: 5 },
      { severity: 'warning', scope: null, min: 13, max: null },
    ] as const;
    const configs = [config({ limits })];
    expect(first([point()], { configs })).toMatchObject({ state: 'bad', reason: 'above the error limit 11' });
    expect(first([point({ value: 10 })], { configs })).toMatchObject({
      state: 'warning',
      reason: 'below the warning limit 13',
    });
    const cosmics = { configs, datasets: [dataset({ runClass: 'Cosmics23' })] };
    expect(first([point({ value: 6 })], cosmics)).toMatchObject({ reason: 'above the error limit 5' });
    // A limit needs no baseline.
    expect(first([point({ noise: null, firstRun: null })], { configs })).toMatchObject({
      state: 'bad',
      distance: null,
    });
  });

  it('calls a value in the runs of an error bad, and says the limit once', () => {
    const alarms = [alarm({ cause: 'limits', severity: 'error', value: 20, reference: 15 })];
    expect(first([point()], { alarms })).toMatchObject({ state: 'bad', reason: '20 is above the error limit 15' });
    const configs = [config({ limits: [{ severity: 'error', scope: null, min: null, max: 11 }] })];
    expect(first([point()], { alarms, configs })).toMatchObject({ reason: 'above the error limit 11' });
  });

  it('gives the reason why a value is not judged', () => {
    const reason = (...parameters: Parameters<typeof judge>) => {
      const judged = first(...parameters);
      expect(judged.state).toBe('unjudged');
      return judged.reason;
    };
    const none = { noise: null, firstRun: null, firstLevel: null, lastLevel: null };
    expect(reason([point(none)])).toBe('no baseline yet: fewer than 5 runs with a value');
    expect(reason([point(none)], { datasets: [dataset({ isJudged: false })] })).toBe('not judged yet');
    expect(reason([point({ noise: null })])).toBe('not judged yet');
    expect(reason([point()], { datasets: [dataset({ significant: false })] })).toBe('the run is not significant');
    expect(reason([point({ entries: null })], { configs: [config({ minEntries: 50 })] })).toBe(
      '0 entries: fewer than 50 are not judged',
    );
  });

  it('orders by state, then distance, then config', () => {
    const configs = [1, 2, 3, 4].map((id) => config({ id, name: `plot${id}` }));
    const judged = judge(
      [
        point({ trendId: 1, configId: 4, value: 10 }),
        point({ trendId: 2, configId: 3, value: null, reason: 'empty' }),
        point({ trendId: 3, configId: 2, value: 10 }),
        point({ trendId: 4, configId: 1, value: 8 }),
        point({ trendId: 5, configId: 1, isAnomalous: true, farDistance: 6 }),
        point({ trendId: 6, configId: 2, isAnomalous: true, farDistance: -7 }),
        point({ trendId: 7, configId: 9 }), // of a config that is not active
      ],
      { configs },
    );
    expect(judged.map((each) => each.point.trendId)).toEqual([6, 5, 2, 4, 3, 1]);
  });
});
