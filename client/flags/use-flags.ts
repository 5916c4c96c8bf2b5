import { useMemo } from 'react';
import { useQueries } from '../data/use-queries.ts';
import { RunFlagsDocument } from '../generated/operations.ts';
import { type FlagRow, flagRequests, type FlagsOf, withFlags } from './flag-rows.ts';

/**
 * The table of runs with the certification flags of a subsystem, once they are loaded, which they are only where they are shown. Plots without
 * them are complete.
 */
export function useFlags<Table extends { readonly runs: readonly number[] }>(
  table: Table | undefined,
  { isShown, ...of }: FlagsOf & { readonly isShown: boolean },
): (Table & { readonly flags?: readonly FlagRow[] }) | undefined {
  const isReady = isShown && table !== undefined && of.subsystem !== '';
  const { results } = useQueries(RunFlagsDocument, isReady ? flagRequests(of) : []);
  return useMemo(() => table && withFlags(table, results), [table, results]);
}
