/** Suggested run lists as an exported table. */
import type { Suggestion } from '../store/runs/certification/run-facts.ts';
import { type Batch, type Column, toBatch } from './table.ts';

export const suggestionColumns: readonly Column[] = [
  { name: 'run', type: 'integer' },
  { name: 'good', type: 'boolean' },
  { name: 'reasons', type: 'text' },
];

/** The rows of a list, with the reasons separated by semicolons. */
export function suggestionBatch(runs: readonly Suggestion[]): Batch {
  const rows = runs.map(({ run, isGood, reasons }) => ({ run, good: isGood, reasons: reasons.join('; ') }));
  return toBatch(suggestionColumns, rows);
}
