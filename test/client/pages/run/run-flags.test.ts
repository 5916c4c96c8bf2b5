import { expect, it } from 'vitest';
import { formatShare } from '../../../../client/pages/run/run-flags.tsx';

it('rounds no share to all or to nothing', () => {
  expect([1, 0.9999, 0.957, 0.5, 0.0001, 0].map(formatShare)).toEqual([
    '100 %',
    '>99.9 %',
    '95.7 %',
    '50 %',
    '<0.1 %',
    '0 %',
  ]);
});
