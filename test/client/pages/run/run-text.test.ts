import { describe, expect, it } from 'vitest';
import type { RunAttributesFragment } from '../../../../client/generated/operations.ts';
import {
  describeCounts,
  describeJudged,
  describeRun,
  formatDistance,
  type JudgedTrend,
  markdown,
  plainText,
  runText,
} from '../../../../client/pages/run/run-text.ts';

const run = {
  number: 367400,
  class: 'Collisions23',
  era: 'Run2023C',
  fill: 8754,
  startTime: '2023-05-10T08:30:00Z',
  endTime: null,
  durationSeconds: 3600,
  recordedLumi: 12.5,
} as RunAttributesFragment;

const judged = (rest: Partial<JudgedTrend> = {}): JudgedTrend => ({
  trendId: '1',
  state: 'warning',
  reason: 'level from 10 to 12 (+20 %, 9 σ)',
  value: 12,
  errorLow: 0.5,
  errorHigh: 0.5,
  level: 10,
  noise: 0.5,
  distance: 4,
  trend: {
    id: '1',
    config: { id: '1', subsystem: 'Tracker', name: 'Number_of*Tracks', title: 't', yTitle: 'y' },
    dataset: { id: '1', primaryDataset: 'ZeroBias', processing: 'PromptReco' },
  },
  ...rest,
});
const counts = { total: 1203, bad: 0, warning: 1, noValue: 2, unjudged: 0, good: 1200 };

describe('the text of a run', () => {
  const content: Parameters<typeof runText>[0] = {
    run,
    judgements: {
      counts,
      subsystems: [],
      total: 1203,
      items: [
        judged(),
        judged({ state: 'noValue', reason: 'ME not found', value: null, distance: null }),
        judged({ state: 'good' }),
      ],
    },
    changes: {
      previousRun: 367399,
      items: [{ quantity: 'hltKey', before: '/cdaq/a_1', after: '/cdaq/a_2', configs: [] }],
    },
    address: 'https://hdqm.example/runs/367400',
    linkOf: () => 'https://hdqm.example/trends/Tracker/a',
  };

  it('has what the run is, its worst trends, what changed, and its address', () => {
    expect(runText(content, plainText).split('\n')).toEqual([
      'HDQM: run 367400',
      'Collisions23 · Run2023C · fill 8754 · 2023-05-10 08:30 UTC · 60 min · 12.5 /pb',
      'Trends: 1 warning, 2 no value, 1,200 good.',
      '- Tracker/Number_of*Tracks in ZeroBias PromptReco: Warning. 12.00 ± 0.50 (baseline 10, +4.0 σ): level from 10 to 12 (+20 %, 9 σ)',
      '- Tracker/Number_of*Tracks in ZeroBias PromptReco: No value. ME not found',
      'Changes since run 367399:',
      '- HLT key: /cdaq/a_1 → /cdaq/a_2',
      'https://hdqm.example/runs/367400',
    ]);
  });

  it('is Markdown in which names and reasons have no markup of their own', () => {
    const lines = runText(
      { ...content, judgements: { ...content.judgements, items: [judged({ reason: '[x](javascript:1) <b>' })] } },
      markdown,
    ).split('\n');
    expect(lines[0]).toBe('**HDQM: run 367400**');
    expect(lines[3]).toBe(
      String.raw`- [Tracker/Number\_of\*Tracks in ZeroBias PromptReco](https://hdqm.example/trends/Tracker/a): Warning. 12.00 ± 0.50 (baseline 10, +4.0 σ): \[x\](javascript:1) \<b\>`,
    );
    expect(lines).toContain(String.raw`- HLT key: /cdaq/a\_1 → /cdaq/a\_2`);
  });

  it('lists up to 40 trends, and the number of the others', () => {
    const items = Array.from({ length: 60 }, () => judged());
    const text = runText({ ...content, judgements: { ...content.judgements, items, total: 75 } }, plainText);
    expect(text.match(/^- Tracker/gm)).toHaveLength(40);
    expect(text).toContain('\n- 35 more\n');
  });

  it('says that no change is known, and nothing of changes that are not loaded', () => {
    const none = { ...content, changes: { previousRun: 1, items: [] } };
    expect(runText(none, plainText)).toContain('Changes since run 1:\n- none known');
    expect(runText({ ...content, changes: null }, plainText)).not.toContain('Changes');
  });
});

describe('describeRun', () => {
  it('leaves out what is unknown', () => {
    const unknown = { class: null, era: null, fill: null, startTime: null, durationSeconds: null, recordedLumi: null };
    expect(describeRun({ ...run, ...unknown })).toBe('');
    expect(
      describeRun({ ...run, ...unknown, startTime: '2023-05-10T08:30:00Z', endTime: '2023-05-10T09:00:00Z' }),
    ).toBe('2023-05-10 08:30 UTC to 2023-05-10 09:00 UTC');
  });
});

describe('describeCounts', () => {
  it('names the states that occur, the worst first', () => {
    expect(describeCounts({ ...counts, bad: 3 })).toBe('3 bad, 1 warning, 2 no value, 1,200 good');
    expect(describeCounts({ total: 0, bad: 0, warning: 0, noValue: 0, unjudged: 0, good: 0 })).toBe('none');
  });
});

describe('describeJudged', () => {
  it('compares with the baseline where there is one', () => {
    expect(describeJudged(judged({ level: null, distance: null, reason: 'no baseline yet' }))).toBe(
      '12.00 ± 0.50: no baseline yet',
    );
    expect(describeJudged(judged({ reason: null }))).toBe('12.00 ± 0.50 (baseline 10, +4.0 σ)');
  });
});

it('formats distances of any size', () => {
  expect([0.04, -3.26, 123.4, -4567, 2.5e6, Number.MAX_VALUE].map(formatDistance)).toEqual([
    '+0.0 σ',
    '−3.3 σ',
    '+123 σ',
    '−4567 σ',
    '+2.5e6 σ',
    '+1.8e308 σ',
  ]);
});
