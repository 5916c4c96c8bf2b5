import { failure, type Failure, type FailureCode, type Value } from '../../../metrics/metric.ts';
import {
  type Correlation,
  type FunctionName,
  maxNesting,
  type Operator,
  referenceText,
  type Term,
  type TrendReference,
} from './formula.ts';
import { propagate } from './propagate.ts';
import type { QuantityValues } from '../../names/run-quantities.ts';

/** A dataset: what a reference without a dataset means. */
export interface DatasetName {
  readonly primaryDataset: string;
  readonly processing: string;
}

/** What a trend is in a run: its value, why there is none, or the expression of a derived trend. */
export type InputTrend = Value | Failure | { readonly formula: Term };

/** The inputs in a run. */
export interface RunInputs {
  readonly trend: (name: string, dataset: DatasetName) => InputTrend;
  readonly quantities: QuantityValues;
}

/**
 * The value of an expression in a run, with its uncertainties to first order. An expression of derived trends is evaluated in their inputs, so
 * that an input that occurs more than once is not counted as independent of itself. A failure where an input has none, a denominator is 0, or
 * the result is not finite.
 */
export function evaluate(
  term: Term,
  dataset: DatasetName,
  inputs: RunInputs,
  correlation: Correlation,
): Value | Failure {
  try {
    const evaluation = new Evaluation(inputs);
    const { value, slopes } = evaluation.of(term, dataset);
    const { errorLow, errorHigh } = propagate(slopes, evaluation.values, correlation);
    if (Number.isFinite(errorLow) && Number.isFinite(errorHigh)) return { value, errorLow, errorHigh };
    return failure('NOT_FINITE', `the uncertainty of ${shorten(term.text)} is not finite`);
  } catch (error) {
    if (error instanceof Gap) return failure(error.code, error.message);
    throw error;
  }
}

/** The dataset that a reference in an expression names. */
export function datasetOf({ primaryDataset, processing }: TrendReference, dataset: DatasetName): DatasetName {
  return {
    primaryDataset: primaryDataset ?? dataset.primaryDataset,
    processing: processing ?? dataset.processing,
  };
}

/** There is no value, with the reason. */
class Gap extends Error {
  override name = 'Gap';
  readonly code: FailureCode;

  constructor(code: FailureCode, reason: string) {
    super(reason);
    this.code = code;
  }
}

/** A value with its derivatives with respect to the inputs, by their keys. */
interface Dual {
  readonly value: number;
  readonly slopes: ReadonlyMap<string, number>;
}

const none: ReadonlyMap<string, number> = new Map();

/** Evaluates expressions with their derivatives (automatic differentiation in forward mode). */
class Evaluation {
  /** The inputs that were used. */
  readonly values = new Map<string, Value>();
  private readonly inputs: RunInputs;
  private nesting = 0;

  constructor(inputs: RunInputs) {
    this.inputs = inputs;
  }

  of(term: Term, dataset: DatasetName): Dual {
    const result = this.evaluate(term, dataset);
    if (Number.isFinite(result.value)) return result;
    throw new Gap('NOT_FINITE', `${shorten(term.text)} is not finite`);
  }

  private evaluate(term: Term, dataset: DatasetName): Dual {
    switch (term.kind) {
      case 'number':
        return { value: term.value, slopes: none };
      case 'quantity':
        return { value: this.quantity(term.name), slopes: none };
      case 'trend':
        return this.trend(term.reference, dataset);
      case 'negative': {
        const of = this.of(term.of, dataset);
        return { value: -of.value, slopes: scale(of.slopes, -1) };
      }
      case 'operation':
        return operate(term.operator, this.of(term.left, dataset), this.of(term.right, dataset), term.right);
      case 'call':
        return call(
          term.name,
          term.of.map((argument) => this.of(argument, dataset)),
        );
    }
  }

  private quantity(name: string): number {
    const value = this.inputs.quantities[name] ?? null;
    if (value === null) throw new Gap('NO_DATA', `${name} of the run is not known`);
    return value;
  }

  private trend(reference: TrendReference, dataset: DatasetName): Dual {
    const of = datasetOf(reference, dataset);
    const input = this.inputs.trend(reference.name, of);
    if ('failure' in input) throw new Gap(input.failure, `${referenceText(reference)}: ${input.reason}`);
    if ('formula' in input) return this.derived(input.formula, of, reference);
    const key = `${of.primaryDataset}/${of.processing}:${reference.name}`;
    this.values.set(key, input);
    return { value: input.value, slopes: new Map([[key, 1]]) };
  }

  private derived(formula: Term, dataset: DatasetName, reference: TrendReference): Dual {
    if ((this.nesting += 1) > maxNesting)
      throw new Gap('NOT_FINITE', `${referenceText(reference)} is derived from itself`);
    try {
      return this.of(formula, dataset);
    } catch (error) {
      if (error instanceof Gap) throw new Gap(error.code, `${referenceText(reference)}: ${error.message}`);
      throw error;
    } finally {
      this.nesting -= 1;
    }
  }
}

function operate(operator: Operator, left: Dual, right: Dual, denominator: Term): Dual {
  const [a, b] = [left.value, right.value];
  switch (operator) {
    case '+':
      return { value: a + b, slopes: add(left.slopes, right.slopes) };
    case '-':
      return { value: a - b, slopes: add(left.slopes, scale(right.slopes, -1)) };
    case '*':
      return { value: a * b, slopes: add(scale(left.slopes, b), scale(right.slopes, a)) };
    case '/':
      if (b === 0) throw new Gap('NO_DATA', `the denominator ${shorten(denominator.text)} is 0`);
      return { value: a / b, slopes: add(scale(left.slopes, 1 / b), scale(right.slopes, -a / b / b)) };
    case '^': {
      const value = a ** b;
      const byBase = left.slopes.size > 0 ? scale(left.slopes, b === 0 ? 0 : b * a ** (b - 1)) : none;
      const byExponent = right.slopes.size > 0 ? scale(right.slopes, a === 0 ? 0 : value * Math.log(a)) : none;
      return { value, slopes: add(byBase, byExponent) };
    }
  }
}

function call(name: FunctionName, of: readonly Dual[]): Dual {
  const [first] = of;
  if (first === undefined) throw new TypeError(`${name} has no argument`);
  const { value: x, slopes } = first;
  switch (name) {
    case 'abs':
      return { value: Math.abs(x), slopes: scale(slopes, x < 0 ? -1 : 1) };
    case 'sqrt':
      return { value: Math.sqrt(x), slopes: scale(slopes, 0.5 / Math.sqrt(x)) };
    case 'exp':
      return { value: Math.exp(x), slopes: scale(slopes, Math.exp(x)) };
    case 'log':
      return { value: Math.log(x), slopes: scale(slopes, 1 / x) };
    case 'log10':
      return { value: Math.log10(x), slopes: scale(slopes, Math.LOG10E / x) };
    case 'min':
      return of.reduce((smallest, other) => (other.value < smallest.value ? other : smallest));
    case 'max':
      return of.reduce((largest, other) => (other.value > largest.value ? other : largest));
  }
}

function scale(slopes: ReadonlyMap<string, number>, factor: number): ReadonlyMap<string, number> {
  if (slopes.size === 0) return none;
  return new Map([...slopes].map(([key, slope]) => [key, slope === 0 ? 0 : slope * factor]));
}

function add(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  if (b.size === 0) return a;
  const sum = new Map(a);
  for (const [key, slope] of b) sum.set(key, (sum.get(key) ?? 0) + slope);
  return sum;
}

/** The text of a term for a message. */
function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
