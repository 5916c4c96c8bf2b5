import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRunList, formatRunList } from '../../../client/run-selection/run-list.ts';
import { runsCodec, runsProblem, toRunSelection } from '../../../client/run-selection/run-selection.ts';

describe('a list of runs', () => {
  it('has runs and ranges, separated by commas, blanks or line breaks', () => {
    expect(parseRunList('355100 - 355200, 355300\n355400;355401').ranges).toEqual([
      { first: 355100, last: 355200 },
      { first: 355300, last: 355300 },
      { first: 355400, last: 355400 },
      { first: 355401, last: 355401 },
    ]);
  });

  it.each([
    ['355100, none', '“none” is neither a run nor a range such as 355100-355200'],
    ['9-3', 'the first run of 9-3 is greater than the last'],
    [' , ', 'the list is empty'],
    ['1-30000, 40000', '30,001 runs, but the maximum is 20,000; use a single range'],
  ])('reports why %j is invalid', (text, problem) => {
    expect(parseRunList(text).problem).toBe(problem);
  });

  it('excludes runs and ranges after a minus sign', () => {
    const one = { first: 367232, last: 367232 };
    for (const text of ['all, -367232', 'ALL -367232', '-367232', 'all, – 367232'])
      expect(parseRunList(text)).toEqual({ ranges: [], isAll: true, excluded: [one] });
    expect(parseRunList('355100-355200, -355150, -355160-355170')).toEqual({
      ranges: [{ first: 355100, last: 355200 }],
      isAll: false,
      excluded: [
        { first: 355150, last: 355150 },
        { first: 355160, last: 355170 },
      ],
    });
    expect(parseRunList('all')).toEqual({ ranges: [], isAll: true, excluded: [] });
    expect(parseRunList('all, -1-30000').problem).toBe('30,000 runs, but the maximum is 20,000; exclude fewer');
  });

  it('is formatted in ranges, and parsed again', () => {
    expect(formatRunList([7, 3, 1, 2, 3])).toBe('1-3,7');
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 400 }), { minLength: 1 }), (runs) => {
        const back = parseRunList(formatRunList(runs)).ranges.flatMap(({ first, last }) =>
          Array.from({ length: last - first + 1 }, (_, step) => first + step),
        );
        expect(back).toEqual([...runs].sort((a, b) => a - b));
      }),
    );
  });
});

describe('toRunSelection', () => {
  const select = (text: string) => toRunSelection(runsCodec.read(new URLSearchParams(text)));

  it.each([
    ['', { latest: 50, significant: true }],
    ['latest=all&significant=0', { significant: false }],
    ['runs=355100-355200', { from: 355100, to: 355200, significant: true }],
    ['runs=3-5,9', { numbers: [3, 4, 5, 9], significant: true }],
    ['runs=all,-367232', { exclude: [367232], significant: true }],
    ['runs=3-9,-5-6&exclude=4,5', { from: 3, to: 9, exclude: [4, 5, 6], significant: true }],
    ['latest=7&exclude=12', { latest: 7, exclude: [12], significant: true }],
    ['golden=abc&latest=7', { saved: 'abc', significant: true }],
    [
      'latest=7&class=Collisions23,Cosmics23&era=Run2023C&fill=8999,9000&duration=3600&lumi=0.5',
      {
        latest: 7,
        significant: true,
        classes: ['Collisions23', 'Cosmics23'],
        eras: ['Run2023C'],
        fills: [8999, 9000],
        minDurationSeconds: 3600,
        minRecordedLumi: 0.5,
      },
    ],
  ])('of %j', (text, selection) => {
    expect(select(text)).toEqual(selection);
  });

  it('selects no run if the list is invalid, and reports the problem', () => {
    expect(select('runs=abc')).toEqual({ numbers: [], significant: true });
    expect(runsProblem(runsCodec.read(new URLSearchParams('runs=abc')))).toMatch(/“abc” is neither a run/);
  });
});
