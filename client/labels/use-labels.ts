import { useQuery } from '@apollo/client/react';
import { useMemo } from 'react';
import { RunLabelsDocument } from '../generated/operations.ts';
import { type LabelRow, type LabelSet, withLabels } from './label-rows.ts';

const none: readonly LabelSet[] = [];

/** The table of runs with their labels of the settings, once these are loaded. Plots without them are complete. */
export function useLabels<Table extends { readonly runs: readonly number[]; readonly bins?: unknown }>(
  table: Table | undefined,
): (Table & { readonly labels?: readonly LabelRow[] }) | undefined {
  const { data } = useQuery(RunLabelsDocument);
  const sets = data?.runLabels ?? none;
  return useMemo(() => table && withLabels(table, sets), [table, sets]);
}
