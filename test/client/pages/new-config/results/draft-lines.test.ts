import { describe, expect, it } from 'vitest';
import {
  backTestsOf,
  type DraftConfig,
  draftLine,
  type DraftRun,
  failuresOf,
  selectConfigs,
  timing,
} from '../../../../../client/pages/new-config/results/draft-lines.ts';

const config: DraftConfig = {
  name: 'a',
  title: 'A',
  yTitle: 'Y',
  metric: 'basic.Mean()',
  metricId: 'basic.Mean',
  paths: { main: ['x'] },
  threshold: null,
  referenceRun: null,
  limits: [
    { severity: 'warning', scope: null, min: 1, max: null },
    { severity: 'warning', scope: 'Cosmics', min: 2, max: null },
  ],
  alarms: [],
  minEntries: null,
  line: 1,
  isDefined: false,
};
const value = (value: number, milliseconds = 1) => ({
  value,
  errorLow: 0.1,
  errorHigh: 0.2,
  entries: 9,
  failure: null,
  milliseconds,
});
const failure = {
  value: null,
  errorLow: null,
  errorHigh: null,
  entries: 0,
  failure: 'NO_DATA: empty',
  milliseconds: 4,
};
const read = (run: number, results: DraftRun['results']): DraftRun => ({
  run,
  done: 1,
  total: 3,
  state: 'READ',
  reason: null,
  results,
  backTests: null,
});
const runs: DraftRun[] = [
  read(1, [value(5), value(6)]),
  read(2, [failure, value(7)]),
  { ...read(3, []), state: 'FILE_NOT_FOUND', reason: 'no such file' },
];

describe('draftLine', () => {
  it('has the values of a config and the reasons of its gaps', () => {
    expect(draftLine(runs, config, 0).columns).toEqual({
      runs: [1, 2, 3],
      values: [5, null, null],
      errorsLow: [0.1, null, null],
      errorsHigh: [0.2, null, null],
      entries: [9, 0, null],
      failures: [null, 'NO_DATA: empty', null],
      reasons: [null, 'NO_DATA: empty', 'no such file'],
      revisions: [1, 1, 1],
    });
    expect(draftLine(runs, config, 1)).toMatchObject({ trendIndex: 1, columns: { values: [6, 7, null] } });
  });

  it('has the general limits, and the limits and segments of the back-test once it is known', () => {
    const limits = [{ severity: 'warning', min: 1, max: null, firstRun: 1, lastRun: 3 }];
    expect(draftLine(runs, config, 0)).toMatchObject({ limits, segments: [] });
    const levels = { firstLevel: 5, lastLevel: 5, levelBefore: null, levelAfter: null, significance: null };
    const segments = [{ firstRun: 1, lastRun: 3, ...levels }];
    const ofRuns = [{ severity: 'error' as const, min: null, max: 5, firstRun: 2, lastRun: 3 }];
    const backTests = [{ name: 'a', runs: 3, limits: ofRuns, segments, findings: [], agreement: null }];
    const tested = [...runs.slice(0, 2), { ...read(3, [value(1)]), backTests }];
    expect(draftLine(tested, config, 0)).toMatchObject({ limits: ofRuns, segments });
    expect([backTestsOf(runs), backTestsOf(tested)]).toEqual([undefined, backTests]);
  });
});

describe('failuresOf', () => {
  it('has those of the metric, not those of files', () => {
    expect(failuresOf(runs, 0, 'a: ')).toEqual([
      { run: 1, reason: null },
      { run: 2, reason: 'a: NO_DATA: empty' },
      { run: 3, reason: null },
    ]);
  });
});

describe('timing', () => {
  it('is the median and the maximum over the runs that were read, all configs together', () => {
    expect(timing(runs)).toEqual({ median: 3.5, max: 5 });
    expect(timing([read(1, [value(1, 3)])])).toEqual({ median: 3, max: 3 });
    expect(timing([])).toBeUndefined();
  });
});

describe('selectConfigs', () => {
  const configs = ['a', 'b', 'c'].map((name) => ({ ...config, name }));
  it.each([
    [[], ['a']],
    [['missing'], ['a']],
    [
      ['c', 'missing', 'b'],
      ['c', 'b'],
    ],
  ])('of the names %o are %o', (names, expected) => {
    expect(selectConfigs(configs, names).map(({ name }) => name)).toEqual(expected);
  });

  it('are no derived trends', () => {
    const derived = { ...config, name: 'derived', metricId: '' };
    expect(selectConfigs([derived, ...configs], ['derived']).map(({ name }) => name)).toEqual(['a']);
    expect(selectConfigs([derived], [])).toEqual([]);
  });
});
