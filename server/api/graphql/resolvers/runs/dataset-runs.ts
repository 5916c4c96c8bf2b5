import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { Database } from '../../../../store/connection/database.ts';
import { DatasetRuns, findDatasetRuns, RunColumns } from '../../../../store/runs/dataset-runs.ts';
import { findDatasetId } from '../../../../store/datasets.ts';
import { withSavedRuns } from '../../../../store/runs/run-filter.ts';
import { DatasetRunsArguments } from '../../arguments.ts';
import { Cacheable } from '../../cacheable.ts';
import type { Context } from '../../context.ts';
import { columnsComplexity } from '../../query-cost.ts';

@Resolver(() => DatasetRuns)
export class DatasetRunsResolver {
  @Cacheable()
  @Query(() => DatasetRuns, {
    nullable: true,
    description: 'The selected runs of a dataset, and why the others are excluded; null if there is no such dataset.',
  })
  datasetRuns(
    @Ctx() { database }: Context,
    @Args(() => DatasetRunsArguments) dataset: DatasetRunsArguments,
  ): Promise<DatasetRuns | null> {
    return loadDatasetRuns(database, dataset);
  }

  @FieldResolver(() => RunColumns, { description: 'Attributes of the selected runs.', complexity: columnsComplexity })
  columns(@Root() { columns }: DatasetRuns): RunColumns {
    return columns;
  }
}

/** The selected runs of a dataset; null if there is no such dataset. Throws a SelectionError. */
export async function loadDatasetRuns(
  database: Database,
  { primaryDataset, processing, select }: DatasetRunsArguments,
): Promise<DatasetRuns | null> {
  const [datasetId, selection] = await Promise.all([
    findDatasetId(database, primaryDataset, processing),
    withSavedRuns(database, select ?? {}),
  ]);
  return datasetId === undefined ? null : findDatasetRuns(database, datasetId, selection);
}
