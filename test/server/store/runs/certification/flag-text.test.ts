import { expect, it } from 'vitest';
import { parseFlagFilter } from '../../../../../server/store/runs/certification/flag-text.ts';

it.each([
  ['tracker-strip: GOOD', { column: 'tracker-strip', statuses: ['GOOD'] }],
  ['dt-dt:good|STANDBY', { column: 'dt-dt', statuses: ['GOOD', 'STANDBY'] }],
  ['dt-dt: GOOD: 0.9', { column: 'dt-dt', statuses: ['GOOD'], minGoodShare: 0.9 }],
  ['dt-dt:1', { column: 'dt-dt', minGoodShare: 1 }],
  ['dt-dt:', { column: 'dt-dt' }],
  ['dt-dt::0.95', { column: 'dt-dt', minGoodShare: 0.95 }],
  ['dt-dt: .5', { column: 'dt-dt', minGoodShare: 0.5 }],
])('%s is a filter on a flag', (text, filter) => {
  expect(parseFlagFilter(text)).toEqual(filter);
});

it.each(['', 'dt-dt', ': GOOD', 'dt-dt: FINE', 'dt-dt: 90', 'dt-dt: 1.5', 'dt-dt: GOOD: BAD', 'dt-dt: GOOD: 0.9: 0.8'])(
  '%j is none',
  (text) => {
    expect(() => parseFlagFilter(text)).toThrow(`'${text}' is no filter on a flag: expected COLUMN: STATUS`);
  },
);
