import { describe, expect, it } from 'vitest';
import type { BackTest } from '../../../../../client/pages/new-config/results/draft-lines.ts';
import { findingNotes } from '../../../../../client/pages/new-config/results/finding-notes.ts';

const backTest = (name: string): BackTest => ({
  name,
  runs: 9,
  limits: [],
  segments: [],
  findings: [{ cause: 'limits', severity: 'error', firstRun: 3, lastRun: 5, text: 'beyond 7' }],
  agreement: null,
});
const of = { subsystem: 'Tracker', dataset: { primaryDataset: 'ZeroBias', processing: 'PromptReco' } };

describe('findingNotes', () => {
  it('flags the runs of each alarm with its text', () => {
    const { notes } = findingNotes([backTest('a')], of);
    expect(notes).toMatchObject([{ firstRun: 3, lastRun: 5, text: 'beyond 7', author: 'back-test', config: 'a' }]);
  });

  it('names the config where there are several', () => {
    const { notes } = findingNotes([backTest('a'), backTest('b')], of);
    expect(notes.map(({ author }) => author)).toEqual(['a, back-test', 'b, back-test']);
    expect(new Set(notes.map(({ id }) => id)).size).toBe(2);
  });
});
