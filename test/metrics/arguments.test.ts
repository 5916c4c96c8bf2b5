import { expect, it } from 'vitest';
import { parseArguments } from '../../metrics/arguments.ts';
import { type Metric, metric, value, z } from '../../metrics/metric.ts';

const binCount: Metric = metric({
  summary: 'A test.',
  parameters: {
    bin: z.union([z.int(), z.string()]).describe('bin number or label'),
    noError: z.boolean().default(false).describe('omit the error'),
  },
  inputs: { main: { classes: 'any', accepts: (element): element is never => element === undefined } },
  formula: '',
  example: '',
  reduce: () => value(0),
});

it('binds positional arguments to parameters and adds defaults', () => {
  expect(parseArguments(binCount, ['x', true])).toEqual({ parameters: { bin: 'x', noError: true } });
  expect(parseArguments(binCount, [3])).toEqual({ parameters: { bin: 3, noError: false } });
});

it('reports superfluous, missing and invalid arguments', () => {
  expect(parseArguments(binCount, [1, true, 2])).toEqual({
    problem: 'expects at most 2 arguments (bin, noError), got 3',
  });
  expect(parseArguments(binCount, [])).toEqual({
    problem: 'missing parameter bin (bin number or label)',
    parameter: 'bin',
  });
  expect(parseArguments(binCount, [1, 'yes'])).toEqual({
    problem: 'parameter noError (omit the error): invalid input: expected boolean, received string, got "yes"',
    parameter: 'noError',
  });
});
