import { createHash } from 'node:crypto';
import { isFailure } from '../../../metrics/metric.ts';
import { type Correlation, referencesOf, type Term } from '../../plan/formula/formula.ts';
import { cellState, type Execute, type PointBlock } from '../columns/point-block.ts';
import { PointTable, TrendColumns } from '../columns/trend-columns.ts';
import type { Database } from '../connection/database.ts';
import type { DatasetRun } from '../runs/run-filter.ts';
import { derivedConfigs } from './derived-configs.ts';
import { type Derived, readRunInputs, type RunFile } from './run-inputs.ts';

/** An expression that is not stored, over the configs of a subsystem. */
export interface AdHocFormula {
  readonly subsystem: string;
  readonly term: Term;
  readonly correlation: Correlation;
}

/** Runs whose inputs are read together. */
const runsPerQuery = 500;

/**
 * The points of an expression in some runs of a dataset (ascending), by the rules of derived trends; of a chain, in the members. Also in a dataset that the expression names: what
 * is compared with itself there is what the user wrote.
 */
export async function deriveColumns(
  { dataSource }: Database,
  formula: AdHocFormula,
  runs: readonly DatasetRun[],
): Promise<TrendColumns> {
  const execute: Execute = (...statement) => dataSource.query(...statement);
  const configs = await derivedConfigs(execute);
  const wanted = new Set(runs.map(({ fileId }) => fileId));
  const blocks: PointBlock[] = [];
  for (let start = 0; start < runs.length; start += runsPerQuery) {
    const part = runs.slice(start, start + runsPerQuery).map(({ run }) => run);
    const inputs = await readRunInputs(execute, configs, part, [formula]);
    const files = inputs.files.filter(({ id }) => wanted.has(id)).toSorted((a, b) => a.run - b.run);
    for (const file of files) {
      const presence = inputs.presenceOf(formula, file, { everywhere: true });
      if (presence !== 'absent') blocks.push(toBlock(file, inputs.evaluate(formula, file)));
    }
  }
  return new TrendColumns(0, new PointTable(blocks), 0);
}

/** The names of configs in an expression that the subsystem does not have. */
export async function unknownNames(
  { dataSource }: Database,
  { subsystem, term }: Pick<AdHocFormula, 'subsystem' | 'term'>,
): Promise<{ unknown: string[]; known: string[] }> {
  const rows = await dataSource.query<{ name: string }[]>('SELECT name FROM config WHERE subsystem = $1', [subsystem]);
  const known = rows.map(({ name }) => name);
  const names = new Set(known);
  return { known, unknown: referencesOf(term).flatMap(({ name }) => (names.has(name) ? [] : name)) };
}

function toBlock({ id, run }: RunFile, { result, entries }: Derived): PointBlock {
  const failed = isFailure(result);
  const { value, errorLow, errorHigh } = failed
    ? { value: Number.NaN, errorLow: Number.NaN, errorHigh: Number.NaN }
    : result;
  // Columns are cached by their version: that of an expression is its content.
  const content = JSON.stringify([value, errorLow, errorHigh, entries, failed ? result : null]);
  return {
    run,
    version: createHash('sha1').update(content).digest('base64url'),
    states: Uint8Array.of(failed ? cellState.failure : cellState.value),
    values: Float64Array.of(value),
    errorsLow: Float64Array.of(errorLow),
    errorsHigh: Float64Array.of(errorHigh),
    entries: Float64Array.of(entries ?? Number.NaN),
    revisions: Int32Array.of(1),
    files: Int32Array.of(id),
    failures: new Map(failed ? [[0, { code: result.failure, reason: result.reason }]] : []),
  };
}
