import { expect, it } from 'vitest';
import { ExpressionError, parseExpression, tidyExpression } from '../../../server/plan/expression.ts';

const argumentsOf = (args: string): unknown => parseExpression(`basic.Metric(${args})`).args;

it('reads module, name and arguments', () => {
  expect(parseExpression(`basic.BinCount('x', True)`)).toEqual({
    module: 'basic',
    name: 'BinCount',
    args: ['x', true],
  });
  expect(parseExpression('basic.Mean()')).toEqual({ module: 'basic', name: 'Mean', args: [] });
});

it.each([
  ['0', [0]],
  ['-5, +5, - 5', [-5, 5, -5]],
  ['250., .5, 0.25, 1e3, 1.E-2, 2.5e+1', [250, 0.5, 0.25, 1000, 0.01, 25]],
  ['007', [7]],
  [`'text', "text", '', 'it"s', "it's"`, ['text', 'text', '', 'it"s', "it's"]],
  [String.raw`'a\'b', "a\"b", 'a\\b', 'a\tb', '\x41\u00e9', '\d'`, [`a'b`, 'a"b', 'a\\b', 'a\tb', 'Aé', '\\d']],
  ['True, False, None', [true, false, null]],
  ['(1, 2), [3, 4], (), []', [[1, 2], [3, 4], [], []]],
  ['(30.)', [30]],
  ['(30.,)', [[30]]],
  [
    '((1, 2), [(3,), ()])',
    [
      [
        [1, 2],
        [[3], []],
      ],
    ],
  ],
  [`'a,)', (',)')`, ['a,)', ',)']],
  ['1, ', [1]],
] as const)('reads the literals %s', (text, args) => {
  expect(argumentsOf(text)).toEqual(args);
});

it('takes blanks anywhere', () => {
  expect(parseExpression(`\t fits . Landau ( 0 , 250.,360. ,\n ( 310.,30. ) ) `)).toEqual({
    module: 'fits',
    name: 'Landau',
    args: [0, 250, 360, [310, 30]],
  });
});

it.each([
  ['', 1, 'the name of a module'],
  ['Mean()', 5, `'.' and the name of a metric`],
  ['basic.', 7, 'the name of a metric'],
  ['basic.Mean', 11, `'('`],
  ['basic.Mean(', 12, 'a number, a text in quotes'],
  ['basic.Mean(1', 13, `',' or ')'`],
  ['basic.Mean(1 2)', 14, `',' or ')'`],
  ['basic.Mean(1,,2)', 14, 'a number, a text in quotes'],
  ['basic.Mean((1, 2)', 18, `',' or ')'`],
  ['basic.Mean((1, 2])', 17, `',' or ')'`],
  ['basic.Mean() + 1', 14, `nothing more after ')'`],
  [`basic.Mean('x)`, 12, 'a text that ends with its quote'],
  [`basic.Mean('x\ny')`, 12, 'a text that ends with its quote'],
  [String.raw`basic.Mean('x\')`, 12, 'a text that ends with its quote'],
  ['basic.Mean(name)', 12, 'a number, a text in quotes'],
  ['basic.Mean(true)', 12, 'a number, a text in quotes'],
  ['basic.Mean(bin=1)', 12, 'a number, a text in quotes'],
  ['basic.Mean(1+1)', 13, `',' or ')'`],
  ['basic.Mean(1.2.3)', 12, 'a number, a text in quotes'],
  ['basic.Mean(12x)', 12, 'a number, a text in quotes'],
  ['basic.Mean(-)', 12, 'a number, a text in quotes'],
  ['basic.Mean(1e999)', 12, 'a number that a computer can hold'],
  ['basic.Mean(print(1))', 12, 'a number, a text in quotes'],
  ['__import__("os").system("x")', 11, `'.' and the name of a metric`],
])('refuses %j at column %i', (text, column, expected) => {
  expect(() => parseExpression(text)).toThrow(expect.objectContaining({ column }));
  expect(() => parseExpression(text)).toThrow(`column ${column}: expected ${expected}`);
});

it('says what is there instead', () => {
  expect(() => parseExpression('basic.Mean(1; 2)')).toThrow(
    `'basic.Mean(1; 2)', column 13: expected ',' or ')', but there is '; 2)'`,
  );
  expect(() => parseExpression('basic.Mean(')).toThrow('but it ends there');
  expect(() => parseExpression('basic.Mean(1\n2)')).toThrow("'basic.Mean(1 2)', column 14");
});

it('is not brought down by brackets without end', () => {
  expect(() => argumentsOf('('.repeat(100_000))).toThrow(ExpressionError);
  expect(() => argumentsOf('['.repeat(30))).toThrow('at most 20 brackets within one another');
  expect(argumentsOf(`${'['.repeat(20)}1${']'.repeat(20)}`)).toBeDefined();
});

it.each([
  ["basic.BinCount('x',True)", "basic.BinCount('x', True)"],
  ['  fits . Landau( 0 ,250., 360. ,\n(310.,30.) )', 'fits.Landau(0, 250., 360., (310., 30.))'],
  [`a.B( 'x ,  y' , "it's ( , )" )`, `a.B('x ,  y', "it's ( , )")`],
  ['a.B((30., ), [1 ,], )', 'a.B((30.,), [1,],)'],
  ['a.B(- 5)', 'a.B(-5)'],
])('writes %j with the usual blanks, and means the same', (written, tidy) => {
  expect(tidyExpression(written)).toBe(tidy);
  expect(tidyExpression(tidy)).toBe(tidy);
  expect(parseExpression(tidy)).toEqual(parseExpression(written));
});

it('is not held up by a number of many digits that is none', () => {
  expect(() => parseExpression(`basic.BinCount(${'1'.repeat(200_000)}x)`)).toThrow(ExpressionError);
});
