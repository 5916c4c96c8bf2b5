import { expect, it } from 'vitest';
import {
  combinations,
  FamilyError,
  maxFamilySize,
  type Loop,
  loopsOf,
  readLoop,
  substitute,
  variablesOf,
} from '../../../server/plan/family.ts';

const loop = (key: string, value: string, line = 1): Loop => readLoop({ key, value, line });
const valuesOf = (value: string): string[] => loop('for.x', value).rows.map(([cell = '']) => cell);
const text = (value: string, line = 1): { value: string; line: number } => ({ value, line });

it.each([
  ['P, M', ['P', 'M']],
  ['P\nM,\n N', ['P', 'M', 'N']],
  ['1..4', ['1', '2', '3', '4']],
  ['4..2', ['4', '3', '2']],
  ['09..11', ['09', '10', '11']],
  ['HBP01..HBP03', ['HBP01', 'HBP02', 'HBP03']],
  ['HBP01..03', ['HBP01', 'HBP02', 'HBP03']],
  ['HO1M02..HO1M06 by 2', ['HO1M02', 'HO1M04', 'HO1M06']],
  ['40..120 by 40', ['40', '80', '120']],
  ['1..6 by 4', ['1', '5']],
  ['-2..2', ['-2', '-1', '0', '1', '2']],
  ['2..-1', ['2', '1', '0', '-1']],
  ['-3..-1', ['-3', '-2', '-1']],
  ['+1..+3', ['+1', '+2', '+3']],
  ['Dm3..Dm1, Dp1..Dp2', ['Dm3', 'Dm2', 'Dm1', 'Dp1', 'Dp2']],
  ['7..7', ['7']],
] as const)('reads the values %j', (value, values) => {
  expect(valuesOf(value)).toEqual(values);
});

it.each([
  ['for.x', '', 'for.x: it has no values'],
  ['for.x', ' , ', 'for.x: it has no values'],
  ['for.x', 'a..b', "for.x: 'a..b' is no range such as 1..7, HBP01..HBP18 or 02..12 by 2"],
  ['for.x', 'HBP01..HBM18', "for.x: 'HBP01..HBM18' is no range"],
  ['for.x', '1..', "for.x: '1..' is no range"],
  ['for.x', '1..5 by 0', "for.x: '1..5 by 0' is no range"],
  ['for.x', '0..99999999', "for.x: '0..99999999' has more than 10000 values"],
  ['for.', 'a', "for.: '' is no name of a variable"],
  ['for.x y', 'a', "for.x y: 'x y' is no name of a variable"],
  ['for.x | x', 'a | b', 'for.x | x: a name stands in it twice'],
  ['for.x | y', 'a | b, c', "for.x | y: 'c' has 1 values where 2 are expected (between |)"],
  ['for.x | y', '1..2 | 1..3', "for.x | y: the ranges of '1..2 | 1..3' have different lengths"],
])('refuses %s = %j', (key, value, message) => {
  expect(() => loop(key, value, 7)).toThrow(FamilyError);
  expect(() => loop(key, value, 7)).toThrow(message);
  expect(() => loop(key, value, 7)).toThrow(expect.objectContaining({ line: 7 }));
});

it('reads a table of variables that run together, on one line or several', () => {
  expect(loop('for.Side | sign', 'M | -, P | +')).toEqual({
    names: ['side', 'sign'],
    rows: [
      ['M', '-'],
      ['P', '+'],
    ],
    key: 'for.Side | sign',
    line: 1,
  });
  expect(loop('for.part | fit', 'TIB | 1., (2., 3.)\nTOB |').rows).toEqual([
    ['TIB', '1., (2., 3.)'],
    ['TOB', ''],
  ]);
});

it('makes a row of each value of the ranges in a table', () => {
  expect(loop('for.part | n | disk', 'TIB | 1..2 | -1..-2\nTOB | 3 | x').rows).toEqual([
    ['TIB', '1', '-1'],
    ['TIB', '2', '-2'],
    ['TOB', '3', 'x'],
  ]);
});

it('combines all values, the last variable running fastest', () => {
  const all = combinations([loop('for.a', '1..2'), loop('for.b | c', 'x | X, y | Y')]);
  expect(all.map((assignment) => substitute('${a}${b}${C}', assignment))).toEqual(['1xX', '1yY', '2xX', '2yY']);
  expect(combinations([])).toEqual([new Map()]);
});

it('refuses a family that is too large before it writes it out', () => {
  const loops = ['a', 'b', 'c', 'd'].map((name) => loop(`for.${name}`, '1..9999'));
  expect(() => combinations(loops)).toThrow(`more than ${maxFamilySize}`);
  expect(combinations([loop('for.a', '1..100'), loop('for.b', '1..100')])).toHaveLength(maxFamilySize);
});

it('finds variables and puts values in their place', () => {
  expect(variablesOf('a${x}b${ Y }${x}$z')).toEqual(['x', 'y', 'x']);
  expect(substitute('a${ X }$x{x}', new Map([['x', '$&']]))).toBe('a$&$x{x}');
});

it('takes the defaults that are used and not defined anew', () => {
  const defaults = [loop('for.a | b', '1 | 2'), loop('for.c', '3'), loop('for.d', '4')];
  const own = [{ key: 'for.c', value: '9', line: 3 }];
  const loops = loopsOf(own, [text('${b}${c}')], defaults);
  expect(loops.map(({ key, rows }) => [key, rows])).toEqual([
    ['for.a | b', [['1', '2']]],
    ['for.c', [['9']]],
  ]);
});

it('refuses variables that are not used, not defined or defined twice, where they stand', () => {
  const own = { key: 'for.side', value: 'P, M', line: 3 };
  expect(() => loopsOf([own], [text('name', 1)], [])).toThrow('for.side: ${side} stands nowhere in the section');
  expect(() => loopsOf([own, { ...own, key: 'for.x | side', value: '1 | 2' }], [text('${side}${x}')], [])).toThrow(
    'for.x | side: ${side} is defined twice',
  );
  expect(() => loopsOf([own], [text('${side}', 1), text('${sied}', 5)], [])).toThrow(
    expect.objectContaining({
      message: '${sied} is not defined: for.sied = … would define it',
      line: 5,
      suggestion: '${side}',
    }),
  );
});
