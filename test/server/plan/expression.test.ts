import { expect, it } from 'vitest';
import { ExpressionError, parseExpression, normalizeExpression } from '../../../server/plan/expression.ts';

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

it('allows blanks anywhere', () => {
  expect(parseExpression(`\t fits . Landau ( 0 , 250.,360. ,\n ( 310.,30. ) ) `)).toEqual({
    module: 'fits',
    name: 'Landau',
    args: [0, 250, 360, [310, 30]],
  });
});

it.each([
  ['', 1, 'a module name'],
  ['Mean()', 5, "'.' and a metric name"],
  ['basic.', 7, 'a metric name'],
  ['basic.Mean', 11, `'('`],
  ['basic.Mean(', 12, 'a number, a quoted string'],
  ['basic.Mean(1', 13, `',' or ')'`],
  ['basic.Mean(1 2)', 14, `',' or ')'`],
  ['basic.Mean(1,,2)', 14, 'a number, a quoted string'],
  ['basic.Mean((1, 2)', 18, `',' or ')'`],
  ['basic.Mean((1, 2])', 17, `',' or ')'`],
  ['basic.Mean() + 1', 14, "the end after ')'"],
  [`basic.Mean('x)`, 12, 'a string with a closing quote'],
  [`basic.Mean('x\ny')`, 12, 'a string with a closing quote'],
  [String.raw`basic.Mean('x\')`, 12, 'a string with a closing quote'],
  ['basic.Mean(name)', 12, 'a number, a quoted string'],
  ['basic.Mean(true)', 12, 'a number, a quoted string'],
  ['basic.Mean(bin=1)', 12, 'a number, a quoted string'],
  ['basic.Mean(1+1)', 13, `',' or ')'`],
  ['basic.Mean(1.2.3)', 12, 'a number, a quoted string'],
  ['basic.Mean(12x)', 12, 'a number, a quoted string'],
  ['basic.Mean(-)', 12, 'a number, a quoted string'],
  ['basic.Mean(1e999)', 12, 'a finite number'],
  ['basic.Mean(print(1))', 12, 'a number, a quoted string'],
  ['__import__("os").system("x")', 11, "'.' and a metric name"],
])('rejects %j at column %i', (text, column, expected) => {
  expect(() => parseExpression(text)).toThrow(expect.objectContaining({ column }));
  expect(() => parseExpression(text)).toThrow(`column ${column}: expected ${expected}`);
});

it('reports what it found instead', () => {
  expect(() => parseExpression('basic.Mean(1; 2)')).toThrow(
    `'basic.Mean(1; 2)', column 13: expected ',' or ')', found '; 2)'`,
  );
  expect(() => parseExpression('basic.Mean(')).toThrow('found the end');
  expect(() => parseExpression('basic.Mean(1\n2)')).toThrow("'basic.Mean(1 2)', column 14");
});

it('rejects deep nesting', () => {
  expect(() => argumentsOf('('.repeat(100_000))).toThrow(ExpressionError);
  expect(() => argumentsOf('['.repeat(30))).toThrow('at most 20 nested brackets');
  expect(argumentsOf(`${'['.repeat(20)}1${']'.repeat(20)}`)).toBeDefined();
});

it.each([
  ["basic.BinCount('x',True)", "basic.BinCount('x', True)"],
  ['  fits . Landau( 0 ,250., 360. ,\n(310.,30.) )', 'fits.Landau(0, 250., 360., (310., 30.))'],
  [`a.B( 'x ,  y' , "it's ( , )" )`, `a.B('x ,  y', "it's ( , )")`],
  ['a.B((30., ), [1 ,], )', 'a.B((30.,), [1,],)'],
  ['a.B(- 5)', 'a.B(-5)'],
])('normalizes the blanks of %j and keeps its meaning', (written, normalized) => {
  expect(normalizeExpression(written)).toBe(normalized);
  expect(normalizeExpression(normalized)).toBe(normalized);
  expect(parseExpression(normalized)).toEqual(parseExpression(written));
});

it('rejects a malformed number of many digits in linear time', () => {
  expect(() => parseExpression(`basic.BinCount(${'1'.repeat(200_000)}x)`)).toThrow(ExpressionError);
});
