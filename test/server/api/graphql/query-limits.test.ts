import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { bracketsError, limits, maxBrackets, queryLimitError } from '../../../../server/api/graphql/query-limits.ts';

const errorOf = (text: string): string | undefined => queryLimitError(parse(text));
const nested = (depth: number): string => `${'{ a '.repeat(depth)}{ b }${' }'.repeat(depth)}`;

describe('queryLimitError', () => {
  it('accepts queries up to the limits', () => {
    expect(errorOf(nested(limits.depth - 1))).toBeUndefined();
  });

  it('rejects queries that nest too deep or select one field too often', () => {
    expect(errorOf(nested(limits.depth))).toMatch(/nests deeper/);
    const wide = Array.from({ length: limits.aliases + 1 }, (_, index) => `x${index}: b`).join(' ');
    expect(errorOf(`{ ${wide} }`)).toMatch(/b more than 30 times/);
  });

  it('counts the fields of fragments wherever they are used', () => {
    const spread = (index: number): string =>
      `fragment F${index} on Query { ${Array.from({ length: 10 }, (_, n) => `k${n}: a { ...F${index + 1} }`).join(' ')} }`;
    const bomb = `{ ...F0 } ${[0, 1, 2, 3, 4].map(spread).join(' ')} fragment F5 on Query { b }`;
    expect(errorOf(bomb)).toMatch(/more than 2000 fields/);
  });

  it('counts fragments without fields, which would expand exponentially', () => {
    const spreads = Array.from({ length: 60 }, (_, n) => `fragment F${n} on Query { ...F${n + 1} ...F${n + 1} }`);
    expect(errorOf(`{ ...F0 } ${spreads.join(' ')}`)).toMatch(/more than 2000 fields/);
    const wide = `{ ${'... { b } '.repeat(limits.fields)} }`;
    expect(errorOf(wide)).toMatch(/more than 2000 fields/);
  });
});

describe('bracketsError', () => {
  const inline = (depth: number): string => `{ ${'... { '.repeat(depth)} b ${'} '.repeat(depth)} }`;

  it('accepts nesting up to the limit, which the parser can read', () => {
    expect(bracketsError(inline(maxBrackets - 1))).toBeUndefined();
    expect(errorOf(inline(maxBrackets - 1))).toBeUndefined();
    expect(bracketsError('{ b } '.repeat(1000))).toBeUndefined();
  });

  it('rejects deeper nesting, which would overflow the stack of the parser', () => {
    const error = `the request nests deeper than ${maxBrackets} brackets`;
    for (const text of [inline(maxBrackets), inline(100_000), '{ a(b: '.repeat(60), '['.repeat(101)])
      expect(bracketsError(text)).toBe(error);
  });

  it('counts no brackets in strings and comments, which would conceal the others', () => {
    const error = `the request nests deeper than ${maxBrackets} brackets`;
    for (const text of [
      `#${'}'.repeat(999)}\n${inline(500)}`,
      '{a#}\n'.repeat(101),
      `"${'}'.repeat(999)}" ${inline(500)}`,
    ])
      expect(bracketsError(text)).toBe(error);
    for (const text of [`{ a(b: "${'('.repeat(999)}") }`, `{ a #${'{'.repeat(999)}\n }`, '{ a(b: "'])
      expect(bracketsError(text)).toBeUndefined();
  });
});
