import { describe, expect, it } from 'vitest';
import { type SuggestionRule, suggestRun } from '../../../server/judge/suggest-runs.ts';
import type { Limit } from '../../../server/plan/plan.ts';
import type { LimitedValue, RunAlarm, RunFacts } from '../../../server/store/runs/certification/run-facts.ts';

const facts: RunFacts = { run: 7, lumisections: 100, recordedLumi: 12.5, values: [], alarms: [], flags: [] };
const off: SuggestionRule = { limits: null, alarms: null, flags: [], minRecordedLumi: null };
const limit = (severity: Limit['severity'], min: number | null, max: number | null, scope: string | null = null) =>
  ({ severity, min, max, scope }) as Limit;
const trend = { subsystem: 'Tracker', name: 'plot', primaryDataset: 'ZeroBias', processing: 'PromptReco' };
const value = (number: number, ...limits: Limit[]): LimitedValue => ({
  ...trend,
  value: number,
  limits,
  era: 'Run2023C',
  runClass: 'Collisions23',
});
const alarm = (severity: RunAlarm['severity'], name = 'plot'): RunAlarm => ({ ...trend, name, severity, firstRun: 5 });
const reasonsOf = (more: Partial<RunFacts>, rule: Partial<SuggestionRule>) => {
  const { isGood, reasons } = suggestRun({ ...facts, ...more }, { ...off, ...rule });
  expect(isGood).toBe(reasons.length === 0);
  return reasons;
};

describe('a suggested run', () => {
  it('is good where nothing is required', () => {
    expect(suggestRun(facts, off)).toEqual({ run: 7, isGood: true, reasons: [] });
    const bad = { values: [value(9, limit('error', null, 5))], alarms: [alarm('error')], recordedLumi: null };
    expect(reasonsOf(bad, {})).toEqual([]);
  });

  it('has the minimum luminosity', () => {
    expect(reasonsOf({}, { minRecordedLumi: 12.5 })).toEqual([]);
    expect(reasonsOf({}, { minRecordedLumi: 13 })).toEqual(['recorded luminosity 12.5 /pb < 13 /pb']);
    expect(reasonsOf({ recordedLumi: null }, { minRecordedLumi: 0 })).toEqual(['recorded luminosity not known']);
  });

  it('has no value beyond a limit that applies to it', () => {
    const values = [value(6, limit('warning', null, 5)), value(-1, limit('error', 0, null), limit('warning', 1, null))];
    expect(reasonsOf({ values }, { limits: 'warning' })).toEqual([
      'warning limit: Tracker plot in ZeroBias PromptReco 6 > 5',
      'error limit: Tracker plot in ZeroBias PromptReco -1 < 0',
    ]);
    expect(reasonsOf({ values }, { limits: 'error' })).toHaveLength(1);
    // The limit of the class goes before the one without a scope.
    const scoped = [value(6, limit('error', null, 5), limit('error', null, 10, 'Collisions'))];
    expect(reasonsOf({ values: scoped }, { limits: 'warning' })).toEqual([]);
  });

  it('is covered by no open alarm; the first ones are named', () => {
    const alarms = [alarm('error', 'a'), ...['b', 'c', 'd', 'e'].map((name) => alarm('warning', name))];
    expect(reasonsOf({ alarms }, { alarms: 'error' })).toEqual([
      'error alarm: Tracker a in ZeroBias PromptReco, since run 5',
    ]);
    const reasons = reasonsOf({ alarms }, { alarms: 'warning' });
    expect(reasons).toHaveLength(4);
    expect(reasons.at(-1)).toBe('2 more of the same kind');
  });

  it('has the flags that are required', () => {
    const flag = (status: 'GOOD' | 'BAD' | null, goodShare: number | null, dataset = 'online') =>
      ({ column: 'dt-dt', dataset, status, goodShare }) as const;
    const [column, statuses] = ['dt-dt', ['GOOD'] as const];
    expect(reasonsOf({ flags: [flag('GOOD', 0.8)] }, { flags: [{ column, statuses, minGoodShare: 0.8 }] })).toEqual([]);
    expect(reasonsOf({ flags: [flag('BAD', 0.2999)] }, { flags: [{ column, statuses, minGoodShare: 0.5 }] })).toEqual([
      'flag dt-dt is BAD (GOOD for 29.9 % of the lumisections)',
    ]);
    expect(reasonsOf({ flags: [flag('GOOD', 0.94999)] }, { flags: [{ column, minGoodShare: 0.95 }] })).toEqual([
      'flag dt-dt is GOOD for 94.9 % of the lumisections, less than 95 %',
    ]);
    const unknown = ['flag dt-dt not known'];
    expect(reasonsOf({ flags: [flag(null, null)] }, { flags: [{ column }] })).toEqual(unknown);
    expect(reasonsOf({ flags: [flag('GOOD', 1, '/Prompt')] }, { flags: [{ column }] })).toEqual(unknown);
    expect(reasonsOf({ flags: [flag('GOOD', 1)] }, { flags: [{ column, dataset: '/Prompt' }] })).toEqual([
      'flag dt-dt of /Prompt not known',
    ]);
  });
});
