import {
  SumsOverRunsDocument,
  type SumsOverRunsSubscription,
  type SumsOverRunsSubscriptionVariables,
} from '../../../generated/operations.ts';
import { type RunStream, useRunStream } from '../../../over-runs/use-run-stream.ts';

type SumsOfRun = SumsOverRunsSubscription['sumsOverRuns'];

/** A trend's ME summed over the runs of A and of B. */
export type TrendSums = NonNullable<SumsOfRun['sums']>[number];

/** Reads MEs of the runs of A and B; the result of the last run has the sums. */
export function useSums(variables: SumsOverRunsSubscriptionVariables): RunStream<SumsOfRun> {
  return useRunStream(SumsOverRunsDocument, variables, sumsOf);
}

const sumsOf = ({ sumsOverRuns }: SumsOverRunsSubscription): SumsOfRun => sumsOverRuns;
