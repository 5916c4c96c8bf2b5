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
 * Its name in a config is `<module>.<export>`; the module is the name of the file, or of its folder.
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
export { finite, NotFiniteError } from './histogram/finite.ts';
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

/** A value with its lower and upper error (same unit, not negative). */
export interface Value {
  readonly value: number;
  readonly errorLow: number;
  readonly errorHigh: number;
  /** The curve of a fit, drawn over the histogram of the main ME, of one dimension. It is not stored. */
  readonly curve?: FittedCurve;
}

/** A fitted curve. A metric adds it to its value: `{ ...value(height), curve: { name: 'constant', low, high, at: () => height } }`. */
export interface FittedCurve {
  /** Name of the function, or its formula. */
  readonly name: string;
  /** Its parameters by name, in order. */
  readonly parameters?: Readonly<Record<string, { readonly value: number; readonly error: number }>>;
  /** Ends of the range of the fit, in units of x; infinite ones are those of the axis. */
  readonly low: number;
  readonly high: number;
  readonly chi2?: number;
  /** Degrees of freedom. */
  readonly ndf?: number;
  /** Returns the expected content of a bin at a position on x. */
  at(x: number): number;
}

/** No value: an error code, and the reason as text ("no label 'nFEDs' on the x axis"). */
export interface Failure {
  readonly failure: FailureCode;
  readonly reason: string;
}

export type Result = Value | Failure;

/** Makes a value with a symmetric or asymmetric error; 0 by default. */
export function value(value: number, error: number | { low: number; high: number } = 0): Value {
  return typeof error === 'number'
    ? { value, errorLow: error, errorHigh: error }
    : { value, errorLow: error.low, errorHigh: error.high };
}

/** Makes a failure. */
export function failure(code: FailureCode, reason: string): Failure {
  return { failure: code, reason };
}

/** Whether a result is a failure. */
export function isFailure(result: object): result is Failure {
  return 'failure' in result;
}

/** Names of the inputs. The config key of `main` is relativePath, of `histo1` histo1Path, … */
export const inputNames = ['main', 'histo1', 'histo2', 'reference'] as const;
export type InputName = (typeof inputNames)[number];
export type Inputs = { readonly main: Input } & { readonly [name in Exclude<InputName, 'main'>]?: Input };

/** Context of a reduction. */
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

/** Parameters in the order of the arguments; the last ones may have defaults. */
export type Parameters = Readonly<Record<string, z.ZodType>>;

/** Definition of a metric. */
export interface MetricDefinition<P extends Parameters, I extends Inputs> {
  /** One sentence, for the catalogue. */
  readonly summary: string;
  /** zod types with meaning and unit in `.describe()`. */
  readonly parameters: P;
  readonly inputs: I;
  /** The formula, or its source. */
  readonly formula: string;
  /** Expression for a config. */
  readonly example: string;
  /**
   * Revision of what the metric computes, from 1, the default. Raise it by 1 with a change after which the metric may compute another value
   * of an ME: each config that uses the metric then gets a new revision.
   */
  readonly revision?: number;
  /** Must be pure and must not mutate its inputs. An exception becomes the failure METRIC_THREW of this point. */
  reduce(inputs: Elements<I>, parameters: Arguments<P>, context: Context): Result;
}

/** A metric with any parameters and inputs. */
export interface Metric {
  readonly summary: string;
  readonly parameters: Parameters;
  readonly inputs: Inputs;
  readonly formula: string;
  readonly example: string;
  readonly revision: number;
  reduce(
    inputs: Readonly<Partial<Record<InputName, MonitorElement>>>,
    parameters: Readonly<Record<string, unknown>>,
    context: Context,
  ): Result;
}

const metrics = new WeakSet<object>();

/** Declares a metric. */
export function metric<P extends Parameters, I extends Inputs>(definition: MetricDefinition<P, I>): Metric {
  const declared = { revision: 1, ...definition };
  metrics.add(declared);
  // Safe: `server/reduce` calls `reduce` only with elements checked by `accepts` and arguments parsed by the zod types.
  return declared as unknown as Metric;
}

/** Whether an export of a plugin was declared with `metric`. */
export function isMetric(candidate: unknown): candidate is Metric {
  return typeof candidate === 'object' && candidate !== null && metrics.has(candidate);
}
