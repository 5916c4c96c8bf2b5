import { expect, it } from 'vitest';
import { formatTime, shortTime, since, until } from '../../../client/format/time.ts';

it('returns durations since and until a time', () => {
  const now = Date.parse('2026-07-01T12:00:00Z');
  expect(since('2026-07-01T11:40:00Z', now)).toBe('20 min');
  expect(until('2026-07-02T01:00:00Z', now)).toBe('13 h 0 min');
  // The clocks of server and browser differ by a second or two.
  expect(since('2026-07-01T12:00:02Z', now)).toBe('<1 s');
  expect(until('2026-07-01T11:59:58Z', now)).toBe('<1 s');
});

it('formats ISO 8601 and seconds since 1970 in UTC', () => {
  expect(formatTime('2023-05-10T10:30:00+02:00')).toBe('2023-05-10 08:30 UTC');
  expect(shortTime(Date.UTC(2023, 4, 10, 8, 30) / 1000)).toBe('2023-05-10 08:30');
});
