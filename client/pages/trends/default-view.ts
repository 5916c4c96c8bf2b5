import type { SubsystemDatasetsFragment } from '../../generated/operations.ts';
import type { TrendsView } from './trends-view.ts';

/**
 * Completes a view: a subsystem or dataset that is not given or does not exist becomes the first subsystem with data and its largest
 * dataset. The server completes the first view of a page by the same rule (server/store/default-view.ts).
 */
export function completeView(view: TrendsView, subsystems: readonly SubsystemDatasetsFragment[]): TrendsView {
  const withData = subsystems.filter(({ trendCount }) => trendCount > 0);
  const subsystem =
    subsystems.find(({ name }) => name === view.subsystem) ??
    withData.find(({ name }) => name === 'Tracker' || name === 'Tracking') ??
    withData[0];
  if (!subsystem) return view;
  const ofDataset = subsystem.datasets.filter(({ primaryDataset }) => primaryDataset === view.primaryDataset);
  const candidates = ofDataset.length > 0 ? ofDataset : subsystem.datasets;
  const exact = candidates.find(({ processing }) => processing === view.processing);
  const dataset = exact ?? [...candidates].sort((a, b) => b.runCount - a.runCount || b.trendCount - a.trendCount)[0];
  return {
    ...view,
    subsystem: subsystem.name,
    primaryDataset: dataset?.primaryDataset ?? '',
    processing: dataset?.processing ?? '',
  };
}
