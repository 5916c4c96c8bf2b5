import { Arg, Ctx, Field, Float, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { type Count, type DatasetRuns, findDatasetRuns, type RunColumns } from '../../../store/dataset-runs.ts';
import { findDatasetId } from '../../../store/datasets.ts';
import { withSavedRuns } from '../../../store/run-filter.ts';
import type { Context } from '../context.ts';
import { RunSelection } from '../run-selection.input.ts';

@ObjectType('RunCount', { description: 'So many runs.' })
export class RunCount implements Count {
  @Field(() => String, { description: 'What they have in common.' })
  name!: string;

  @Field(() => Int, { description: 'How many they are.' })
  count!: number;
}

@ObjectType('RunColumns', {
  description: 'What is known of runs, as parallel lists in ascending order of runs; null is not known (yet).',
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
  description: 'The runs of a dataset that a selection chooses, and why the others are out.',
})
export class DatasetRunsType implements DatasetRuns {
  @Field(() => Int, { description: 'How many runs match.' })
  matching!: number;

  @Field(() => [RunCount], {
    description: 'Why the other runs are out, each run under the first reason that holds; most first.',
  })
  excluded!: readonly RunCount[];

  @Field(() => [RunCount], { description: "Run Registry's classes of all runs of the dataset." })
  classes!: readonly RunCount[];

  @Field(() => [RunCount], { description: 'Eras of all files of the dataset.' })
  eras!: readonly RunCount[];

  @Field(() => RunColumnsType, { description: 'What is known of the runs that match: for programs.' })
  columns!: RunColumnsType;
}

@Resolver(() => DatasetRunsType)
export class DatasetRunsResolver {
  @Query(() => DatasetRunsType, {
    nullable: true,
    description:
      'The runs of a dataset that a selection chooses, and why the others are out; null where there is no such dataset.',
  })
  async datasetRuns(
    @Ctx() { database }: Context,
    @Arg('primaryDataset', () => String, { description: 'E.g. ZeroBias.' }) primaryDataset: string,
    @Arg('processing', () => String, { description: 'E.g. PromptReco.' }) processing: string,
    @Arg('select', () => RunSelection, {
      nullable: true,
      description: 'Which runs; default: all that may be significant.',
    })
    select?: RunSelection | null,
  ): Promise<DatasetRuns | null> {
    const [datasetId, selection] = await Promise.all([
      findDatasetId(database, primaryDataset, processing),
      withSavedRuns(database, select ?? {}),
    ]);
    return datasetId === undefined ? null : findDatasetRuns(database, datasetId, selection);
  }
}
