import type { PointStore, TrendPoints } from '../../data/point-store.ts';
import type { DatasetName } from '../../point/point.ts';

/** A dataset of the page, the first or one compared with it, with its points. */
export interface ShownDataset {
  readonly name: DatasetName;
  readonly isFirst: boolean;
  /** The part of its name in which it differs from the others of the page. */
  readonly label: string;
  readonly store: PointStore;
  /** Loads the points of all its trends in one request. */
  readonly loadAll: () => Promise<ReadonlyMap<string, TrendPoints>>;
}

/** The parts in which the names of datasets differ: the primary dataset, the processing, or both. */
export function datasetLabels(datasets: readonly DatasetName[]): string[] {
  const [first] = datasets;
  const samePrimary = datasets.every(({ primaryDataset }) => primaryDataset === first?.primaryDataset);
  const sameProcessing = datasets.every(({ processing }) => processing === first?.processing);
  return datasets.map(({ primaryDataset, processing }) => {
    if (samePrimary) return processing;
    return sameProcessing ? primaryDataset : `${primaryDataset} ${processing}`;
  });
}

/** The full names of datasets, separated by commas. */
export function datasetNames(datasets: readonly ShownDataset[]): string {
  return datasets.map(({ name }) => `${name.primaryDataset} ${name.processing}`).join(', ');
}
