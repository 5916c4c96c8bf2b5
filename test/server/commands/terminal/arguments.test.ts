import { expect, it } from 'vitest';
import { parseExpiry } from '../../../../server/commands/terminal/arguments.ts';

it('parses a number of days, and the end of a day', () => {
  const days = (parseExpiry('90d').getTime() - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(89.99);
  expect(days).toBeLessThanOrEqual(90);
  expect(parseExpiry('2027-02-28').toISOString()).toBe('2027-02-28T23:59:59.999Z');
});

it.each([
  '',
  '0d',
  '-1d',
  '90',
  '1.5d',
  '99999d',
  'tomorrow',
  '2027-02-30',
  '2027-13-01',
  '2027-2-1',
  '2027-02-01T00:00',
])('rejects %j', (text) => {
  expect(() => parseExpiry(text)).toThrow('must be a number of days, as 90d, or a date, as 2027-05-31');
});
