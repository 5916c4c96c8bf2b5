import { useDebouncedValue } from '@mantine/hooks';
import type { DraftOverRunsSubscriptionVariables } from '../../../generated/operations.ts';
import type { DatasetName } from '../../../point/point.ts';
import { useKeyed } from '../use-keyed.ts';
import { computedPart, type DraftConfig } from './draft-lines.ts';

/** Milliseconds without a change after which runs are read again. */
const readDelay = 500;

/**
 * What is read of a draft over runs, and whether it is what the draft has now. It stays the same while only names and titles change, so that
 * their typing does not read the files again.
 */
export function useDraftRequest({
  subsystem,
  text,
  configs,
  dataset: { primaryDataset, processing },
  latest,
}: {
  subsystem: string;
  text: string;
  configs: readonly DraftConfig[];
  dataset: DatasetName;
  latest: number;
}): { readonly variables: DraftOverRunsSubscriptionVariables; readonly isCurrent: boolean } {
  const key = JSON.stringify([subsystem, configs.map(computedPart), primaryDataset, processing, latest]);
  const names = configs.map(({ name }) => name);
  const variables = { subsystem, text, names, primaryDataset, processing, latest };
  const [debounced] = useDebouncedValue(useKeyed(key, variables), readDelay);
  return { variables: debounced.value, isCurrent: debounced.key === key };
}
