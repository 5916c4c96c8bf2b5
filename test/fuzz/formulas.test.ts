/**
 * Random expressions of derived trends: valid ones have the value of JavaScript, whatever their blanks; invalid ones are rejected with their column.
 * FUZZ_EXPRESSIONS of each, starting at SEED.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isFailure, value } from '../../metrics/metric.ts';
import { evaluate } from '../../server/plan/formula/evaluate.ts';
import { FormulaError, normalizeFormula, parseFormula } from '../../server/plan/formula/parse.ts';
import { numberFrom } from '../random.ts';
import { unknownQuantities } from '../server/plan/formula/inputs.ts';

const numRuns = numberFrom('FUZZ_EXPRESSIONS', 3000);
const seed = numberFrom('SEED', 20_261_201);

/** An expression, and its value in JavaScript. */
interface Written {
  readonly text: string;
  readonly value: number;
}

const trends: Readonly<Record<string, number>> = { a: 2, 'b c': -3, 'x/y': 0.5 };
const leaf = fc.oneof(
  fc.double({ min: 0, max: 1e6, noNaN: true }).map((value): Written => ({ value, text: String(value) })),
  fc.constantFrom(...Object.entries(trends).map(([name, value]): Written => ({ value, text: `\${${name}}` }))),
);
const { written } = fc.letrec<{ written: Written }>((tie) => ({
  written: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    leaf,
    fc
      .tuple(
        tie('written'),
        tie('written'),
        fc.constantFrom('+', '-', '*', '/', '^', '**'),
        fc.constantFrom('', ' ', '  '),
      )
      .map(([left, right, operator, blank]) => ({
        text: `(${left.text})${blank}${operator}${blank}(${right.text})`,
        value: {
          '+': left.value + right.value,
          '-': left.value - right.value,
          '*': left.value * right.value,
          '/': left.value / right.value,
          '^': left.value ** right.value,
          '**': left.value ** right.value,
        }[operator],
      })),
    tie('written').map(({ text, value }) => ({ text: `-(${text})`, value: -value })),
    fc
      .tuple(tie('written'), fc.constantFrom('abs', 'sqrt', 'exp', 'log', 'log10'))
      .map(([{ text, value }, name]) => ({ text: `${name}( ${text})`, value: Math[name](value) })),
    fc
      .tuple(tie('written'), tie('written'), fc.constantFrom('min', 'max'))
      .map(([a, b, name]) => ({ text: `${name}(${a.text} ,${b.text})`, value: Math[name](a.value, b.value) })),
  ),
}));
const short = written.filter(({ text }) => text.length <= 1_000);

it('evaluates valid expressions as JavaScript does, normalized or not', () => {
  let [valued, gaps] = [0, 0];
  fc.assert(
    fc.property(short, ({ text, value: expected }) => {
      for (const each of [text, normalizeFormula(text)]) {
        const result = evaluate(
          parseFormula(each),
          { primaryDataset: 'ZeroBias', processing: 'PromptReco' },
          { trend: (name) => value(trends[name] ?? Number.NaN), quantities: unknownQuantities },
          0,
        );
        if (isFailure(result)) gaps += 1;
        else {
          valued += 1;
          expect(result.value + 0).toBe(expected + 0);
          expect([result.errorLow, result.errorHigh]).toEqual([0, 0]);
        }
      }
      expect(normalizeFormula(normalizeFormula(text))).toBe(normalizeFormula(text));
    }),
    { numRuns, seed },
  );
  expect(valued).toBeGreaterThan(numRuns / 2);
  expect(gaps).toBeGreaterThan(0);
});

/** Expressions with a piece inserted once or many times, or removed. */
const broken = fc
  .tuple(
    short,
    fc.nat(),
    fc.nat({ max: 5 }),
    fc.oneof(
      fc.constantFrom(...'()${}+-*/^,.: eE0_#\n\r', '${', '${a', '**', '1e', 'sqrt(', 'recordedLumi', 'a:b:'),
      fc.string({ unit: 'binary' }),
    ),
    fc.constantFrom(0, 1, 1, 1, 30, 100_000),
  )
  .map(([{ text }, at, removed, piece, times]) => {
    const position = at % (text.length + 1);
    return text.slice(0, position) + piece.repeat(times) + text.slice(position + removed);
  });

it('parses any text, or rejects it with a valid column', () => {
  let rejected = 0;
  fc.assert(
    fc.property(broken, (text) => {
      try {
        parseFormula(text);
      } catch (error) {
        if (!(error instanceof FormulaError)) throw error;
        rejected += 1;
        expect(error.column).toBeGreaterThanOrEqual(1);
        expect(error.column).toBeLessThanOrEqual(text.length + 1);
        expect(error.message.length).toBeLessThan(2_500);
        expect(error.message).not.toMatch(/[\r\n]/);
      }
    }),
    { numRuns, seed },
  );
  expect(rejected).toBeGreaterThan(0);
});
