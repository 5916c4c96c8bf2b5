import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { add, AddError } from '../../../metrics/histogram/add.ts';
import { compareElements } from '../../../metrics/histogram/compare.ts';
import { makeHistogram } from '../../../metrics/histogram/make.ts';
import { openPlain, type Opened } from '../../integration/golden-files.ts';
import { differences, summable, type SumCase } from './sums.ts';

const { cases } = JSON.parse(readFileSync(new URL('sums.json', import.meta.url), 'utf8')) as { cases: SumCase[] };

let file: Opened;
beforeAll(async () => {
  file = await openPlain(fileURLToPath(new URL('sums.root', import.meta.url)));
});
afterAll(() => file.close());

const read = async (name: string) => summable(await file.read(name));
const three = async (name: string) =>
  [await read(`${name}_1`), await read(`${name}_2`), await read(`${name}_3`)] as const;

describe('ROOT agrees', () => {
  it.each(cases)('on the sum of $name, and its comparison', async (golden) => {
    expect(differences(golden, await three(golden.name))).toEqual([]);
  });

  it('with tests and ratios of all classes that have them', async () => {
    const none: string[] = [];
    for (const { name } of cases) {
      const [a, , c] = await three(name);
      const compared = compareElements(a, c);
      if ('problem' in compared || !compared.chiSquare || !compared.kolmogorov) none.push(name);
    }
    // Three dimensions have no Kolmogorov test, profiles with other errors than those of the mean no chi-square.
    const of3D = ['TH3C', 'TH3S', 'TH3I', 'TH3L', 'TH3F', 'TH3D', 'weighted3', 'mixed3'];
    expect(none).toEqual(
      [...of3D, 'byHand', 'belowZero', 'profiles', 'profilei', 'efficiency'].filter((name) => none.includes(name)),
    );
    expect(none).toEqual(expect.arrayContaining([...of3D, 'efficiency']));
  });
});

const withoutName = (key: string, value: unknown): unknown => (key === 'name' ? '' : value);

describe('add', () => {
  it.each(cases)('is commutative: $name', async ({ name }) => {
    const [a, b] = await three(name);
    // Names are those of the first.
    const nameless = (element: object): object => JSON.parse(JSON.stringify(element, withoutName)) as object;
    expect(nameless(add(a, b))).toEqual(nameless(add(b, a)));
  });

  it.each(cases)('leaves its operands as they are: $name', async ({ name }) => {
    const [a, b] = await three(name);
    const before = JSON.stringify([a, b]);
    add(a, b);
    expect(JSON.stringify([a, b])).toBe(before);
  });

  it('rejects other bins, and names the difference', () => {
    const first = makeHistogram({ contents: [1, 2, 3] });
    const reasonOf = (other: Parameters<typeof makeHistogram>[0]): string => {
      try {
        add(first, makeHistogram(other));
        return 'added';
      } catch (error) {
        return error instanceof AddError ? error.message : String(error);
      }
    };
    expect(reasonOf({ contents: [1, 2] })).toBe('2 bins instead of 3 on the x axis');
    expect(reasonOf({ contents: [1, 2, 3], max: 4 })).toBe('bins from 0 to 4 instead of 0 to 3 on the x axis');
    expect(reasonOf({ contents: [1, 2, 3], labels: ['a', 'b', 'c'] })).toBe(
      "the label 'a' of bin 1 instead of '' on the x axis",
    );
    expect(reasonOf({ contents: [1, 2, 3] })).toBe('added');
  });

  it('rejects other kinds', async () => {
    const [histogram, profile] = [await read('TH1F_1'), await read('profile_1')];
    expect(() => add(histogram, profile)).toThrow('a TProfile instead of a TH1F');
    expect(() => add(profile, histogram)).toThrow('a TH1F instead of a TProfile');
  });
});

describe('compareElements', () => {
  it.each(cases)('finds $name the same as itself', async ({ name }) => {
    const [a] = await three(name);
    const compared = compareElements(a, a);
    if ('problem' in compared) throw new Error(compared.problem);
    const { ratios, pulls } = compared.bins;
    expect(new Set([...ratios].filter((ratio) => !Number.isNaN(ratio)))).toEqual(new Set([1]));
    expect(new Set([...pulls].filter((pull) => !Number.isNaN(pull)))).toEqual(new Set([0]));
    if (compared.kolmogorov) expect(compared.kolmogorov).toEqual({ distance: 0, probability: 1 });
    if (compared.chiSquare) expect(compared.chiSquare.chi2).toBeCloseTo(0, 9);
  });

  it('gives the difference in units of its error', () => {
    const compared = compareElements(makeHistogram({ contents: [9, 0, 4] }), makeHistogram({ contents: [16, 0, 0] }));
    if ('problem' in compared) throw new Error(compared.problem);
    expect([...compared.bins.pulls]).toEqual([-7 / 5, Number.NaN, 2]);
  });

  it('names why it compares nothing', async () => {
    expect(compareElements(await read('TH1F_1'), await read('profile_1'))).toEqual({
      problem: 'a TH1F is not compared with a TProfile',
    });
    expect(compareElements(await read('TH1F_1'), await read('variable_1'))).toEqual({
      problem: 'different bins: 6 bins instead of 20 on the x axis',
    });
    const scalar = { kind: 'scalar', className: 'TObjString', name: 'x', value: 1 } as const;
    expect(compareElements(scalar, scalar)).toEqual({ problem: 'a TObjString is not compared bin by bin' });
  });
});
