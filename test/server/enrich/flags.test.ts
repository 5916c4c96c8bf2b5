import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../../server/app/project.ts';
import { flagStatuses, goodShareOf, readFlags, statusOf } from '../../../server/enrich/flags.ts';
import { readRun } from '../../../server/enrich/run-registry.ts';

const none = { EMPTY: 0, GOOD: 0, BAD: 0, STANDBY: 0, EXCLUDED: 0, NOTSET: 0 };

describe('flags', () => {
  it('have the numbers of lumisections by status, comments and causes of each column', () => {
    const every = { EMPTY: 5, GOOD: 40, BAD: 10, STANDBY: 20, EXCLUDED: 3, NOTSET: 7 };
    const [flag] = readFlags({ 'dt-dt': { ...every, comments: ['YB0 off', null, ''], causes: ['HV'] } });
    expect(flag).toEqual({
      dataset: null,
      column: 'dt-dt',
      lumisections: every,
      status: 'GOOD',
      goodShare: 0.5,
      comments: ['YB0 off'],
      causes: ['HV'],
      problem: null,
    });
  });

  it('take a status that an answer does not mention for no lumisections', () => {
    const [flag] = readFlags({ 'ecal-es': { GOOD: 335, EMPTY: 0, causes: [], comments: [] } }, '/PromptReco/A/DQM');
    expect(flag).toMatchObject({ dataset: '/PromptReco/A/DQM', lumisections: { ...none, GOOD: 335 }, goodShare: 1 });
  });

  it('are unusable where malformed, with the reason, while other columns are not affected', () => {
    const flags = readFlags({
      'a-a': { GOOD: -1 },
      'b-b': { GOOD: 3, LOWSTAT: 2 },
      'c-c': null,
      'd-d': { GOOD: 1, comments: 'text' },
      'e-e': { GOOD: 1.5 },
      'f-f': { GOOD: 1 },
    });
    expect(flags.map(({ column, lumisections, problem }) => [column, lumisections !== null, problem])).toEqual([
      ['a-a', false, 'GOOD: Too small: expected number to be >=0'],
      ['b-b', false, 'unknown status LOWSTAT'],
      ['c-c', false, 'column: Invalid input: expected object, received null'],
      ['d-d', false, 'comments: Invalid input: expected array, received string'],
      ['e-e', false, 'GOOD: Invalid input: expected int, received number'],
      ['f-f', true, null],
    ]);
  });

  it('have the status of most lumisections, of several the worst', () => {
    expect(flagStatuses.map((status) => statusOf({ ...none, [status]: 1 }))).toEqual(flagStatuses);
    expect(statusOf({ ...none, GOOD: 5, BAD: 4, EMPTY: 100 })).toBe('GOOD');
    expect(statusOf({ ...none, GOOD: 5, BAD: 5 })).toBe('BAD');
    expect(statusOf({ ...none, GOOD: 5, NOTSET: 5 })).toBe('NOTSET');
    expect(statusOf({ ...none, EXCLUDED: 5, STANDBY: 5 })).toBe('EXCLUDED');
    expect(statusOf({ ...none, EMPTY: 5 })).toBeNull();
  });

  it('have the share of good lumisections among those with a status', () => {
    expect(goodShareOf({ ...none, GOOD: 3, NOTSET: 1, EMPTY: 96 })).toBe(0.75);
    expect(goodShareOf({ ...none, EXCLUDED: 2 })).toBe(0);
    expect(goodShareOf({ ...none, EMPTY: 2 })).toBeNull();
  });
});

const shared = path.join(projectRoot, '../shared/reference/run-registry');

describe.skipIf(!existsSync(shared))('recorded answers of Run Registry', () => {
  const flagsOf = (run: number) => {
    const raw: unknown = JSON.parse(readFileSync(path.join(shared, `${run}.json`), 'utf8'));
    const { flags = [], lumisections } = readRun(raw) ?? {};
    const texts = flags.map(({ column, status, goodShare, lumisections, problem }) => [
      column,
      `${status} ${goodShare?.toFixed(4)} of ${Object.values(lumisections ?? {}).reduce((sum, n) => sum + n, 0)} ${problem ?? ''}`.trim(),
    ]);
    return { columns: Object.fromEntries(texts) as Record<string, string>, lumisections };
  };

  it('of a cosmic run have the flags that are in them', () => {
    const { columns, lumisections } = flagsOf(355555);
    expect(lumisections).toBe(381);
    expect(Object.keys(columns)).toHaveLength(25);
    expect(columns).toMatchObject({
      'dt-dt': 'GOOD 0.9045 of 335',
      'cms-cms': 'BAD 0.0000 of 335',
      'csc-csc': 'GOOD 0.9642 of 335',
      'ecal-es': 'GOOD 1.0000 of 335',
      'gem-gem': 'GOOD 0.9045 of 335',
      'l1t-l1tmu': 'NOTSET 0.0000 of 335',
      'castor-castor': 'EXCLUDED 0.0000 of 335',
      'ctpps-rp45_210': 'STANDBY 0.0000 of 335',
      'tracker-pixel': 'GOOD 0.9075 of 335',
      'tracker-strip': 'GOOD 0.9075 of 335',
    });
  });

  it('of a run with most detectors in standby have the flags that are in them', () => {
    const { columns } = flagsOf(355556);
    const good = ['ecal-ecal', 'ecal-es', 'hcal-hcal', 'hlt-hlt', 'l1t-l1t', 'lumi-lumi'];
    for (const [column, text] of Object.entries(columns)) {
      if (good.includes(column)) expect(text).toBe('GOOD 1.0000 of 226');
      else expect(text).toMatch(/^(BAD|STANDBY|NOTSET|EXCLUDED) 0\.0000 of 226$/);
    }
    expect(columns).toMatchObject({ 'gem-gem': 'BAD 0.0000 of 226', 'tracker-strip': 'STANDBY 0.0000 of 226' });
  });
});
