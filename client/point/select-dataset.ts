import { compareSizes, type DatasetName } from './point.ts';

/** The dataset of the URL, else the one with most runs of its primary dataset, or of all. */
export function selectDataset(
  datasets: readonly (DatasetName & { readonly runCount: number })[],
  { primaryDataset, processing }: DatasetName,
): DatasetName | undefined {
  const ofPrimary = datasets.filter((each) => each.primaryDataset === primaryDataset);
  const named = ofPrimary.find((each) => each.processing === processing);
  const [largest] = (ofPrimary.length > 0 ? ofPrimary : datasets).toSorted(compareSizes);
  const selected = named ?? largest;
  return selected && { primaryDataset: selected.primaryDataset, processing: selected.processing };
}
