import { describe, expect, it } from 'vitest';
import { binsFormat, binsTitle, runBins } from '../../../../client/chart/bins/bins.ts';
import { tableOf } from '../../run-selection/tables.ts';

const seconds = (text: string): number => Date.parse(`${text}Z`) / 1000;

/** The names of the bins with the numbers of their runs. */
function binsOf(known: Parameters<typeof tableOf>[1], bins: Parameters<typeof runBins>[1]): [string, number][] {
  const count = Math.max(...Object.values(known ?? {}).map((list) => list.length));
  const table = tableOf(
    Array.from({ length: count }, (_, index) => 101 + index),
    known,
  );
  return runBins(table, bins).map(({ name, start, end }) => [name, end - start]);
}

describe('bins of runs', () => {
  it('are runs in a row of one fill; a run without a fill is alone', () => {
    expect(binsOf({ fills: [8850, 8850, null, null, 8851, 8850] }, 'fill')).toEqual([
      ['fill 8850', 2],
      ['run 103', 1],
      ['run 104', 1],
      ['fill 8851', 1],
      ['fill 8850', 1],
    ]);
  });

  it('are days and weeks from Monday in UTC; a run without a start time follows the one before', () => {
    const startTimes = [
      seconds('2023-07-01T23:59:59'),
      seconds('2023-07-02T00:00:00'),
      null,
      seconds('2023-07-03T00:00:00'),
    ];
    expect(binsOf({ startTimes }, 'day')).toEqual([
      ['day 2023-07-01', 1],
      ['day 2023-07-02', 2],
      ['day 2023-07-03', 1],
    ]);
    expect(binsOf({ startTimes }, 'week')).toEqual([
      ['week from 2023-06-26', 3],
      ['week from 2023-07-03', 1],
    ]);
  });

  it('are eras', () => {
    expect(binsOf({ eras: ['Run2023B', 'Run2023B', 'Run2023C'] }, 'era')).toEqual([
      ['era Run2023B', 2],
      ['era Run2023C', 1],
    ]);
  });

  it('end with the run that completes a luminosity', () => {
    expect(binsOf({ recordedLumis: [40, null, 60, 10, 250, 5] }, 'lumi100')).toEqual([
      ['from run 101', 3],
      ['from run 104', 2],
      ['from run 106', 1],
    ]);
    expect(binsTitle('lumi100')).toBe('first run of each 100 /pb');
  });

  it('are in the URL as a word, or with a luminosity from 1 to 999999 /pb', () => {
    for (const text of ['run', 'fill', 'day', 'week', 'era', 'lumi1', 'lumi999999'])
      expect(binsFormat.parse(text)).toBe(text);
    for (const text of ['', 'month', 'lumi', 'lumi0', 'lumi-1', 'lumi1e3', 'lumi1000000'])
      expect(binsFormat.parse(text)).toBeUndefined();
  });
});
