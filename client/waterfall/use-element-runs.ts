import { useSubscription } from '@apollo/client/react';
import { useState } from 'react';
import {
  ElementOverRunsDocument,
  type ElementOverRunsSubscription,
  type ElementOverRunsSubscriptionVariables,
} from '../generated/operations.ts';

/** An ME of a run along one axis. */
export type RunSlice = ElementOverRunsSubscription['elementOverRuns'];

/** What has been read so far. */
export interface ElementRuns {
  /** In ascending order of the runs. */
  readonly runs: readonly RunSlice[];
  /** Number of all runs; undefined until the first was read. */
  readonly total: number | undefined;
  readonly state: 'reading' | 'complete' | 'stopped' | Error;
  /** Ends the reading; what was read stays. */
  readonly stop: () => void;
  /** Reads again. */
  readonly start: () => void;
}

interface Reading {
  /** Identifies what is read. */
  readonly key: string;
  readonly runs: readonly RunSlice[];
  readonly end?: 'complete' | 'stopped' | Error;
}

/** Reads an ME of many runs, as the server reads their files; again when the variables change. */
export function useElementRuns(variables: ElementOverRunsSubscriptionVariables): ElementRuns {
  const [attempt, setAttempt] = useState(0);
  const key = JSON.stringify([variables, attempt]);
  const [reading, setReading] = useState<Reading>({ key, runs: [] });
  const current = reading.key === key ? reading : { key, runs: [] };
  const change = (of: (before: Reading) => Reading): void =>
    setReading((before) => of(before.key === key ? before : { key, runs: [] }));
  useSubscription(ElementOverRunsDocument, {
    variables,
    skip: current.end !== undefined,
    ignoreResults: true,
    onData: ({ data: { data, error } }) => {
      if (error) change((before) => ({ ...before, end: error }));
      const read = data?.elementOverRuns;
      if (!read) return;
      change(({ runs, ...rest }) => ({
        ...rest,
        runs: [...runs.filter(({ run }) => run !== read.run), read].sort((a, b) => a.run - b.run),
      }));
    },
    onComplete: () => change((before) => ({ end: 'complete', ...before })),
    onError: (error) => change((before) => ({ ...before, end: error })),
  });
  return {
    runs: current.runs,
    total: current.runs[0]?.total,
    state: current.end ?? 'reading',
    stop: () => change((before) => ({ ...before, end: 'stopped' })),
    start: () => setAttempt(attempt + 1),
  };
}
