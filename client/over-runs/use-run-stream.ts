import type { OperationVariables, TypedDocumentNode } from '@apollo/client';
import { useSubscription } from '@apollo/client/react';
import { useState } from 'react';

/** What was read of a run, with the number of all runs. */
export interface StreamedRun {
  readonly run: number;
  readonly total: number;
}

/** What has been read so far. */
export interface RunStream<Run> {
  /** In ascending order of the runs. */
  readonly runs: readonly Run[];
  /** Number of all runs; undefined until the first was read. */
  readonly total: number | undefined;
  readonly state: 'reading' | 'complete' | 'stopped' | Error;
  /** Ends the reading; what was read stays. */
  readonly stop: () => void;
  /** Reads again. */
  readonly start: () => void;
}

interface Reading<Run> {
  /** Identifies what is read. */
  readonly key: string;
  readonly runs: readonly Run[];
  readonly end?: 'complete' | 'stopped' | Error;
}

/**
 * Reads something of many runs by a subscription, as the server reads their files; again when the variables change. Nothing is read while they
 * are undefined.
 */
export function useRunStream<Data, Variables extends OperationVariables, Run extends StreamedRun>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables | undefined,
  runOf: (data: Data) => Run,
): RunStream<Run> {
  const [attempt, setAttempt] = useState(0);
  const key = JSON.stringify([variables, attempt]);
  const [reading, setReading] = useState<Reading<Run>>({ key, runs: [] });
  const current = reading.key === key ? reading : { key, runs: [] };
  const change = (of: (before: Reading<Run>) => Reading<Run>): void =>
    setReading((before) => of(before.key === key ? before : { key, runs: [] }));
  useSubscription<Data, OperationVariables>(document as TypedDocumentNode<Data>, {
    variables: variables ?? {},
    skip: variables === undefined || current.end !== undefined,
    ignoreResults: true,
    fetchPolicy: 'no-cache',
    onData: ({ data: { data, error } }) => {
      if (error) change((before) => ({ ...before, end: error }));
      if (!data) return;
      const read = runOf(data as Data);
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
