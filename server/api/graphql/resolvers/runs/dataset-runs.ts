import { Args, ArgsType, Ctx, Field, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { Database } from '../../../../store/connection/database.ts';
import { onlineDataset } from '../../../../store/entities/certification/run-flag.ts';
import { DatasetRuns, findDatasetRuns, RunColumns } from '../../../../store/runs/dataset-runs.ts';
import { DatasetChange, findDatasetChanges } from '../../../../store/runs/run-changes.ts';
import { FlagLists, findFlagLists } from '../../../../store/runs/certification/flags.ts';
import { findQuantityColumns, RunQuantityColumn } from '../../../../store/runs/quantities/quantities.ts';
import { findDatasetId } from '../../../../store/datasets.ts';
import { resolveSelection } from '../../../../store/runs/run-filter.ts';
import { DatasetRunsArguments } from '../../arguments.ts';
import { Cacheable } from '../../cacheable.ts';
import type { Context } from '../../context.ts';
import { columnsComplexity, datasetChangesComplexity } from '../../query-cost.ts';

@ArgsType()
class FlagsArguments {
  @Field(() => String, { description: 'Subsystem whose columns are returned.' })
  subsystem!: string;

  @Field(() => String, { description: "Run Registry's name of a dataset; online: the flags of the runs." })
  dataset: string = onlineDataset;
}

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

  @FieldResolver(() => [DatasetChange], {
    description:
      'Changes of magnetic field, software release, global tag, trigger keys and injection scheme among the selected runs, in ascending order.',
    complexity: datasetChangesComplexity,
  })
  changes(@Root() { columns, datasetId }: DatasetRuns, @Ctx() { database }: Context): Promise<DatasetChange[]> {
    return findDatasetChanges(database, datasetId, columns.runs);
  }

  @FieldResolver(() => [RunQuantityColumn], {
    description: 'All quantities of the selected runs, in the order of `columns`.',
    complexity: ({ childComplexity }) => 1 + 10 * Math.max(1, childComplexity),
  })
  quantities(@Root() { columns }: DatasetRuns, @Ctx() { database }: Context): Promise<RunQuantityColumn[]> {
    return findQuantityColumns(database, columns.runs);
  }

  @FieldResolver(() => [FlagLists], {
    description: "Certification flags of a subsystem's columns for the selected runs, in the order of `columns`.",
    complexity: columnsComplexity,
  })
  flags(
    @Root() { columns }: DatasetRuns,
    @Ctx() { database }: Context,
    @Args(() => FlagsArguments) { subsystem, dataset }: FlagsArguments,
  ): Promise<FlagLists[]> {
    return findFlagLists(database, columns.runs, subsystem, dataset);
  }
}

/** The selected runs of a dataset; null if there is no such dataset. Throws a SelectionError. */
export async function loadDatasetRuns(
  database: Database,
  { primaryDataset, processing, select }: DatasetRunsArguments,
): Promise<DatasetRuns | null> {
  const [datasetId, selection] = await Promise.all([
    findDatasetId(database, primaryDataset, processing),
    resolveSelection(database, select ?? {}),
  ]);
  return datasetId === undefined ? null : findDatasetRuns(database, datasetId, selection);
}
