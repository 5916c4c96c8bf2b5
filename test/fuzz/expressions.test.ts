/**
 * Random metric expressions: valid ones are parsed to the expected literals, invalid ones rejected with their column, within a time limit.
 * FUZZ_EXPRESSIONS of each, starting at SEED.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ExpressionError, parseExpression, normalizeExpression } from '../../server/plan/expression.ts';
import type { Expression, Literal } from '../../server/plan/plan.ts';
import { numberFrom } from '../random.ts';

const numRuns = numberFrom('FUZZ_EXPRESSIONS', 3000);
const seed = numberFrom('SEED', 20_261_125);
const maxSeconds = 5;

/** A literal, and one of its notations. */
interface WrittenLiteral {
  readonly literal: Literal;
  readonly text: string;
}

const blanks = fc.constantFrom('', '', ' ', '  ', '\t');
const number = fc
  .oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }))
  .map((literal): WrittenLiteral => ({ literal, text: Object.is(literal, -0) ? '-0' : String(literal) }));
const constant = fc.constantFrom<WrittenLiteral>(
  { literal: true, text: 'True' },
  { literal: false, text: 'False' },
  { literal: null, text: 'None' },
);
const string = fc
  .tuple(
    fc.string({ unit: 'grapheme' }).filter((text) => !/[\r\n]/.test(text)),
    fc.constantFrom("'", '"'),
  )
  .map(([literal, quote]): WrittenLiteral => ({
    literal,
    text: quote + literal.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`) + quote,
  }));
const { literal } = fc.letrec<{ literal: WrittenLiteral; list: WrittenLiteral }>((tie) => ({
  literal: fc.oneof({ maxDepth: 6, withCrossShrink: true }, number, constant, string, tie('list')),
  list: fc
    .tuple(fc.array(tie('literal'), { maxLength: 4 }), fc.boolean(), blanks, blanks)
    .map(([items, round, before, after]) => {
      const texts = items.map(({ text }) => before + text + after);
      // (1) is a number, (1,) a tuple.
      const inside = texts.join(',') + (round && items.length === 1 ? ',' : '');
      return { literal: items.map((item) => item.literal), text: round ? `(${inside})` : `[${inside}]` };
    }),
}));
const word = fc.stringMatching(/^[A-Za-z_]\w{0,8}$/);
const written = fc
  .tuple(word, word, fc.array(literal, { maxLength: 4 }), blanks, blanks)
  .map(([module, name, args, before, after]): { text: string; expected: Expression } => ({
    text: `${before}${module}.${name}(${after}${args.map(({ text }) => text).join(`${before},${after}`)})${after}`,
    expected: { module, name, args: args.map((arg) => arg.literal) },
  }));

it('parses valid expressions, normalized or not', () => {
  fc.assert(
    fc.property(written, ({ text, expected }) => {
      expect(parseExpression(text)).toEqual(expected);
      expect(parseExpression(normalizeExpression(text))).toEqual(expected);
    }),
    { numRuns, seed },
  );
});

/** Expressions with a piece inserted once or many times, or removed. */
const broken = fc
  .tuple(
    written,
    fc.nat(),
    fc.nat({ max: 5 }),
    fc.oneof(
      fc.constantFrom(
        ...'()[]\'"\\,.-+ eE0_#\n\r',
        '..',
        'None',
        '\\x4',
        '\\u00',
        '1e',
        'lambda: 0',
        '0x1F',
        '1_000',
        'a="b"',
      ),
      fc.string({ unit: 'binary' }),
    ),
    fc.constantFrom(0, 1, 1, 1, 30, 100_000),
  )
  .map(([{ text }, at, removed, piece, times]) => {
    const position = at % (text.length + 1);
    return text.slice(0, position) + piece.repeat(times) + text.slice(position + removed);
  });

it('parses any text, or rejects it with a valid column, within the time limit', () => {
  let [parsed, rejected, slowest] = [0, 0, 0];
  fc.assert(
    fc.property(broken, (text) => {
      const start = performance.now();
      try {
        parseExpression(text);
        normalizeExpression(text);
        parsed += 1;
      } catch (error) {
        if (!(error instanceof ExpressionError)) throw error;
        rejected += 1;
        expect(error.column).toBeGreaterThanOrEqual(1);
        expect(error.column).toBeLessThanOrEqual(text.length + 1);
        expect(error.message.length).toBeLessThan(400);
        expect(error.message).not.toMatch(/[\r\n]/);
      }
      const seconds = (performance.now() - start) / 1000;
      slowest = Math.max(slowest, seconds);
      expect(seconds).toBeLessThan(maxSeconds);
    }),
    { numRuns, seed },
  );
  process.stdout.write(
    `${numRuns} broken expressions from seed ${seed}: ${parsed} parsed, ${rejected} rejected; slowest ${slowest.toFixed(2)} s\n`,
  );
  expect(rejected).toBeGreaterThan(0);
});
