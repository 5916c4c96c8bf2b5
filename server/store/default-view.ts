import type { Database } from './connection/database.ts';
import { chainProcessing } from './chains/chain-source.ts';
import { type DatasetSummary, findDatasets, findSubsystems, type Subsystem } from './datasets.ts';
import { Field, ObjectType } from './entities/graphql-decorators.ts';

/** A subsystem and a dataset, each part of which is optional. */
export interface PartialView {
  readonly subsystem?: string | null | undefined;
  readonly primaryDataset?: string | null | undefined;
  readonly processing?: string | null | undefined;
}

/** A subsystem in a dataset. */
@ObjectType({ description: 'The subsystem and the dataset that the trends page shows initially.' })
export class DefaultView {
  @Field(() => String, { description: 'Subsystem, e.g. Tracker.' })
  readonly subsystem!: string;

  @Field(() => String, { description: 'Primary dataset, e.g. ZeroBias.' })
  readonly primaryDataset!: string;

  @Field(() => String, { description: 'Processing, e.g. PromptReco.' })
  readonly processing!: string;
}

/** Completes a view whose parts are missing or unknown; undefined where nothing has data. */
export async function completeDefaultView(
  database: Database,
  requested: PartialView,
): Promise<DefaultView | undefined> {
  const subsystem = chooseSubsystem(await findSubsystems(database), requested);
  if (subsystem === undefined) return undefined;
  const dataset = chooseDataset(await findDatasets(database, subsystem), requested);
  return dataset && { subsystem, primaryDataset: dataset.primaryDataset, processing: dataset.processing };
}

/** Returns the requested subsystem, else the tracker if it has data, else the first with data. */
export function chooseSubsystem(
  subsystems: readonly Pick<Subsystem, 'name' | 'trendCount'>[],
  requested: PartialView,
): string | undefined {
  const withData = subsystems.filter(({ trendCount }) => trendCount > 0);
  const chosen =
    subsystems.find(({ name }) => name === requested.subsystem) ??
    withData.find(({ name }) => name === 'Tracker' || name === 'Tracking') ??
    withData[0];
  return chosen?.name;
}

/**
 * Returns the dataset of the requested primary dataset and processing; the largest where one of them is not given or unknown, a chain only where
 * there is no other.
 */
export function chooseDataset<D extends Omit<DatasetSummary, 'id' | 'eras' | 'firstRun' | 'lastRun' | 'members'>>(
  datasets: readonly D[],
  { primaryDataset, processing }: PartialView,
): D | undefined {
  const named = datasets.filter((dataset) => dataset.primaryDataset === primaryDataset);
  const candidates = named.length > 0 ? named : datasets;
  const fitting = candidates.filter((dataset) => dataset.processing === processing);
  const [largest] = (fitting.length > 0 ? fitting : candidates).toSorted(
    (a, b) =>
      Number(a.processing === chainProcessing) - Number(b.processing === chainProcessing) ||
      b.runCount - a.runCount ||
      b.trendCount - a.trendCount,
  );
  return largest;
}
