import { expect, it } from 'vitest';
import { flagRows } from '../../../client/flags/flag-rows.ts';

it('has the flags of the runs of a page, from any of its datasets', () => {
  const zeroBias = {
    columns: { runs: [3, 5] },
    flags: [
      { column: 'dt-dt', statuses: ['GOOD' as const, null], goodShares: [1, null], comments: [null, null] },
      { column: 'rpc-rpc', statuses: [null, null], goodShares: [null, null], comments: [null, null] },
    ],
  };
  const muon = {
    columns: { runs: [5, 4] },
    flags: [
      { column: 'dt-dt', statuses: ['GOOD' as const, 'BAD' as const], goodShares: [1, 0.25], comments: [null, 'HV'] },
    ],
  };
  // A run of several datasets has the same flags in each.
  expect(flagRows([3, 4, 5, 6], [zeroBias, muon])).toEqual([
    {
      column: 'dt-dt',
      statuses: ['GOOD', 'BAD', null, null],
      goodShares: [1, 0.25, null, null],
      comments: [null, 'HV', null, null],
    },
  ]);
  expect(flagRows([3], [])).toEqual([]);
});
