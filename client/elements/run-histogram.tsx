import { useQuery } from '@apollo/client/react';
import { Skeleton } from '@mantine/core';
import { useState } from 'react';
import { BrowsedElementDocument } from '../generated/operations.ts';
import { defaultHistogramOptions } from '../point/histogram/histogram-options.ts';
import { HistogramToolbar } from '../point/histogram/histogram-toolbar.tsx';
import { InputHistogram } from '../point/histogram/input-histogram.tsx';
import { projectionAxes } from '../point/histogram/projection.ts';
import { Failure } from '../ui/message.tsx';

const noOtherRuns = { others: [], of: () => undefined };

/** The histogram of a run, with its options. */
export function RunHistogram({ file, run, element }: { file: string; run: number; element: string }) {
  const [options, setOptions] = useState(defaultHistogramOptions);
  const { data, error, refetch } = useQuery(BrowsedElementDocument, { variables: { file, element } });
  const retry = (): void => void refetch();
  const shown = data?.file?.element;
  return (
    <>
      {error ? <Failure what="The ME could not be loaded." error={error} retry={retry} /> : null}
      {!shown && !error ? <Skeleton height={360} /> : null}
      {shown ? (
        <>
          <HistogramToolbar
            options={options}
            change={(part) => setOptions({ ...options, ...part })}
            axes={projectionAxes(shown.className)}
            hasOtherRuns={false}
          />
          <InputHistogram
            element={shown}
            run={run}
            others={noOtherRuns.others}
            elements={{ of: noOtherRuns.of, error: undefined, retry }}
            point={undefined}
            options={options}
            isNamed={false}
          />
        </>
      ) : null}
    </>
  );
}
