import { parseArguments } from '../../metrics/arguments.ts';
import { guardFinite, NotFiniteError } from '../../metrics/histogram/finite.ts';
import type { MonitorElement } from '../../metrics/histogram/histogram.ts';
import {
  failure,
  type FittedCurve,
  type InputName,
  inputNames,
  isFailure,
  type Metric,
  type Result,
} from '../../metrics/metric.ts';
import type { Expression, PlannedConfig } from '../plan/plan.ts';
import type { Reading } from '../read/dqm-file.ts';

/** The computation of a config with its metric resolved and its arguments validated: prepared once, applied to each file. */
export interface Reduction {
  readonly config: PlannedConfig;
  readonly metric: Metric;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Result of a config for a file; `entries` are those of the main ME, null if it has no such number. */
export interface Reduced {
  /** Without the curve. */
  readonly result: Result;
  readonly entries: number | null;
  /** The curve that the metric fitted, a function, which cannot be sent to another thread. */
  readonly curve?: FittedCurve;
}

/** A config whose metric is unknown or rejects the arguments. */
export class ReductionError extends Error {
  override name = 'ReductionError';
}

/** Resolves the metric of a config and binds its arguments. Throws a ReductionError. */
export function prepareReduction(
  config: PlannedConfig,
  metricOf: (expression: Expression) => Metric | undefined,
): Reduction {
  const { module, name, args } = config.expression;
  const metric = metricOf(config.expression);
  if (metric === undefined) throw new ReductionError(`unknown metric ${module}.${name}`);
  const parsed = parseArguments(metric, args);
  if ('problem' in parsed) throw new ReductionError(`${module}.${name}: ${parsed.problem}`);
  return { config, metric, parameters: parsed.parameters };
}

/**
 * Reduces the MEs of a config to a value. Never throws: a missing, undecodable or unsupported ME, too few entries, an exception of the
 * metric, a number of an ME that the metric needs but is not finite, and a result that is not finite are failures with code and reason.
 */
export function reduce(
  reduction: Reduction,
  readings: Readonly<Partial<Record<InputName, Reading>>>,
  run: number,
): Reduced {
  const { config, metric, parameters } = reduction;
  const inputs: Partial<Record<InputName, MonitorElement>> = {};
  let entries: number | null = null;
  for (const name of inputNames) {
    const input = metric.inputs[name];
    if (input === undefined) continue;
    const reading = readings[name];
    if (reading === undefined) {
      if (input.optional) continue;
      return {
        result: failure('MISSING_HISTOGRAM', `the metric requires ${configKeys[name]}, which the config does not set`),
        entries,
      };
    }
    if ('failure' in reading) {
      const where = name === 'main' ? '' : `${configKeys[name]}: `;
      return { result: failure(reading.failure, where + reading.reason), entries };
    }
    const { element } = reading;
    if (name === 'main') {
      const count = entriesOf(element);
      entries = Number.isFinite(count) ? count : null;
      if (config.threshold !== undefined && count !== entries)
        return { result: failure('NOT_FINITE', `entries is ${count}, threshold ${config.threshold}`), entries };
    }
    const accepts: (element: MonitorElement) => boolean = input.accepts;
    if (!accepts(element)) {
      const reason = `${configKeys[name]} is a ${element.className}, expected ${input.classes}`;
      return { result: failure('WRONG_TYPE', reason), entries };
    }
    inputs[name] = guardFinite(element);
  }
  if (config.threshold !== undefined && entries !== null && entries < config.threshold) {
    const reason = `${entries} entries, threshold ${config.threshold}`;
    return { result: failure('TOO_FEW_ENTRIES', reason), entries };
  }
  const result = requireFinite(callMetric(metric, inputs, parameters, run));
  if (isFailure(result) || result.curve === undefined) return { result, entries };
  const { value, errorLow, errorHigh, curve } = result;
  return { result: { value, errorLow, errorHigh }, entries, curve };
}

/** Config key of each input. */
const configKeys: Record<InputName, string> = {
  main: 'relativePath',
  histo1: 'histo1Path',
  histo2: 'histo2Path',
  reference: 'reference',
};

function callMetric(
  metric: Metric,
  inputs: Partial<Record<InputName, MonitorElement>>,
  parameters: Readonly<Record<string, unknown>>,
  run: number,
): Result {
  try {
    return metric.reduce(inputs, parameters, { run });
  } catch (error) {
    if (error instanceof NotFiniteError) return failure('NOT_FINITE', whereOf(error, inputs) + error.message);
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    const location = /\(?((?:file:\/\/)?[^\s()]+:\d+):\d+\)?$/m.exec(stack ?? '')?.[1];
    const file = location?.split('/').slice(-2).join('/');
    return failure('METRIC_THREW', file === undefined ? message : `${message} (${file})`);
  }
}

/** Names the input that has the number, unless it is the main ME. */
function whereOf({ element }: NotFiniteError, inputs: Partial<Record<InputName, MonitorElement>>): string {
  if (element === undefined || inputs.main === guardFinite(element)) return '';
  const name = inputNames.find((name) => inputs[name] === guardFinite(element));
  return name === undefined ? '' : `${configKeys[name]}: `;
}

/** Turns a value that is not finite, or has a negative error, into a failure. */
function requireFinite(result: Result): Result {
  if (isFailure(result)) return result;
  const { value, errorLow, errorHigh } = result;
  if (!Number.isFinite(value)) return failure('NOT_FINITE', `the value is ${String(value)}`);
  if (!Number.isFinite(errorLow)) return failure('NOT_FINITE', `the lower error is ${String(errorLow)}`);
  if (!Number.isFinite(errorHigh)) return failure('NOT_FINITE', `the upper error is ${String(errorHigh)}`);
  if (errorLow < 0 || errorHigh < 0) return failure('NOT_FINITE', `negative error: ${errorLow}, ${errorHigh}`);
  return result;
}

/** Returns GetEntries of an ME; null for one without entries (graph, scalar). */
export function entriesOf(element: MonitorElement): number | null {
  if ('entries' in element) return element.entries;
  return element.kind === 'efficiency' ? element.total.entries : null;
}
