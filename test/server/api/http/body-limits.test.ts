import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxEntries, maxDepth, maxValues } from '../../../../server/api/graphql/query-limits.ts';
import { bodyLimitError, jsonLimitError } from '../../../../server/api/http/body-limits.ts';

const errorOf = (value: unknown): string | undefined => jsonLimitError(Buffer.from(JSON.stringify(value)));
const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);

describe('a JSON text', () => {
  it('passes whatever its strings contain', () => {
    expect(errorOf({ query: '[{,'.repeat(maxValues), variables: { a: '\\', b: '"[', c: '\\"' } })).toBeUndefined();
    fc.assert(fc.property(fc.string(), (text) => errorOf([text.repeat(40), `${text}\\`.repeat(40)]) === undefined));
  });

  it('is counted after its strings, whatever they end with', () => {
    const long = '1,'.repeat(maxValues + 1);
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('"', '\\', '[', ',', 'ä', 'n') }), (text) => {
        expect(jsonLimitError(Buffer.from(`{"a":${JSON.stringify(text)},"b":[${long}1]}`))).toMatch(/more than/);
      }),
    );
  });

  it('has a limit of values and of depth', () => {
    expect(errorOf(Array.from({ length: maxValues }, () => 1))).toBeUndefined();
    expect(errorOf(Array.from({ length: maxValues + 2 }, () => 1))).toBe(
      `the request has more than ${maxValues} values: split it into several requests`,
    );
    expect(errorOf({ variables: nested(maxDepth) })).toBeUndefined();
    expect(errorOf({ variables: nested(maxDepth + 2) })).toBe(`the variables nest deeper than ${maxDepth} levels`);
  });

  it('that is invalid is left to the parser', () => {
    for (const text of ['', '{"query":', '"', '"\\', ']]]']) expect(jsonLimitError(Buffer.from(text))).toBeUndefined();
  });
});

describe('variables', () => {
  it('have a limit of entries in a list and of depth', () => {
    expect(bodyLimitError({ names: Array.from({ length: maxEntries }, () => 'n') })).toBeUndefined();
    expect(bodyLimitError({ names: Array.from({ length: maxEntries + 1 }, () => 'n') })).toMatch(/more than 20000/);
    expect(bodyLimitError(nested(maxDepth))).toBeUndefined();
    expect(bodyLimitError(nested(maxDepth + 1))).toMatch(/nest deeper/);
  });
});
