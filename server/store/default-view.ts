import type { Database } from './connection/database.ts';
import { type DatasetSummary, findDatasets, findSubsystems, type SubsystemSummary } from './datasets.ts';

/** A subsystem and a dataset, each part of which may be left open. */
export interface PartialView {
  readonly subsystem?: string | null | undefined;
  readonly primaryDataset?: string | null | undefined;
  readonly processing?: string | null | undefined;
}

/** A subsystem in a dataset. */
export interface DefaultView {
  readonly subsystem: string;
  readonly primaryDataset: string;
  readonly processing: string;
}

/** Completes what is left open, or names what is not there; undefined where nothing has data. */
export async function completeDefaultView(database: Database, asked: PartialView): Promise<DefaultView | undefined> {
  const subsystem = chooseSubsystem(await findSubsystems(database), asked);
  if (subsystem === undefined) return undefined;
  const dataset = chooseDataset(await findDatasets(database, subsystem), asked);
  return dataset && { subsystem, primaryDataset: dataset.primaryDataset, processing: dataset.processing };
}

/** The subsystem that is named, else the tracker where it has data, else the first that has. */
export function chooseSubsystem(
  subsystems: readonly Pick<SubsystemSummary, 'name' | 'trendCount'>[],
  asked: PartialView,
): string | undefined {
  const withData = subsystems.filter(({ trendCount }) => trendCount > 0);
  const chosen =
    subsystems.find(({ name }) => name === asked.subsystem) ??
    withData.find(({ name }) => name === 'Tracker' || name === 'Tracking') ??
    withData[0];
  return chosen?.name;
}

/** Of the datasets of the primary dataset that is named, else of all, the one of the processing that is named, else the largest. */
export function chooseDataset<D extends Omit<DatasetSummary, 'id' | 'eras' | 'firstRun' | 'lastRun'>>(
  datasets: readonly D[],
  { primaryDataset, processing }: PartialView,
): D | undefined {
  const named = datasets.filter((dataset) => dataset.primaryDataset === primaryDataset);
  const candidates = named.length > 0 ? named : datasets;
  return (
    candidates.find((dataset) => dataset.processing === processing) ??
    candidates.toSorted((a, b) => b.runCount - a.runCount || b.trendCount - a.trendCount)[0]
  );
}
