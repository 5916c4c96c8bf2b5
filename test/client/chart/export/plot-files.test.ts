import { expect, it } from 'vitest';
import { pointsCsv } from '../../../../client/chart/export/plot-files.ts';
import { tableOf } from '../../run-selection/tables.ts';

it('writes points as CSV: one per line, failures with their code, quoted where necessary', () => {
  const columns = {
    runs: [1, 2],
    values: [1.5, null],
    errorsLow: [0.1, null],
    errorsHigh: [0.2, null],
    entries: [10, 0],
    failures: [null, 'NO_DATA'],
    reasons: [null, 'the histogram is empty'],
    revisions: [1, 2],
  };
  const table = tableOf([1, 2], {
    startTimes: [1_687_590_180, null],
    fills: [8880, null],
    recordedLumis: [114.9, null],
  });
  expect(pointsCsv([{ name: 'a, "b"', columns, datasetName: 'Muon0 PromptReco' }], table)).toBe(
    [
      'trend,run,value,errorLow,errorHigh,entries,failure,revision,dataset,startTime,fill,recordedLumi',
      '"a, ""b""",1,1.5,0.1,0.2,10,,1,Muon0 PromptReco,2023-06-24T07:03:00.000Z,8880,114.9',
      '"a, ""b""",2,,,,0,NO_DATA,2,Muon0 PromptReco,,,',
      '',
    ].join('\r\n'),
  );
});

it.each(['=1+2', '+a', '-a', '@SUM(A1)', '\t=1'])(
  'marks the name %j as text for spreadsheets, and leaves numbers alone',
  (name) => {
    const columns = {
      runs: [1],
      values: [-1.5],
      errorsLow: [0],
      errorsHigh: [0],
      entries: [-2],
      failures: [null],
      reasons: [null],
      revisions: [1],
    };
    expect(pointsCsv([{ name, columns, datasetName: '' }], tableOf([1])).split('\r\n')[1]).toBe(
      `'${name},1,-1.5,0,0,-2,,1,,,,`,
    );
  },
);
