import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { bracketsError, costRule, limits, maxBrackets } from '../../../../server/api/graphql/query-limits.ts';

const schema = buildSchema('type Query { a: Query b: Int }');
const problems = (text: string): string[] => validate(schema, parse(text), [costRule]).map(({ message }) => message);
const nested = (depth: number): string => `${'{ a '.repeat(depth)}{ b }${' }'.repeat(depth)}`;

describe('costRule', () => {
  it('lets requests of the size of our own pass', () => {
    expect(problems(nested(limits.depth - 1))).toEqual([]);
  });

  it('refuses what nests too deep, has too many fields, or asks for one too often', () => {
    expect(problems(nested(limits.depth))).toEqual([expect.stringMatching(/nests deeper/)]);
    const wide = Array.from({ length: limits.aliases + 1 }, (_, index) => `x${index}: b`).join(' ');
    expect(problems(`{ ${wide} }`)).toEqual([expect.stringMatching(/b more than 30 times/)]);
  });

  it('counts fragments where they are used', () => {
    const spread = (index: number): string =>
      `fragment F${index} on Query { ${Array.from({ length: 10 }, (_, n) => `k${n}: a { ...F${index + 1} }`).join(' ')} }`;
    const bomb = `{ ...F0 } ${[0, 1, 2, 3, 4].map(spread).join(' ')} fragment F5 on Query { b }`;
    expect(problems(bomb)).toEqual([expect.stringMatching(/more than 2000 fields/)]);
  });

  it('counts fragments that have no fields, so that it ends', () => {
    const spreads = Array.from({ length: 60 }, (_, n) => `fragment F${n} on Query { ...F${n + 1} ...F${n + 1} }`);
    expect(problems(`{ ...F0 } ${spreads.join(' ')}`)).toEqual([expect.stringMatching(/more than 2000 fields/)]);
    const wide = `{ ${'... { b } '.repeat(limits.fields)} }`;
    expect(problems(wide)).toEqual([expect.stringMatching(/more than 2000 fields/)]);
  });
});

describe('bracketsError', () => {
  const inline = (depth: number): string => `{ ${'... { '.repeat(depth)} b ${'} '.repeat(depth)} }`;

  it('accepts nesting up to the limit, which the parser can read', () => {
    expect(bracketsError(inline(maxBrackets - 1))).toBeUndefined();
    expect(problems(inline(maxBrackets - 1))).toEqual([]);
    expect(bracketsError('{ b } '.repeat(1000))).toBeUndefined();
  });

  it('refuses deeper nesting, which would overflow the stack of the parser', () => {
    const error = `the request nests deeper than ${maxBrackets} brackets`;
    for (const text of [inline(maxBrackets), inline(100_000), '{ a(b: '.repeat(60), '['.repeat(101)])
      expect(bracketsError(text)).toBe(error);
  });
});
