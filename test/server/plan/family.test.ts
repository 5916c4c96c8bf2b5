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
  ['for.x', '', 'for.x: no values'],
  ['for.x', ' , ', 'for.x: no values'],
  ['for.x', 'a..b', "for.x: 'a..b' is not a range such as 1..7, HBP01..HBP18 or 02..12 by 2"],
  ['for.x', 'HBP01..HBM18', "for.x: 'HBP01..HBM18' is not a range"],
  ['for.x', '1..', "for.x: '1..' is not a range"],
  ['for.x', '1..5 by 0', "for.x: '1..5 by 0' is not a range"],
  ['for.x', '0..99999999', "for.x: '0..99999999' has more than 10000 values"],
  ['for.', 'a', "for.: '' is not a variable name"],
  ['for.x y', 'a', "for.x y: 'x y' is not a variable name"],
  ['for.x | x', 'a | b', 'for.x | x: duplicate variable name'],
  ['for.x | y', 'a | b, c', "for.x | y: 'c' has 1 values, expected 2 (separated by |)"],
  ['for.x | y', '1..2 | 1..3', "for.x | y: ranges in '1..2 | 1..3' have different lengths"],
])('rejects %s = %j', (key, value, message) => {
  expect(() => loop(key, value, 7)).toThrow(FamilyError);
  expect(() => loop(key, value, 7)).toThrow(message);
  expect(() => loop(key, value, 7)).toThrow(expect.objectContaining({ line: 7 }));
});

it('reads a table of variables that vary together, on one line or several', () => {
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

it('expands ranges in a table to one row per value', () => {
  expect(loop('for.part | n | disk', 'TIB | 1..2 | -1..-2\nTOB | 3 | x').rows).toEqual([
    ['TIB', '1', '-1'],
    ['TIB', '2', '-2'],
    ['TOB', '3', 'x'],
  ]);
});

it('combines all values, the last variable varying fastest', () => {
  const all = combinations([loop('for.a', '1..2'), loop('for.b | c', 'x | X, y | Y')]);
  expect(all.map((assignment) => substitute('${a}${b}${C}', assignment))).toEqual(['1xX', '1yY', '2xX', '2yY']);
  expect(combinations([])).toEqual([new Map()]);
});

it('rejects a family that is too large before expanding it', () => {
  const loops = ['a', 'b', 'c', 'd'].map((name) => loop(`for.${name}`, '1..9999'));
  expect(() => combinations(loops)).toThrow(`max. ${maxFamilySize}`);
  expect(combinations([loop('for.a', '1..100'), loop('for.b', '1..100')])).toHaveLength(maxFamilySize);
});

it('finds and substitutes variables', () => {
  expect(variablesOf('a${x}b${ Y }${x}$z')).toEqual(['x', 'y', 'x']);
  expect(substitute('a${ X }$x{x}', new Map([['x', '$&']]))).toBe('a$&$x{x}');
});

it('inherits the default loops that are used and not overridden', () => {
  const defaults = [loop('for.a | b', '1 | 2'), loop('for.c', '3'), loop('for.d', '4')];
  const own = [{ key: 'for.c', value: '9', line: 3 }];
  const loops = loopsOf(own, [text('${b}${c}')], defaults);
  expect(loops.map(({ key, rows }) => [key, rows])).toEqual([
    ['for.a | b', [['1', '2']]],
    ['for.c', [['9']]],
  ]);
});

it('rejects unused, undefined and duplicate variables with their line', () => {
  const own = { key: 'for.side', value: 'P, M', line: 3 };
  expect(() => loopsOf([own], [text('name', 1)], [])).toThrow('for.side: ${side} is not used in the section');
  expect(() => loopsOf([own, { ...own, key: 'for.x | side', value: '1 | 2' }], [text('${side}${x}')], [])).toThrow(
    'for.x | side: ${side} is defined twice',
  );
  expect(() => loopsOf([own], [text('${side}', 1), text('${sied}', 5)], [])).toThrow(
    expect.objectContaining({
      message: '${sied} is not defined: add for.sied = …',
      line: 5,
      suggestion: '${side}',
    }),
  );
});
