import { expect, it } from 'vitest';
import { describeCron } from '../../../client/format/cron.ts';
import { tellAnswers } from '../../../client/format/services.ts';
import { since, until } from '../../../client/format/time.ts';

it.each([
  ['0 3 * * *', 'every day at 03:00'],
  ['5 14 * * *', 'every day at 14:05'],
  ['*/5 * * * *', 'every 5 minutes'],
  ['*/1 * * * *', 'every minute'],
  ['30 * * * *', 'every hour at :30'],
  ['0 3 * * 1', '0 3 * * 1'],
  ['0 3,15 * * *', '0 3,15 * * *'],
])('%s is %s', (cron, words) => {
  expect(describeCron(cron)).toBe(words);
});

it('tells how long ago, and how long until', () => {
  const now = Date.parse('2026-07-01T12:00:00Z');
  expect(since('2026-07-01T11:40:00Z', now)).toBe('20 min');
  expect(until('2026-07-02T01:00:00Z', now)).toBe('13 h 0 min');
  // Clocks of server and browser differ by a second or two.
  expect(since('2026-07-01T12:00:02Z', now)).toBe('<1 s');
  expect(until('2026-07-01T11:59:58Z', now)).toBe('<1 s');
});

it('tells what asking the services came to', () => {
  const answer = { queried: 4, known: 4, unknown: 0, pending: 0, reason: null };
  const nothing = { queried: 0, known: 0, unknown: 0, pending: 0, reason: null };
  expect(
    tellAnswers({
      enrich: [
        { service: 'oms', ...answer, known: 1, pending: 3 },
        { service: 'rr', ...nothing },
      ],
    }),
  ).toBe('OMS: 1 of 4 known, no answer for 3; Run Registry: nothing to ask');
});
