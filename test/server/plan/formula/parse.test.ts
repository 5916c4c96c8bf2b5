import { describe, expect, it } from 'vitest';
import { FormulaError, normalizeFormula, parseFormula } from '../../../../server/plan/formula/parse.ts';
import { inputsOf, referencesOf, referenceText } from '../../../../server/plan/formula/formula.ts';
import { evaluate } from '../../../../server/plan/formula/evaluate.ts';
import { columnQuantityNames } from '../../../../server/names/run-quantities.ts';
import { unknownQuantities } from './inputs.ts';

/** The value of an expression of numbers. */
const valueOf = (text: string): unknown =>
  evaluate(
    parseFormula(text),
    { primaryDataset: 'ZeroBias', processing: 'PromptReco' },
    { trend: () => ({ failure: 'NO_DATA', reason: 'none' }), quantities: unknownQuantities },
    0,
  );

const problemOf = (text: string): { message: string; suggestion?: string | undefined } => {
  try {
    parseFormula(text, columnQuantityNames);
  } catch (error) {
    if (error instanceof FormulaError) return { message: error.message, suggestion: error.suggestion };
    throw error;
  }
  throw new Error(`${text} was parsed`);
};

describe('an expression', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['8 / 4 / 2', 1],
    ['8 - 4 - 2', 2],
    ['-2 ^ 2', -4],
    ['2 ^ 3 ^ 2', 512],
    ['2 ** -1', 0.5],
    ['- -3', 3],
    ['+3 - +1', 2],
    ['2 * -3', -6],
    ['1.5e3 + .5', 1500.5],
    ['min(3, 1, 2) + max(4, 5)', 6],
    ['sqrt(abs(-16)) + log10(100) + log(exp(1))', 7],
  ])('%s has the value of mathematics', (text, expected) => {
    expect(valueOf(text)).toMatchObject({ value: expected, errorLow: 0, errorHigh: 0 });
  });

  it('has trends of its dataset, of another processing or dataset, and quantities of runs', () => {
    const term = parseFormula('${ a b } / ${PromptReco:x/y} + ${ZeroBias/PromptReco:z} * recordedLumi - ${a b}');
    expect(referencesOf(term)).toEqual([
      { primaryDataset: null, processing: null, name: 'a b' },
      { primaryDataset: null, processing: 'PromptReco', name: 'x/y' },
      { primaryDataset: 'ZeroBias', processing: 'PromptReco', name: 'z' },
    ]);
    expect(referencesOf(term).map(referenceText)).toEqual(['a b', 'PromptReco:x/y', 'ZeroBias/PromptReco:z']);
    expect(inputsOf(term).map(({ column }) => column)).toEqual([1, 12, 32, 59, 74]);
  });

  it.each([
    ['', "column 1: expected a trend ${NAME}, a quantity of the run, a number, a function or '(', found the end"],
    ['${a} +', 'column 7: expected a trend'],
    ['${a} ${b}', "column 6: expected an operator or the end, found '${b}'"],
    ['(${a}', "column 6: expected an operator or ')', found the end"],
    ['${a', "column 1: expected a trend ${NAME} with a closing '}', found '${a'"],
    ['${a:b:c}', 'column 1: expected ${NAME}, ${PROCESSING:NAME} or ${DATASET/PROCESSING:NAME}'],
    ['${}', 'column 1: expected ${NAME}'],
    ['1e999', 'column 1: expected a finite number'],
    ['1 + min(2)', 'column 5: min has 1 arguments, expected 2 to 20'],
    ['sqrt(1, 2)', 'column 1: sqrt has 2 arguments, expected 1'],
    ['toString', 'column 1: toString is no quantity of runs; a trend is written ${toString}'],
    ['constructor(1)', 'column 1: unknown function constructor'],
    ['1; process.exit()', "column 2: expected an operator or the end, found '; process.exit()'"],
    [`${'('.repeat(60)}1`, 'column 52: expected at most 50 nested brackets, signs and powers'],
    ['1'.repeat(2001), 'the expression has 2001 characters, max. 2000'],
  ])('%s is rejected with the position', (text, expected) => {
    expect(problemOf(text).message).toContain(expected);
  });

  it('is rejected with a near name', () => {
    expect(problemOf('${a} / recordedLuminosity').suggestion).toBe('recordedLumi');
    expect(problemOf('sqr(${a})').suggestion).toBe('sqrt');
  });

  it('has one form whatever its blanks', () => {
    const text = '${a} / (${PromptReco:b} + min(1, 2)) ** 2';
    for (const written of [
      text,
      '${ a }/( ${PromptReco:b}+min ( 1,2 ) )**2',
      ` ${text.replaceAll(' ', '\n  ').replace('{PromptReco:b}', '{PromptReco:b}')}`,
    ])
      expect(normalizeFormula(written)).toBe(text);
    expect(normalizeFormula('2.5e-3*${a}+1E+2-.5')).toBe('2.5e-3 * ${a} + 1E+2 - .5');
    expect(normalizeFormula('-(${a}-((1)))')).toBe('- (${a} - ((1)))');
  });
});
