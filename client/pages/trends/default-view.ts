import type { SubsystemDatasetsFragment } from '../../generated/operations.ts';
import { compareSizes } from '../../point/point.ts';
import type { TrendsView } from './trends-view.ts';

/**
 * Completes a view: a subsystem that is not given becomes the first with data, and of the dataset what is not given that of the largest
 * one. A name that does not exist stays, while the server replaces it; otherwise its rule is the same (server/store/default-view.ts).
 */
export function completeView(view: TrendsView, subsystems: readonly SubsystemDatasetsFragment[]): TrendsView {
  const withData = subsystems.filter(({ trendCount }) => trendCount > 0);
  const subsystem =
    view.subsystem === ''
      ? (withData.find(({ name }) => name === 'Tracker' || name === 'Tracking') ?? withData[0])
      : subsystems.find(({ name }) => name === view.subsystem);
  if (!subsystem) return view;
  const { primaryDataset, processing } = view;
  const dataset = subsystem.datasets
    .filter((each) => primaryDataset === '' || each.primaryDataset === primaryDataset)
    .filter((each) => processing === '' || each.processing === processing)
    .toSorted((a, b) => compareSizes(a, b) || b.trendCount - a.trendCount)[0];
  return {
    ...view,
    subsystem: subsystem.name,
    primaryDataset: dataset?.primaryDataset ?? primaryDataset,
    processing: dataset?.processing ?? processing,
  };
}

/** The parts of a view that select another subsystem or primary dataset: what of the dataset does not exist there is left open. */
export function selectExisting(
  { primaryDataset, processing }: TrendsView,
  selected: Pick<TrendsView, 'subsystem'> & Partial<Pick<TrendsView, 'primaryDataset'>>,
  subsystems: readonly SubsystemDatasetsFragment[],
): Pick<TrendsView, 'subsystem' | 'primaryDataset' | 'processing'> {
  const wanted = selected.primaryDataset ?? primaryDataset;
  const datasets = subsystems
    .find(({ name }) => name === selected.subsystem)
    ?.datasets.filter((each) => each.primaryDataset === wanted);
  return {
    subsystem: selected.subsystem,
    primaryDataset: datasets?.length ? wanted : '',
    processing: datasets?.some((each) => each.processing === processing) ? processing : '',
  };
}
