import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRunList, formatRunList, parseRunSearch } from '../../../client/run-selection/run-list.ts';
import {
  countFilters,
  defaultRuns,
  listedRuns,
  listedRunsCodec,
  runsCodec,
  runsProblem,
  toRunSelection,
  withinRanges,
  withRuns,
} from '../../../client/run-selection/run-selection.ts';
import { toParameters } from '../../../client/url/codec.ts';

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

describe('the runs of a search', () => {
  const runs = (first: number, last = first) => ({ first, last });

  it.each([
    ['367400-367500', [runs(367400, 367500)], ''],
    [' 367400 – 367500  Cosmics23 ', [runs(367400, 367500)], 'Cosmics23'],
    ['collisions 367400-367500, 368000 v1', [runs(367400, 367500), runs(368000)], 'collisions v1'],
    ['367400 , 367401;367402', [runs(367400), runs(367401), runs(367402)], ''],
    ['367400 367401', [runs(367400), runs(367401)], ''],
    ['367400,', [runs(367400)], ''],
    ['367400-367500 8700', [runs(367400, 367500)], '8700'],
    ['367400-367500 367600', [runs(367400, 367500), runs(367600)], ''],
    // A number alone can be a part of a run, a fill, or of a key.
    ['367400', [], '367400'],
    ['3674 8700', [], '3674 8700'],
    ['/cdaq/physics/Run2023/2e34/v1.2-3 25ns_2464b', [], '/cdaq/physics/Run2023/2e34/v1.2-3 25ns_2464b'],
    ['Cosmics23 - 5', [], 'Cosmics23 - 5'],
    ['', [], ''],
  ])('of %j', (search, ranges, words) => {
    const found = parseRunSearch(search);
    expect(found).toMatchObject({ list: { ranges }, words });
    expect(found.list.problem).toBeUndefined();
  });

  it('are reported where they are no range', () => {
    expect(parseRunSearch('367500-367400').list.problem).toBe(
      'the first run of 367500-367400 is greater than the last',
    );
  });

  it('narrow a selection down', () => {
    const list = [runs(5, 9), runs(12)];
    expect(withinRanges({ significant: true }, [])).toEqual({ significant: true });
    expect(withinRanges({ classes: ['a'] }, [runs(5, 9)])).toEqual({ classes: ['a'], from: 5, to: 9 });
    expect(withinRanges({ from: 7, to: 20 }, [runs(5, 9)])).toEqual({ from: 7, to: 9 });
    expect(withinRanges({ from: 1, to: 20 }, list)).toEqual({ from: 1, to: 20, numbers: [5, 6, 7, 8, 9, 12] });
    expect(withinRanges({ numbers: [12, 6, 1] }, list)).toEqual({ numbers: [6, 12] });
    expect(withinRanges({ numbers: [12, 6, 1] }, [runs(5, 9)])).toEqual({ numbers: [12, 6, 1], from: 5, to: 9 });
  });
});

describe('the selection of a page that lists all runs', () => {
  const read = (text: string) => listedRunsCodec.read(new URLSearchParams(text));

  it.each([
    ['', {}, 0],
    ['latest=50', { latest: 50 }, 0],
    ['significant=1&class=Cosmics23', { classes: ['Cosmics23'] }, 2],
    ['runs=3-9&lumi=0.5', { from: 3, to: 9, minRecordedLumi: 0.5 }, 1],
    ['golden=abc', { saved: 'abc' }, 0],
  ])('of %j', (text, selection, filters) => {
    expect(toRunSelection(read(text))).toEqual({ significant: text.includes('significant=1'), ...selection });
    expect(String(toParameters(listedRunsCodec, read(text)))).toBe(text);
    expect(countFilters(listedRunsCodec, read(text))).toBe(filters);
  });
});

describe('the selection of runs one by one', () => {
  it('replaces that of an address, with its filters', () => {
    const parameters = new URLSearchParams('pd=ZeroBias&latest=7&class=Cosmics23&significant=0');
    expect(String(withRuns(parameters, listedRuns([9, 3, 4])))).toBe('pd=ZeroBias&runs=3-4%2C9&significant=0');
    expect(String(withRuns(parameters, defaultRuns))).toBe('pd=ZeroBias');
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
    [
      'latest=7&flag=tracker-strip:GOOD&flag=dt-dt:GOOD|STANDBY:0.95&flag=rpc-rpc::0.995&flag=csc-csc:',
      {
        latest: 7,
        significant: true,
        flags: [
          { column: 'tracker-strip', statuses: ['GOOD'] },
          { column: 'dt-dt', statuses: ['GOOD', 'STANDBY'], minGoodShare: 0.95 },
          { column: 'rpc-rpc', minGoodShare: 0.995 },
          { column: 'csc-csc' },
        ],
      },
    ],
    [
      'latest=7&quantity=pileup:20:60&quantity=field:-3.8:&quantity=bunches::2400&quantity=hlt::',
      {
        latest: 7,
        significant: true,
        quantities: [
          { key: 'pileup', min: 20, max: 60 },
          { key: 'field', min: -3.8 },
          { key: 'bunches', max: 2400 },
          { key: 'hlt' },
        ],
      },
    ],
    ['latest=7&quantity=pileup&quantity=pileup:a:&quantity=:1:&quantity=a:1:2:3', { latest: 7, significant: true }],
    ['latest=7&flag=:GOOD&flag=dt-dt:GOOD:1.01&flag=a:GOOD:0.5:6', { latest: 7, significant: true }],
    ['latest=7&flag=dt-dt:PERFECT', { latest: 7, significant: true, flags: [{ column: 'dt-dt' }] }],
  ])('of %j', (text, selection) => {
    expect(select(text)).toEqual(selection);
  });

  it('has flags that are written as they are read', () => {
    const text = 'flag=tracker-strip:GOOD&flag=dt-dt:GOOD|STANDBY:0.95&flag=rpc-rpc::0.995&flag=csc-csc:';
    const runs = runsCodec.read(new URLSearchParams(text));
    expect(decodeURIComponent(String(toParameters(runsCodec, runs)))).toBe(text);
    expect(countFilters(runsCodec, runs)).toBe(4);
  });

  it('has quantities that are written as they are read', () => {
    const text = 'quantity=pileup:20:60&quantity=field:-3.8:&quantity=bunches::2400&quantity=hlt::';
    const runs = runsCodec.read(new URLSearchParams(text));
    expect(decodeURIComponent(String(toParameters(runsCodec, runs)))).toBe(text);
    expect(countFilters(runsCodec, runs)).toBe(4);
  });

  it('selects no run if the list is invalid, and reports the problem', () => {
    expect(select('runs=abc')).toEqual({ numbers: [], significant: true });
    expect(runsProblem(runsCodec.read(new URLSearchParams('runs=abc')))).toMatch(/“abc” is neither a run/);
  });
});
