import type { Metric } from '../../metrics/metric.ts';
import { parseExpression } from '../plan/expression.ts';
import { prepareReduction, type Reduction } from '../reduce/reduce.ts';

/** A metric as it is written in a config, and the version of its code: results of another version are not the same. */
export interface WrittenMetric {
  readonly written: string;
  /** As of the loaded plugin. */
  readonly version: string;
}

/**
 * The reduction of a metric as it is written in a config, e.g. `basic.Mean()`, without a config. `metricOf` has the metrics by module and name,
 * `threshold` is the least number of entries.
 * Throws an ExpressionError, or a ReductionError where there is no such metric or it rejects the parameters.
 */
export function prepareWritten(
  written: string,
  metricOf: (name: string) => Metric | undefined,
  threshold?: number,
): Reduction {
  const config = {
    configId: 0,
    revision: 0,
    expression: parseExpression(written),
    paths: { main: [] },
    ...(threshold === undefined ? {} : { threshold }),
  };
  return prepareReduction(config, ({ module, name }) => metricOf(`${module}.${name}`));
}
