import { useQuery } from '@apollo/client/react';
import { useMemo } from 'react';
import {
  ComparedElementsDocument,
  type ComparisonFragment,
  ReferenceRunDocument,
  type ReferenceRule as ApiRule,
} from '../generated/operations.ts';
import { type HistogramOptions, type ReferenceRule, referenceRules } from './histogram/histogram-options.ts';

const apiRules: Readonly<Record<ReferenceRule, ApiRule>> = {
  previous: 'PREVIOUS_SIGNIFICANT',
  fill: 'SAME_FILL',
  segment: 'SEGMENT',
  pinned: 'PINNED',
};

const noRun: Readonly<Record<ReferenceRule, string>> = {
  previous: 'there is no earlier significant run with a file',
  fill: 'no other run of the fill has a file, or the fill is not known',
  segment: 'no other run of its segment has a file, or the trend was not judged there',
  pinned: 'reference-runs.ini pins none for this subsystem',
};

/** The run that a run's histograms are compared with. */
export interface Reference {
  /** Null where none is wanted or found; undefined while loading. */
  readonly run: number | null | undefined;
  /** Why none was found. */
  readonly problem: string | undefined;
}

/** Finds the reference run of the options for a run of a trend. */
export function useReference(
  trend: string,
  run: number,
  { reference }: Pick<HistogramOptions, 'reference'>,
): Reference {
  const rule = typeof reference === 'string' ? reference : undefined;
  const { data, error } = useQuery(ReferenceRunDocument, {
    variables: { trend, run, rule: apiRules[rule ?? 'previous'] },
    skip: rule === undefined,
  });
  if (typeof reference !== 'string') return { run: reference, problem: undefined };
  if (error) return { run: null, problem: `Reference not found: ${error.message}` };
  if (!data) return { run: undefined, problem: undefined };
  if (data.referenceRun !== null) return { run: data.referenceRun, problem: undefined };
  return { run: null, problem: `No reference by “${referenceRules[reference]}”: ${noRun[reference]}.` };
}

/** The comparison of an input with that of the reference. */
export interface InputComparison {
  readonly reference: number;
  readonly of: ComparisonFragment;
}

/** How the inputs of a run compare with those of the reference, by their names; none until it is known. */
export function useComparisons(
  trend: string,
  run: number,
  reference: number | null | undefined,
): ReadonlyMap<string, InputComparison> {
  const { data } = useQuery(ComparedElementsDocument, {
    variables: { trend, run, reference: reference ?? 0 },
    skip: reference === null || reference === undefined,
  });
  return useMemo(
    () =>
      new Map(
        (reference && data?.comparedElements ? data.comparedElements : []).map(({ input, comparison: of }) => [
          input,
          { reference: reference ?? 0, of },
        ]),
      ),
    [data, reference],
  );
}
