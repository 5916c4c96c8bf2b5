import { expect, it } from 'vitest';
import { parseArguments } from '../../metrics/arguments.ts';
import { type Metric, metric, value, z } from '../../metrics/metric.ts';

const binCount: Metric = metric({
  summary: 'A test.',
  parameters: {
    bin: z.union([z.int(), z.string()]).describe('bin number or label'),
    noError: z.boolean().default(false).describe('whether the error is left out'),
  },
  inputs: { main: { classes: 'any', accepts: (element): element is never => element === undefined } },
  formula: '',
  example: '',
  reduce: () => value(0),
});

it('gives positional arguments their names, and the last ones their defaults', () => {
  expect(parseArguments(binCount, ['x', true])).toEqual({ parameters: { bin: 'x', noError: true } });
  expect(parseArguments(binCount, [3])).toEqual({ parameters: { bin: 3, noError: false } });
});

it('says what is wrong: too many, too few, of another type', () => {
  expect(parseArguments(binCount, [1, true, 2])).toEqual({
    problem: 'takes 2 parameters (bin, noError), but 3 are given',
  });
  expect(parseArguments(binCount, [])).toEqual({
    problem: 'parameter bin (bin number or label) is not given',
    parameter: 'bin',
  });
  expect(parseArguments(binCount, [1, 'yes'])).toEqual({
    problem:
      'parameter noError (whether the error is left out): invalid input: expected boolean, received string, but "yes" is given',
    parameter: 'noError',
  });
});
