import {
  Arg,
  Args,
  ArgsType,
  Ctx,
  Field,
  FieldResolver,
  Float,
  ID,
  InputType,
  Int,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { RunSelection } from '../../../../store/runs/run-filter.ts';
import { FloatColumn, RunColumn, StringColumn } from '../../../columns/column-scalars.ts';
import { Cacheable } from '../../cacheable.ts';
import {
  type ComparedTrend as LoadedTrend,
  compareTrends,
  type Comparison as LoadedComparison,
  type OneSidedTrend as OneSided,
  type Side,
} from './compare-trends.ts';
import type { Context } from '../../context.ts';
import {
  columnsComplexity,
  comparedTrends,
  comparisonComplexity,
  listComplexity,
  searchComplexity,
} from '../../query-cost.ts';

@InputType({ description: 'A side of a comparison: a dataset, or one of its eras.' })
export class ComparedSide implements Side {
  @Field(() => String, { description: 'Primary dataset, e.g. ZeroBias.' })
  primaryDataset!: string;

  @Field(() => String, { description: 'Processing, e.g. PromptReco.' })
  processing!: string;

  @Field(() => String, { nullable: true, description: 'Only runs of this era, e.g. Run2023C.' })
  era?: string | null;
}

@ObjectType({
  description:
    'Small plot of a comparison as parallel lists, in ascending order of runs: the ratio B/A of each common run, or the difference B − A where the comparison has no ratio; of two eras, each value in relation to the mean of A.',
})
export class ComparisonPoints {
  @Field(() => RunColumn, { description: 'Run numbers.' })
  runs!: readonly number[];

  @Field(() => FloatColumn, { description: 'Ratios or differences.' })
  values!: readonly number[];

  @Field(() => FloatColumn, { description: 'Their errors.' })
  errors!: readonly number[];

  @Field(() => StringColumn, { description: 'Of two eras, the side of each point, A or B; otherwise null.' })
  sides!: readonly ('A' | 'B' | null)[];
}

@ObjectType({ description: 'How a trend differs between the sides A and B of a comparison.' })
export class ComparedTrend {
  @Field(() => ID, { description: 'ID of the config.' })
  configId!: number;

  @Field(() => String, { description: 'Name of the config.' })
  name!: string;

  @Field(() => String, { description: 'Title of the plot.' })
  title!: string;

  @Field(() => String, { description: 'Title of the y axis.' })
  yTitle!: string;

  @Field(() => Int, { description: 'Runs with a value of A that are compared: the common runs, or those of its era.' })
  runsA!: number;

  @Field(() => Int, { description: 'The same of B.' })
  runsB!: number;

  @Field(() => Float, { nullable: true, description: 'Mean of A; runs of large errors have less weight.' })
  meanA!: number | null;

  @Field(() => Float, { nullable: true, description: 'Mean of B.' })
  meanB!: number | null;

  @Field(() => Float, { nullable: true, description: 'Mean of B minus mean of A.' })
  shift!: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'Error of the shift: the larger of those by the errors of the points, combined as of independent measurements, and by their scatter.',
  })
  shiftError!: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'Shift in units of its error, up to ±1e6; null for fewer than five runs without errors, or without common runs.',
  })
  significance!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Mean of B divided by mean of A; null where values are near zero, i.e. not nearly all of one sign.',
  })
  ratio!: number | null;

  @Field(() => Float, { nullable: true, description: 'Error of the ratio.' })
  ratioError!: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'Share of the common runs in which A and B differ by more than three standard deviations, from 0 to 1; of two eras, of the runs of B that are as far from the mean of A. Null without errors.',
  })
  shareBeyond!: number | null;
}

@ObjectType({ description: 'A trend that has values on one side of a comparison only.' })
export class OneSidedTrend implements OneSided {
  @Field(() => ID, { description: 'ID of the config.' })
  configId!: number;

  @Field(() => String, { description: 'Name of the config.' })
  name!: string;

  @Field(() => String, { description: 'Title of the plot.' })
  title!: string;

  @Field(() => String, { description: 'Title of the y axis.' })
  yTitle!: string;

  @Field(() => Int, { description: 'Number of runs with a value.' })
  runs!: number;
}

@ObjectType({ description: 'The trends of a subsystem in two datasets or eras, A and B.' })
export class Comparison {
  @Field(() => Boolean, {
    description:
      'Whether values of the same runs are compared, those that both sides have; false for two eras, whose means are.',
  })
  isPaired!: boolean;

  @Field(() => Int, { description: 'Number of selected runs of A: those that B has, too, or those of its era.' })
  runsA!: number;

  @Field(() => Int, { description: 'Number of selected runs of B.' })
  runsB!: number;

  @Field(() => [ComparedTrend], {
    description: 'Trends that both sides have, the largest significance first.',
    complexity: listComplexity(comparedTrends),
  })
  items!: readonly ComparedTrend[];

  @Field(() => [OneSidedTrend], { description: 'Trends that have values in the runs of A only.' })
  onlyA!: readonly OneSidedTrend[];

  @Field(() => [OneSidedTrend], { description: 'Trends that have values in the runs of B only.' })
  onlyB!: readonly OneSidedTrend[];
}

@ArgsType()
class ComparisonArguments {
  @Field(() => String, { description: 'Subsystem, e.g. Tracker.' })
  subsystem!: string;

  @Field(() => ComparedSide, { description: 'The side that the other one is compared with.' })
  a!: ComparedSide;

  @Field(() => ComparedSide, { description: 'The other side.' })
  b!: ComparedSide;

  @Field(() => [String], { nullable: true, description: 'Only configs with these names.' })
  names?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'Words to find in name, title, metric or ME path; all must match.',
  })
  search?: string | null;
}

@Resolver()
export class ComparisonResolver {
  @Cacheable()
  @Query(() => Comparison, {
    description:
      'Compares all trends of a subsystem between two processings, datasets or eras: in the runs that both have, or of two eras in the runs of each.',
    complexity: searchComplexity(comparisonComplexity),
  })
  compareTrends(
    @Ctx() context: Context,
    @Args(() => ComparisonArguments) request: ComparisonArguments,
    @Arg('select', () => RunSelection, {
      nullable: true,
      description:
        'Selection of runs. Default: all significant runs. `latest` counts common runs, or those of each era.',
    })
    select?: RunSelection | null,
  ): Promise<LoadedComparison> {
    return compareTrends(context, { ...request, select: select ?? null });
  }
}

@Resolver(() => ComparedTrend)
export class ComparedTrendResolver {
  @FieldResolver(() => ComparisonPoints, {
    description: 'Its small plot.',
    complexity: columnsComplexity,
  })
  points(@Root() { points }: LoadedTrend): ComparisonPoints {
    return points();
  }
}
