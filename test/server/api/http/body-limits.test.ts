import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxEntries, maxDepth, maxValues } from '../../../../server/api/graphql/query-limits.ts';
import { bodyLimitError, whyTooLargeJson } from '../../../../server/api/http/body-limits.ts';

const judged = (value: unknown): string | undefined => whyTooLargeJson(Buffer.from(JSON.stringify(value)));
const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);

describe('a JSON text', () => {
  it('passes with whatever its strings hold', () => {
    expect(judged({ query: '[{,'.repeat(maxValues), variables: { a: '\\', b: '"[', c: '\\"' } })).toBeUndefined();
    fc.assert(fc.property(fc.string(), (text) => judged([text.repeat(40), `${text}\\`.repeat(40)]) === undefined));
  });

  it('is counted behind its strings, whatever these end with', () => {
    const long = '1,'.repeat(maxValues + 1);
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('"', '\\', '[', ',', 'ä', 'n') }), (text) => {
        expect(whyTooLargeJson(Buffer.from(`{"a":${JSON.stringify(text)},"b":[${long}1]}`))).toMatch(/more than/);
      }),
    );
  });

  it('may have so many values, and nest so deep', () => {
    expect(judged(Array.from({ length: maxValues }, () => 1))).toBeUndefined();
    expect(judged(Array.from({ length: maxValues + 2 }, () => 1))).toBe(
      `the request has more than ${maxValues} values: ask in several requests`,
    );
    expect(judged({ variables: nested(maxDepth) })).toBeUndefined();
    expect(judged({ variables: nested(maxDepth + 2) })).toBe(`the variables nest deeper than ${maxDepth} levels`);
  });

  it('that is none is for the parser to tell of', () => {
    for (const text of ['', '{"query":', '"', '"\\', ']]]']) expect(whyTooLargeJson(Buffer.from(text))).toBeUndefined();
  });
});

describe('variables', () => {
  it('may have so many entries in a list, and nest so deep', () => {
    expect(bodyLimitError({ names: Array.from({ length: maxEntries }, () => 'n') })).toBeUndefined();
    expect(bodyLimitError({ names: Array.from({ length: maxEntries + 1 }, () => 'n') })).toMatch(/more than 20000/);
    expect(bodyLimitError(nested(maxDepth))).toBeUndefined();
    expect(bodyLimitError(nested(maxDepth + 1))).toMatch(/nest deeper/);
  });
});
