import { describe, expect, it } from 'vitest';
import { summarizeMarkdown } from '../../../client/format/summarize-markdown.ts';
import { describeRuns, describeScope, valuesBefore } from '../../../client/notes/note-text.ts';
import { commonScope } from '../../../client/notes/annotations.ts';

it.each([
  [{ firstRun: 7, lastRun: 7, fill: null }, 'run 7'],
  [{ firstRun: 7, lastRun: 9, fill: null }, 'runs 7–9'],
  [{ firstRun: 7, lastRun: null, fill: null }, 'from run 7 on'],
  [{ firstRun: 7, lastRun: 9, fill: 3 }, 'fill 3, runs 7–9'],
  [{ firstRun: null, lastRun: null, fill: 3 }, 'fill 3, no runs yet'],
])('the runs of %j are described', (runs, text) => {
  expect(describeRuns(runs)).toBe(text);
});

const everywhere = { subsystem: null, config: null, primaryDataset: null, processing: null };
it.each([
  [{}, 'everywhere'],
  [{ subsystem: 'Tracker' }, 'Tracker'],
  [{ subsystem: 'Tracker', config: 'Mean', primaryDataset: 'ZeroBias', processing: 'P' }, 'Tracker / Mean, ZeroBias P'],
  [{ processing: 'PromptReco' }, 'PromptReco'],
])('the scope %j is described', (scope, text) => {
  expect(describeScope({ ...everywhere, ...scope })).toBe(text);
});

it('an edit lists what its fields were', () => {
  const event = { id: '1', at: '', kind: 'edited' as const, by: 'Ada', comment: null };
  expect(valuesBefore({ ...event, before: { lastRun: null, newBaseline: true, text: 'x' } })).toEqual([
    ['last run', 'none'],
    ['new baseline', 'yes'],
    ['text', 'x'],
  ]);
  expect(valuesBefore({ ...event, before: null })).toEqual([]);
});

describe('summarizeMarkdown', () => {
  it.each([
    ['\n\n## HV **raised**\n\nto 400 V', 'HV raised'],
    ['- `gain` 2', 'gain 2'],
    ['', ''],
    [`${'long '.repeat(40)}`, `${'long '.repeat(20).trim()}…`],
  ])('of %j is its first line', (text, summary) => {
    expect(summarizeMarkdown(text)).toBe(summary);
  });
});

it('the common scope of trends has what is the same in all', () => {
  const trend = { subsystem: 'Tracker', config: 'a', primaryDataset: 'ZeroBias', processing: 'P' };
  expect(commonScope([])).toEqual({});
  expect(commonScope([trend])).toEqual(trend);
  expect(commonScope([trend, { ...trend, config: 'b' }])).toEqual({
    subsystem: 'Tracker',
    primaryDataset: 'ZeroBias',
    processing: 'P',
  });
});
