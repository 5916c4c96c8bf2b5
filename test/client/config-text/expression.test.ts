import { describe, expect, it } from 'vitest';
import { formatExpression, formatLiteral } from '../../../client/config-text/expression.ts';
import { parseExpression } from '../../../server/plan/expression.ts';

describe('formatExpression', () => {
  it('leaves out trailing defaults', () => {
    expect(formatExpression('basic.Mean', [])).toBe('basic.Mean()');
    expect(formatExpression('a.B', [1, undefined, 'x', undefined])).toBe("a.B(1, None, 'x')");
  });

  it('gives what the server parses to the same parameters', () => {
    const parameters = [0, -2.5, 1e30, "it's a \\ 'text'\n", true, false, null, [310, 30], [1], [], [[1, 'a'], []]];
    expect(parseExpression(formatExpression('fits.Landau', parameters)).args).toEqual(parameters);
  });
});

describe('formatLiteral', () => {
  it('writes several values as a tuple', () => {
    expect(formatLiteral([310, 30])).toBe('(310, 30)');
    expect(formatLiteral([1])).toBe('[1]');
  });
});
