import { expect, it } from 'vitest';
import { describeCron } from '../../../client/format/cron.ts';

it.each([
  ['0 3 * * *', 'at 03:00, every day'],
  ['5 14 * * *', 'at 14:05, every day'],
  ['*/5 * * * *', 'every 5 minutes'],
  ['*/1 * * * *', 'every minute'],
  ['30 * * * *', 'at 30 minutes past the hour'],
  ['0 3 * * 1', 'at 03:00, only on Monday'],
  ['0 3,15 * * *', 'at 03:00 and 15:00, every day'],
  ['not a cron line', 'not a cron line'],
])('%s is %s', (cron, description) => {
  expect(describeCron(cron)).toBe(description);
});
