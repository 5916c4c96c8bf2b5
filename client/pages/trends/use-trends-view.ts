import { useEffect, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { SubsystemDatasetsFragment } from '../../generated/operations.ts';
import type { Codec } from '../../url/codec.ts';
import { type Update, useUrlState } from '../../url/use-url-state.ts';
import { completeView } from './default-view.ts';
import { type TrendsView, trendsViewCodec } from './trends-view.ts';

/** The view in the page's URL, completed, and a function that changes a part of it. */
export function useTrendsView(
  subsystems: readonly SubsystemDatasetsFragment[] | undefined,
): [TrendsView, Update<TrendsView>] {
  const codec = useMemo<Codec<TrendsView>>(() => {
    const { read } = trendsViewCodec;
    return {
      ...trendsViewCodec,
      read: (parameters) => (subsystems ? completeView(read(parameters), subsystems) : read(parameters)),
    };
  }, [subsystems]);
  const [view, update] = useUrlState(codec);
  // What the URL leaves open is put there: the link must show the same when there are other datasets.
  const [parameters] = useSearchParams();
  const isOpen = subsystems !== undefined && ['subsystem', 'pd', 'ps'].some((key) => !parameters.has(key));
  useEffect(() => {
    if (isOpen) update({}, { replace: true });
  }, [isOpen, update]);
  return [view, update];
}
