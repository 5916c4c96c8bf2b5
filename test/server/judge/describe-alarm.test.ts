import { expect, it } from 'vitest';
import { describeAlarm } from '../../../server/judge/describe-alarm.ts';

const alarm = {
  cause: 'steps',
  severity: 'warning',
  value: 14_310,
  reference: 15_020,
  significance: 12.3,
  run: 7,
} as const;

it.each([
  ['level from 15,020 to 14,310 (-4.7 %, 12 σ)', alarm],
  ['14,310 instead of 15,020 (-4.7 %, 12 σ)', { ...alarm, cause: 'anomalies' }],
  ['level from -15,020 to -14,310 (+4.7 %, 12 σ)', { ...alarm, value: -14_310, reference: -15_020 }],
  ['level from 0 to 0.5 (12 σ)', { ...alarm, value: 0.5, reference: 0 }],
  ['level from -0.5 to 0.5 (12 σ)', { ...alarm, value: 0.5, reference: -0.5 }],
  ['level from 1.000e-10 to 2.000e-10 (+100 %, 12 σ)', { ...alarm, value: 2e-10, reference: 1e-10 }],
  [
    '0.8123 is below the error limit 0.9',
    { ...alarm, cause: 'limits', severity: 'error', value: 0.81234, reference: 0.9 },
  ],
  ['1,234,567 is above the warning limit 90', { ...alarm, cause: 'limits', value: 1_234_567, reference: 90 }],
  ['no value since run 7', { ...alarm, cause: 'anomalies', value: null, reference: null }],
] as const)('says %j', (text, row) => {
  expect(describeAlarm(row)).toBe(text);
});
