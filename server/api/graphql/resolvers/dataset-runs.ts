import { Args, Ctx, Field, Float, Int, ObjectType, Query, Resolver } from 'type-graphql';
import type { Database } from '../../../store/connection/database.ts';
import { type Count, type DatasetRuns, findDatasetRuns, type RunColumns } from '../../../store/runs/dataset-runs.ts';
import { findDatasetId } from '../../../store/datasets.ts';
import { withSavedRuns } from '../../../store/runs/run-filter.ts';
import { DatasetRunsArguments } from '../arguments.ts';
import { Cacheable } from '../cacheable.ts';
import type { Context } from '../context.ts';
import { columnsComplexity } from '../query-cost.ts';

@ObjectType('RunCount', { description: 'Number of runs in a category.' })
export class RunCount implements Count {
  @Field(() => String, { description: 'Name of the category.' })
  name!: string;

  @Field(() => Int, { description: 'Number of runs.' })
  count!: number;
}

@ObjectType('RunColumns', {
  description: 'Attributes of runs as parallel lists, in ascending order of run numbers; null if unknown.',
})
export class RunColumnsType implements RunColumns {
  @Field(() => [Int], { description: 'Run numbers.' })
  runs!: readonly number[];

  @Field(() => [Int], { nullable: 'items', description: 'LHC fills.' })
  fills!: readonly (number | null)[];

  @Field(() => [String], { description: "Eras of the dataset's files." })
  eras!: readonly string[];

  @Field(() => [Float], { nullable: 'items', description: 'Starts, in seconds since 1970.' })
  startTimes!: readonly (number | null)[];

  @Field(() => [Float], { nullable: 'items', description: 'Durations in seconds.' })
  durations!: readonly (number | null)[];

  @Field(() => [Float], { nullable: 'items', description: 'Recorded luminosities in 1/pb.' })
  recordedLumis!: readonly (number | null)[];

  @Field(() => [Float], { nullable: 'items', description: 'Delivered luminosities in 1/pb.' })
  deliveredLumis!: readonly (number | null)[];

  @Field(() => [Float], { nullable: 'items', description: 'Magnetic fields in T.' })
  bFields!: readonly (number | null)[];

  @Field(() => [Float], { nullable: 'items', description: 'Energies of a beam in GeV.' })
  energies!: readonly (number | null)[];

  @Field(() => [Float], { nullable: 'items', description: 'Rates of the level-1 trigger in Hz.' })
  l1Rates!: readonly (number | null)[];

  @Field(() => [Float], {
    nullable: 'items',
    description: 'Rates of the physics streams of the high-level trigger in Hz.',
  })
  hltPhysicsRates!: readonly (number | null)[];

  @Field(() => [String], { nullable: 'items', description: "Run Registry's classes." })
  classes!: readonly (string | null)[];

  @Field(() => [Boolean], { nullable: 'items', description: 'Whether they are worth plotting.' })
  significant!: readonly (boolean | null)[];
}

@ObjectType('DatasetRuns', {
  description: 'The selected runs of a dataset, and why the others are excluded.',
})
export class DatasetRunsType implements DatasetRuns {
  @Field(() => Int, { description: 'Number of selected runs.' })
  matching!: number;

  @Field(() => [RunCount], {
    description:
      'Numbers of excluded runs by reason, in descending order. A run counts under the first reason that applies.',
  })
  excluded!: readonly RunCount[];

  @Field(() => [RunCount], { description: 'Classes in Run Registry of all runs of the dataset.' })
  classes!: readonly RunCount[];

  @Field(() => [RunCount], { description: 'Eras of all files of the dataset.' })
  eras!: readonly RunCount[];

  @Field(() => RunColumnsType, {
    description: 'Attributes of the selected runs.',
    complexity: columnsComplexity,
  })
  columns!: RunColumnsType;
}

@Resolver(() => DatasetRunsType)
export class DatasetRunsResolver {
  @Cacheable()
  @Query(() => DatasetRunsType, {
    nullable: true,
    description: 'The selected runs of a dataset, and why the others are excluded; null if there is no such dataset.',
  })
  datasetRuns(
    @Ctx() { database }: Context,
    @Args(() => DatasetRunsArguments) dataset: DatasetRunsArguments,
  ): Promise<DatasetRuns | null> {
    return loadDatasetRuns(database, dataset);
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
