import { describe, expect, it } from 'vitest';
import { appliesTo, isOnRun } from '../../../../server/store/notes/notes.ts';

describe('isOnRun', () => {
  it.each([
    [{ firstRun: 10, lastRun: 12, fill: null }, [10, 11, 12]],
    [{ firstRun: 12, lastRun: 12, fill: null }, [12]],
    [{ firstRun: 12, lastRun: null, fill: null }, [12, 13, 14]],
    [{ firstRun: 10, lastRun: 11, fill: 7 }, [10, 11]],
    [{ firstRun: null, lastRun: null, fill: 7 }, []],
  ])('is true for the runs of %j', (note, runs) => {
    expect([9, 10, 11, 12, 13, 14].filter((run) => isOnRun(note, run))).toEqual(runs);
  });
});

describe('appliesTo', () => {
  const trend = { subsystem: 'Tracker', config: 'Mean', primaryDataset: 'ZeroBias', processing: 'PromptReco' };
  const everywhere = { subsystem: null, config: null, primaryDataset: null, processing: null };

  it('is true for trends in the scope', () => {
    expect(appliesTo(everywhere, trend)).toBe(true);
    expect(appliesTo(trend, trend)).toBe(true);
    expect(appliesTo({ ...everywhere, processing: 'PromptReco' }, trend)).toBe(true);
  });

  it.each(['subsystem', 'config', 'primaryDataset', 'processing'])('is false where the %s differs', (name) => {
    expect(appliesTo({ ...everywhere, [name]: 'Other' }, trend)).toBe(false);
    expect(appliesTo({ ...trend, [name]: 'Other' }, trend)).toBe(false);
  });
});
