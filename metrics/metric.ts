/**
 * The contract of a metric. A plugin is a TypeScript file whose exports are metrics:
 *
 *     import { content, metric, oneDimensional, value, z } from 'hdqm/metrics';
 *
 *     export const BinSum = metric({
 *       summary: 'Sum of the contents of two bins.',
 *       parameters: { a: z.int().describe('first bin number'), b: z.int().describe('second bin number') },
 *       inputs: { main: oneDimensional },
 *       formula: 'c(a) + c(b)',
 *       example: 'mine.BinSum(1, 2)',
 *       reduce: ({ main }, { a, b }) => value(content(main, a) + content(main, b)),
 *     });
 *
 * In a config its name is `<module>.<export>`; the module is the file's name, or the folder's for a folder of files.
 */
import { z } from 'zod';
import type { MonitorElement } from './histogram/histogram.ts';
import type { Input, OptionalInput } from './inputs.ts';

export { z };
export * from './histogram/axis.ts';
export * from './histogram/beta.ts';
export * from './histogram/bins.ts';
export * from './histogram/comparison.ts';
export * from './histogram/efficiency.ts';
export * from './histogram/extremes.ts';
export * from './histogram/gamma.ts';
export type * from './histogram/histogram.ts';
export * from './histogram/integral.ts';
export * from './histogram/make.ts';
export * from './histogram/moments.ts';
export * from './histogram/projection.ts';
export * from './histogram/quantile.ts';
export * from './histogram/ratio.ts';
export * from './inputs.ts';

/** Why a trend has no value for a run. */
export const failureCodes = [
  'MISSING_HISTOGRAM',
  'UNREADABLE',
  'WRONG_TYPE',
  'INCOMPATIBLE',
  'NO_SUCH_BIN',
  'NO_DATA',
  'TOO_FEW_ENTRIES',
  'FIT_FAILED',
  'NOT_FINITE',
  'METRIC_THREW',
] as const;
export type FailureCode = (typeof failureCodes)[number];

/** A value in the unit of what was reduced, with the lengths of its error bar downwards and upwards (same unit, not negative). */
export interface Value {
  readonly value: number;
  readonly errorLow: number;
  readonly errorHigh: number;
}

/** No value, and why: a code for programs, a reason for people ("the axis has no label 'nFEDs'"). */
export interface Failure {
  readonly failure: FailureCode;
  readonly reason: string;
}

export type Result = Value | Failure;

/** A value with a symmetric error, or with one downwards and one upwards. No error given: 0. */
export function value(value: number, error: number | { low: number; high: number } = 0): Value {
  return typeof error === 'number'
    ? { value, errorLow: error, errorHigh: error }
    : { value, errorLow: error.low, errorHigh: error.high };
}

export function failure(code: FailureCode, reason: string): Failure {
  return { failure: code, reason };
}

export function isFailure(result: object): result is Failure {
  return 'failure' in result;
}

/** The inputs of a metric, by the config key that names their path: relativePath is `main`, histo1Path `histo1`, … */
export const inputNames = ['main', 'histo1', 'histo2', 'reference'] as const;
export type InputName = (typeof inputNames)[number];
export type Inputs = { readonly main: Input } & { readonly [name in Exclude<InputName, 'main'>]?: Input };

/** What beside the inputs a metric may know. */
export interface Context {
  readonly run: number;
}

type Elements<I extends Inputs> = {
  readonly [name in keyof I]: I[name] extends OptionalInput<infer T>
    ? T | undefined
    : I[name] extends Input<infer T>
      ? T
      : never;
};
type Arguments<P extends Parameters> = { readonly [name in keyof P]: z.output<P[name]> };

/** Declared in the order in which a config writes them; the last ones may have defaults. */
export type Parameters = Readonly<Record<string, z.ZodType>>;

export interface MetricDefinition<P extends Parameters, I extends Inputs> {
  /** One sentence for the catalogue. */
  readonly summary: string;
  /** zod types with `.describe()`: meaning and unit. */
  readonly parameters: P;
  readonly inputs: I;
  /** The formula, or where it is from. */
  readonly formula: string;
  /** As a config writes it. */
  readonly example: string;
  /** Pure: same input, same result; mutates nothing; what it throws becomes METRIC_THREW for this point alone. */
  reduce(inputs: Elements<I>, parameters: Arguments<P>, context: Context): Result;
}

/** A metric whatever its parameters and inputs: what the loader hands on. */
export interface Metric {
  readonly summary: string;
  readonly parameters: Parameters;
  readonly inputs: Inputs;
  readonly formula: string;
  readonly example: string;
  reduce(
    inputs: Readonly<Partial<Record<InputName, MonitorElement>>>,
    parameters: Readonly<Record<string, unknown>>,
    context: Context,
  ): Result;
}

const metrics = new WeakSet<object>();

/** Declares a metric. */
export function metric<P extends Parameters, I extends Inputs>(definition: MetricDefinition<P, I>): Metric {
  metrics.add(definition);
  // Sound: `server/reduce` calls `reduce` only with elements that `accepts` took and arguments that the zod types parsed.
  return definition as unknown as Metric;
}

/** Whether a plugin's export was declared with `metric`. */
export function isMetric(candidate: unknown): candidate is Metric {
  return typeof candidate === 'object' && candidate !== null && metrics.has(candidate);
}
