import {
  ElementOverRunsDocument,
  type ElementOverRunsSubscription,
  type ElementOverRunsSubscriptionVariables,
} from '../generated/operations.ts';
import { type RunStream, useRunStream } from '../over-runs/use-run-stream.ts';

/** An ME of a run along one axis. */
export type RunSlice = ElementOverRunsSubscription['elementOverRuns'];

/** Reads an ME of many runs, as the server reads their files; again when the variables change. */
export function useElementRuns(variables: ElementOverRunsSubscriptionVariables): RunStream<RunSlice> {
  return useRunStream(ElementOverRunsDocument, variables, sliceOf);
}

const sliceOf = ({ elementOverRuns }: ElementOverRunsSubscription): RunSlice => elementOverRuns;
