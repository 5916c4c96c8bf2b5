import { describe, expect, it } from 'vitest';
import { isOverdue, missedScan } from '../../../../server/jobs/schedule/schedules.ts';

const nightly = { SCAN_SCHEDULE: '0 3 * * *', TIME_ZONE: 'Europe/Zurich' };
const at = (text: string): Date => new Date(text);
/** Whether a scan was missed, where the last finished scan started at `finished` and the last one in whatever state at `started`. */
const isMissed = (now: string, finished?: string, started = finished, settings = nightly): boolean =>
  isOverdue(
    settings,
    {
      finished: finished === undefined ? undefined : at(finished),
      started: started === undefined ? undefined : at(started),
    },
    at(now),
  );

describe('a scan was missed', () => {
  it.each([
    ['before the first one', '2026-07-01T12:00:00Z', undefined, true],
    ['when the night passed without one', '2026-07-02T08:00:00Z', '2026-07-01T01:00:10Z', true],
    ['not after the one of the night', '2026-07-02T08:00:00Z', '2026-07-02T01:00:00.5Z', false],
    ['not after one that came later in the day', '2026-07-02T08:00:00Z', '2026-07-02T07:00:00Z', false],
    [
      'not before 3 o’clock of the time zone, which is 1 o’clock UTC in summer',
      '2026-07-02T00:59:59Z',
      '2026-07-01T01:00:10Z',
      false,
    ],
    ['from 3 o’clock of the time zone on', '2026-07-02T01:00:01Z', '2026-07-01T01:00:10Z', true],
    ['not before 2 o’clock UTC in winter', '2026-01-02T01:30:00Z', '2026-01-01T02:00:10Z', false],
    ['from 2 o’clock UTC on in winter', '2026-01-02T02:00:01Z', '2026-01-01T02:00:10Z', true],
    ['in the night when clocks go forward', '2026-03-29T01:00:01Z', '2026-03-28T02:00:10Z', true],
    ['in the night when clocks go back', '2026-10-25T02:00:01Z', '2026-10-24T01:00:10Z', true],
  ])('%s', (_when, now, finished, expected) => {
    expect(isMissed(now, finished)).toBe(expected);
  });

  it('again half an hour after one that failed', () => {
    const [before, failed] = ['2026-07-01T01:00:10Z', '2026-07-02T01:00:10Z'];
    expect(isMissed('2026-07-02T01:29:00Z', before, failed)).toBe(false);
    expect(isMissed('2026-07-02T01:31:00Z', before, failed)).toBe(true);
    expect(isMissed('2026-07-02T01:29:00Z', undefined, failed)).toBe(false);
    expect(isMissed('2026-07-02T01:31:00Z', undefined, failed)).toBe(true);
  });

  it('never if the schedule is off', () => {
    expect(isMissed('2026-07-02T08:00:00Z', undefined, undefined, { ...nightly, SCAN_SCHEDULE: 'off' })).toBe(false);
  });
});

describe('a scan that has not run', () => {
  const missed = (now: string, ended?: string): string | undefined =>
    missedScan(
      nightly.SCAN_SCHEDULE,
      nightly.TIME_ZONE,
      ended === undefined ? undefined : at(ended),
      at(now),
    )?.toISOString();

  it('is reported with its scheduled time, the first since the last scan ended', () => {
    expect(missed('2026-07-04T08:00:00Z', '2026-07-01T01:30:00Z')).toBe('2026-07-02T01:00:00.000Z');
  });

  it('is not reported while servers have not checked for it twice, after a scan of any outcome, and before the first one', () => {
    expect(missed('2026-07-02T01:09:00Z', '2026-07-01T01:30:00Z')).toBeUndefined();
    expect(missed('2026-07-02T01:11:00Z', '2026-07-01T01:30:00Z')).toBeDefined();
    expect(missed('2026-07-02T08:00:00Z', '2026-07-02T01:00:10Z')).toBeUndefined();
    expect(missed('2026-07-02T08:00:00Z')).toBeUndefined();
  });
});
