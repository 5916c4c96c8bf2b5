import {
  Arg,
  Args,
  ArgsType,
  Ctx,
  Field,
  FieldResolver,
  Float,
  ID,
  Int,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { segmentsOf } from '../../../store/alarms/steps.ts';
import type { TrendRow } from '../../../store/columns/point-cache.ts';
import { type Column, PointRow as Point } from '../../../store/columns/trend-columns.ts';
import { DatasetSummary, findDatasetId } from '../../../store/datasets.ts';
import { type TrendLimit as Limit, trendLimits } from '../../../judge/limits.ts';
import type { LimitSeverity } from '../../../plan/plan.ts';
import { LimitSeverities } from '../../../store/entities/config.ts';
import { Config, File, Run, Segment } from '../../../store/entities/index.ts';
import { RunSelection } from '../../../store/runs/run-filter.ts';
import { findTrend, findTrends } from '../../../store/trends.ts';
import { FloatColumn, IntColumn, RunColumn, StringColumn } from '../../columns/column-scalars.ts';
import { DatasetRunsArguments, rowId } from '../arguments.ts';
import { Cacheable } from '../cacheable.ts';
import type { Context } from '../context.ts';
import { entityLoader, perRequest, rowsByKey } from '../dataloader.ts';
import {
  columnsComplexity,
  listComplexity,
  runsComplexity,
  searchComplexity,
  trendsComplexity,
} from '../query-cost.ts';
import { datasetOf, TrendSet } from '../trend-set.ts';

@ObjectType({
  description:
    'Points of a trend as parallel lists, in ascending order of run numbers. A run without a value has a failure.',
})
export class TrendColumns {
  @Field(() => RunColumn, { description: 'Run numbers.' })
  runs!: Column<number>;

  @Field(() => FloatColumn, { description: "Values, in the unit given by the config's y title." })
  values!: Column<number>;

  @Field(() => FloatColumn, { description: 'Lower uncertainties.' })
  errorsLow!: Column<number>;

  @Field(() => FloatColumn, { description: 'Upper uncertainties.' })
  errorsHigh!: Column<number>;

  @Field(() => FloatColumn, { description: 'Entries of the main ME.' })
  entries!: Column<number>;

  @Field(() => StringColumn, {
    description: 'Failure codes, e.g. MISSING_HISTOGRAM, NO_DATA or FIT_FAILED; null for a run with a value.',
  })
  failures!: Column<string | null>;

  @Field(() => StringColumn, { description: 'Messages of the failures.' })
  reasons!: Column<string | null>;

  @Field(() => IntColumn, {
    description: 'Revisions of the config that computed the points; 0 of points that were imported.',
  })
  revisions!: Column<number | null>;
}

@ObjectType({ description: 'The range of good values of a trend in some runs.' })
export class TrendLimit implements Limit {
  @Field(() => LimitSeverities, { description: 'How bad a value beyond it is.' })
  severity!: LimitSeverity;

  @Field(() => Float, { nullable: true, description: 'Smallest good value; null without a lower end.' })
  min!: number | null;

  @Field(() => Float, { nullable: true, description: 'Largest good value; null without an upper end.' })
  max!: number | null;

  @Field(() => Int, { description: 'The first of the selected runs with this limit.' })
  firstRun!: number;

  @Field(() => Int, { description: 'The last of them; those between have the same limit.' })
  lastRun!: number;
}

@ObjectType({ description: 'A config in a dataset, with its points in the selected runs.' })
export class Trend implements TrendRow {
  @Field(() => ID, { description: 'ID of the trend.' })
  id!: number;

  configId!: number;
  datasetId!: number;
  set!: TrendSet;
}

@ArgsType()
class TrendsArguments extends DatasetRunsArguments {
  @Field(() => String, { description: 'Subsystem, e.g. Tracker.' })
  subsystem!: string;

  @Field(() => [String], { nullable: true, description: 'Only configs with these names.' })
  names?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'Words to find in name, title, metric or ME path; all must match.',
  })
  search?: string | null;
}

/** The trends of a subsystem in a dataset that have data, in the order of the config files; empty if there is no such dataset. */
export async function loadTrends(
  context: Context,
  { primaryDataset, processing, select, ...filter }: TrendsArguments,
): Promise<Trend[]> {
  const datasetId = await findDatasetId(context.database, primaryDataset, processing);
  if (datasetId === undefined) return [];
  const rows = await findTrends(context.database, datasetId, filter);
  const set = new TrendSet(context, datasetId, rows, select ?? {});
  return rows.map((row) => ({ ...row, set }));
}

@Resolver(() => Trend)
export class TrendResolver {
  @Cacheable()
  @Query(() => [Trend], {
    description: 'Trends of a subsystem in a dataset that have data, in the order of the config files.',
    complexity: searchComplexity(trendsComplexity(100)),
  })
  trends(@Ctx() context: Context, @Args(() => TrendsArguments) filter: TrendsArguments): Promise<Trend[]> {
    return loadTrends(context, filter);
  }

  @Cacheable()
  @Query(() => Trend, {
    nullable: true,
    description: 'A trend; null if there is none with this ID.',
    complexity: trendsComplexity(1),
  })
  async trend(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'ID of the trend.' }) id: string,
    @Arg('select', () => RunSelection, {
      nullable: true,
      description: 'Selection of runs. Default: all significant runs.',
    })
    select?: RunSelection | null,
  ): Promise<Trend | null> {
    const trendId = rowId(id);
    const row = trendId === undefined ? undefined : await findTrend(context.database, trendId);
    return row ? { ...row, set: new TrendSet(context, row.datasetId, [row], select ?? {}) } : null;
  }

  @FieldResolver(() => Config, { description: 'The config.' })
  config(@Root() { configId }: Trend, @Ctx() context: Context): Promise<Config | undefined> {
    return configOf(context).load(configId);
  }

  @FieldResolver(() => DatasetSummary, { description: 'The dataset.' })
  dataset(@Root() { datasetId }: Trend, @Ctx() context: Context): Promise<DatasetSummary | undefined> {
    return datasetOf(context).load(datasetId);
  }

  @FieldResolver(() => [TrendLimit], {
    description:
      'The limits of the config that apply to the dataset, its eras and classes of runs, in ascending order of runs.',
    complexity: listComplexity(2),
  })
  async limits(@Root() { configId, set }: Trend, @Ctx() context: Context): Promise<TrendLimit[]> {
    const config = await configOf(context).load(configId);
    if (config === undefined || config.limits.length === 0) return [];
    return trendLimits(config.limits, await set.scopes());
  }

  @FieldResolver(() => [Segment], {
    description:
      'Its segments over all significant runs, in ascending order: levels and slopes between steps, as of the last judgement.',
    complexity: listComplexity(5),
  })
  segments(@Root() { id }: Trend, @Ctx() context: Context): Promise<Segment[]> {
    return segmentsOfTrend(context).load(id);
  }

  @FieldResolver(() => TrendColumns, {
    description: 'Points as parallel lists: compact, for programs.',
    complexity: columnsComplexity,
  })
  columns(@Root() { id, set }: Trend): Promise<TrendColumns> {
    return set.columnsOf(id);
  }

  @FieldResolver(() => [Point], {
    description: 'Points as objects, with their runs and files.',
    complexity: runsComplexity,
  })
  async points(@Root() { id, set }: Trend): Promise<Point[]> {
    return (await set.columnsOf(id)).points();
  }
}

@Resolver(() => Point)
export class PointResolver {
  @FieldResolver(() => Run, { description: 'The run.' })
  run(@Root() { runNumber }: Point, @Ctx() context: Context): Promise<Run | undefined> {
    return runOf(context).load(runNumber);
  }

  @FieldResolver(() => DatasetSummary, {
    nullable: true,
    description: 'The dataset of the point: of a chain, the member that has the run.',
  })
  async dataset(@Root() { fileId }: Point, @Ctx() context: Context): Promise<DatasetSummary | null> {
    const file = await fileOf(context).load(fileId);
    return file ? ((await datasetOf(context).load(file.datasetId)) ?? null) : null;
  }

  @FieldResolver(() => File, {
    nullable: true,
    description: 'The file that the point was computed from; null for a point that was imported.',
  })
  async file(@Root() { fileId }: Point, @Ctx() context: Context): Promise<File | null> {
    const file = await fileOf(context).load(fileId);
    return file && !file.imported ? file : null;
  }
}

const configOf = entityLoader(Config, 'id');
const runOf = entityLoader(Run, 'number');
const fileOf = entityLoader(File, 'id');
const segmentsOfTrend = perRequest(async (database, ids: readonly number[]) =>
  rowsByKey(await segmentsOf(database, ids), ({ trendId }) => trendId),
);
