import { GraphQLJSONObject } from 'graphql-scalars';
import { Args, ArgsType, Ctx, Field, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { findDatasetId } from '../../../../store/datasets.ts';
import { exportGolden } from '../../../../store/runs/certification/golden-export.ts';
import { RunSelection, resolveSelection } from '../../../../store/runs/run-filter.ts';
import { userError } from '../../../errors.ts';
import { Cacheable } from '../../cacheable.ts';
import type { Context } from '../../context.ts';

@ObjectType({ description: 'Runs in golden form.' })
export class GoldenJson {
  @Field(() => GraphQLJSONObject, { description: 'Ranges of lumisections by run, e.g. {"355100": [[1, 100]]}.' })
  json!: Record<string, unknown>;

  @Field(() => Int, { description: 'Number of runs in it.' })
  runs!: number;

  @Field(() => [Int], { description: 'Selected runs that are left out: their number of lumisections is not known.' })
  unknown!: readonly number[];
}

@ArgsType()
class GoldenArguments {
  @Field(() => String, { nullable: true, description: 'Primary dataset, with its processing. Default: all runs.' })
  primaryDataset?: string | null;

  @Field(() => String, { nullable: true, description: 'Processing.' })
  processing?: string | null;

  @Field(() => RunSelection, { nullable: true, description: 'Selection of runs. Default: all significant runs.' })
  select?: RunSelection | null;
}

@Resolver()
export class GoldenJsonResolver {
  @Cacheable()
  @Query(() => GoldenJson, {
    nullable: true,
    description:
      'The selected runs in golden form: with the lumisections of the golden JSON of the selection, if it has one, and else with all. Null if there is no such dataset.',
    complexity: 5_000,
  })
  async goldenJson(
    @Ctx() { database }: Context,
    @Args(() => GoldenArguments) { primaryDataset, processing, select }: GoldenArguments,
  ): Promise<GoldenJson | null> {
    if (typeof primaryDataset !== typeof processing)
      throw userError('primaryDataset and processing name a dataset together: one is missing', 'BAD_USER_INPUT');
    const datasetId = primaryDataset && processing ? await findDatasetId(database, primaryDataset, processing) : null;
    if (datasetId === undefined) return null;
    const selection = await resolveSelection(database, select ?? {});
    const { golden, unknown } = await exportGolden(database, datasetId ?? undefined, selection);
    return { json: golden, runs: Object.keys(golden).length, unknown };
  }
}
