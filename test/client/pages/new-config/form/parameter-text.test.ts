import { describe, expect, it } from 'vitest';
import {
  inputOf,
  parameterText,
  type ParameterSchema,
  parseParameter,
} from '../../../../../client/pages/new-config/form/parameter-text.ts';

const number: ParameterSchema = { type: 'number' };
const text: ParameterSchema = { type: 'string' };
const label: ParameterSchema = { anyOf: [{ type: 'string' }, { type: 'integer' }] };
const list: ParameterSchema = { type: 'array' };

describe('inputOf', () => {
  it.each([
    [{ type: 'boolean' }, 'switch'],
    [{ type: 'string', enum: ['x', 'y'] }, 'select'],
    [number, 'text'],
    [list, 'text'],
  ])('of %o is a %s', (schema, input) => expect(inputOf(schema)).toBe(input));
});

describe('parseParameter', () => {
  it.each([
    ['2.5', number, 2.5],
    [' -1e3 ', number, -1000],
    ['many', number, 'many'],
    ['', number, undefined],
    ['12', text, '12'],
    ['nFEDs', label, 'nFEDs'],
    ['3', label, 3],
    ['310, 30.5', list, [310, 30.5]],
    ['(310, 30)', list, [310, 30]],
    ['1, [2, 3]', list, [1, [2, 3]]],
    ['1, x', list, '1, x'],
    ['2', { enum: [1, 2] }, 2],
  ] as const)('of %o by %o is %o', (written, schema, value) => {
    expect(parseParameter(written, schema as ParameterSchema)).toEqual(value);
  });

  it('gives the values that are shown', () => {
    for (const value of [[310, 30], [1, [2, 3]], [[1]], ['a', 'b, c'], []])
      expect(parseParameter(parameterText(value), list)).toEqual(value.length === 0 ? undefined : value);
    for (const value of ['a b', 7]) expect(parseParameter(parameterText(value), label)).toBe(value);
  });
});

describe('parameterText', () => {
  it('is empty for a default', () => {
    expect([parameterText(undefined), parameterText(null)]).toEqual(['', '']);
  });
});
