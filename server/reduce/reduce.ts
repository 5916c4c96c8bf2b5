import { parseArguments } from '../../metrics/arguments.ts';
import type { MonitorElement } from '../../metrics/histogram/histogram.ts';
import { failure, type InputName, inputNames, isFailure, type Metric, type Result } from '../../metrics/metric.ts';
import type { Expression, PlannedConfig } from '../plan/plan.ts';
import type { Reading } from '../read/dqm-file.ts';

/** A config's computation with its metric found and its arguments checked: made once, applied to every file. */
export interface Reduction {
  readonly config: PlannedConfig;
  readonly metric: Metric;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What a config gives for a file: a value or a failure, and the entries of its main ME where it has entries. */
export interface Reduced {
  readonly result: Result;
  readonly entries: number | null;
}

/** A config that cannot be computed as it stands: its metric is not loaded, or refuses the arguments. */
export class ReductionError extends Error {
  override name = 'ReductionError';
}

/** Finds a config's metric and names its arguments; throws a ReductionError where there is no such metric, or it refuses them. */
export function prepareReduction(
  config: PlannedConfig,
  metricOf: (expression: Expression) => Metric | undefined,
): Reduction {
  const { module, name, args } = config.expression;
  const metric = metricOf(config.expression);
  if (metric === undefined) throw new ReductionError(`there is no metric ${module}.${name}`);
  const parsed = parseArguments(metric, args);
  if ('problem' in parsed) throw new ReductionError(`${module}.${name} ${parsed.problem}`);
  return { config, metric, parameters: parsed.parameters };
}

/**
 * Reduces a config's MEs to a value. A failure never throws: an ME that is not there or not decodable, of a class that the metric
 * cannot use, with fewer entries than the threshold, a metric that throws or gives no finite number, each has its code and reason.
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
        result: failure('MISSING_HISTOGRAM', `the config names no ${configKeys[name]}, which the metric needs`),
        entries,
      };
    }
    if ('failure' in reading) {
      const where = name === 'main' ? '' : `${configKeys[name]}: `;
      return { result: failure(reading.failure, where + reading.reason), entries };
    }
    const { element } = reading;
    if (name === 'main') entries = entriesOf(element);
    const accepts: (element: MonitorElement) => boolean = input.accepts;
    if (!accepts(element)) {
      const reason = `${configKeys[name]} is a ${element.className}; the metric takes ${input.classes}`;
      return { result: failure('WRONG_TYPE', reason), entries };
    }
    inputs[name] = element;
  }
  if (config.threshold !== undefined && entries !== null && entries < config.threshold) {
    const reason = `${entries} entries, fewer than the threshold of ${config.threshold}`;
    return { result: failure('TOO_FEW_ENTRIES', reason), entries };
  }
  return { result: finite(attempt(metric, inputs, parameters, run)), entries };
}

/** The config key that names each input. */
const configKeys: Record<InputName, string> = {
  main: 'relativePath',
  histo1: 'histo1Path',
  histo2: 'histo2Path',
  reference: 'reference',
};

function attempt(
  metric: Metric,
  inputs: Partial<Record<InputName, MonitorElement>>,
  parameters: Readonly<Record<string, unknown>>,
  run: number,
): Result {
  try {
    return metric.reduce(inputs, parameters, { run });
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    const place = /\(?((?:file:\/\/)?[^\s()]+:\d+):\d+\)?$/m.exec(stack ?? '')?.[1];
    const file = place?.split('/').slice(-2).join('/');
    return failure('METRIC_THREW', file === undefined ? message : `${message} (${file})`);
  }
}

/** A result with numbers that are no numbers, or a bar of negative length, is a failure of the metric and never a point. */
function finite(result: Result): Result {
  if (isFailure(result)) return result;
  const { value, errorLow, errorHigh } = result;
  for (const [name, number] of Object.entries({ value, 'lower error': errorLow, 'upper error': errorHigh })) {
    if (!Number.isFinite(number)) return failure('NOT_FINITE', `the ${name} is ${String(number)}`);
  }
  if (errorLow < 0 || errorHigh < 0) return failure('NOT_FINITE', `an error is negative: ${errorLow}, ${errorHigh}`);
  return result;
}

/** GetEntries of an ME; null for one that counts none (a graph, a scalar). */
function entriesOf(element: MonitorElement): number | null {
  if ('entries' in element) return element.entries;
  return element.kind === 'efficiency' ? element.total.entries : null;
}
