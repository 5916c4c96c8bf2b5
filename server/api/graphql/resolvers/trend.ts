import { Arg, Ctx, Field, FieldResolver, Float, ID, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { findDatasetId, findDatasets } from '../../../store/datasets.ts';
import { Config, File, Run } from '../../../store/entities/index.ts';
import { selectRuns } from '../../../store/run-filter.ts';
import { withSavedRuns } from '../../../store/run-filter.ts';
import type { TrendRow } from '../../../store/columns/point-cache.ts';
import type { Column, TrendColumns as Columns } from '../../../store/columns/trend-columns.ts';
import { findTrend, findTrends, trendColumns } from '../../../store/trends.ts';
import { FloatColumn, IntColumn, RunColumn, StringColumn } from '../../columns/column-scalars.ts';
import { perRequest } from '../dataloader.ts';
import type { Context } from '../context.ts';
import { DatasetType } from './dataset.ts';
import { RunSelection } from '../run-selection.input.ts';

@ObjectType({
  description:
    "A trend's points as parallel lists, one place a run, in ascending order of runs. A run without a value is a gap: its failure says why.",
})
export class TrendColumns {
  @Field(() => RunColumn, { description: 'Run numbers.' })
  runs!: Column<number>;

  @Field(() => FloatColumn, { description: "Values, in the unit of the config's y title." })
  values!: Column<number>;

  @Field(() => FloatColumn, { description: 'Lengths of the error bars downwards.' })
  errorsLow!: Column<number>;

  @Field(() => FloatColumn, { description: 'Lengths of the error bars upwards.' })
  errorsHigh!: Column<number>;

  @Field(() => FloatColumn, { description: 'Entries of the main ME.' })
  entries!: Column<number>;

  @Field(() => StringColumn, {
    description: 'Codes such as MISSING_HISTOGRAM, NO_DATA, FIT_FAILED; null where there is a value.',
  })
  failures!: Column<string | null>;

  @Field(() => StringColumn, { description: 'The failures in words.' })
  reasons!: Column<string | null>;

  @Field(() => IntColumn, { description: "The config's revision that computed each point." })
  revisions!: Column<number | null>;
}

@ObjectType({ description: "A trend's value for one run, or the reason why it has none." })
export class Point {
  @Field(() => Float, {
    nullable: true,
    description: "In the unit of the config's y title; null where there is a failure.",
  })
  value!: number | null;

  @Field(() => Float, { nullable: true, description: 'Length of the error bar downwards.' })
  errorLow!: number | null;

  @Field(() => Float, { nullable: true, description: 'Length of the error bar upwards.' })
  errorHigh!: number | null;

  @Field(() => Float, { nullable: true, description: 'Entries of the main ME.' })
  entries!: number | null;

  @Field(() => String, { nullable: true, description: 'Code of the failure.' })
  failure!: string | null;

  @Field(() => String, { nullable: true, description: 'The failure in words.' })
  reason!: string | null;

  @Field(() => Int, { nullable: true, description: "The config's revision that computed it." })
  revision!: number | null;

  runNumber!: number;
  fileId!: number;
}

/** Trends of one dataset that were asked for together: their points come in one query. */
export class TrendSet {
  private readonly context: Context;
  private readonly rows: readonly TrendRow[];
  private readonly select: RunSelection;
  private readonly datasetId: number;
  private columns: Promise<Map<number, Columns>> | undefined;

  constructor(context: Context, datasetId: number, rows: readonly TrendRow[], select: RunSelection) {
    this.context = context;
    this.datasetId = datasetId;
    this.rows = rows;
    this.select = select;
  }

  async columnsOf(trend: number): Promise<Columns> {
    this.columns ??= this.load();
    const columns = (await this.columns).get(trend);
    if (!columns) throw new Error(`trend ${trend} is not of this set`);
    return columns;
  }

  private async load(): Promise<Map<number, Columns>> {
    const { database, points } = this.context;
    return trendColumns(
      points,
      this.rows,
      await selectRuns(database, this.datasetId, await withSavedRuns(database, this.select)),
    );
  }
}

@ObjectType({ description: 'A config in a dataset, and its points over the selected runs.' })
export class Trend implements TrendRow {
  @Field(() => ID, { description: 'Number of the trend.' })
  id!: number;

  configId!: number;
  datasetId!: number;
  set!: TrendSet;
}

const configOf = perRequest(({ database }: Context) => async (ids: readonly number[]) => {
  const rows = await database.dataSource
    .getRepository(Config)
    .createQueryBuilder('c')
    .where('c.id = ANY (:ids)', { ids })
    .getMany();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return (id: number) => byId.get(id);
});

const runOf = perRequest(({ database }: Context) => async (numbers: readonly number[]) => {
  const rows = await database.dataSource
    .getRepository(Run)
    .createQueryBuilder('r')
    .where('r.number = ANY (:numbers)', { numbers })
    .getMany();
  const byNumber = new Map(rows.map((row) => [row.number, row]));
  return (number: number) => byNumber.get(number);
});

const fileOf = perRequest(({ database }: Context) => async (ids: readonly number[]) => {
  const rows = await database.dataSource
    .getRepository(File)
    .createQueryBuilder('f')
    .where('f.id = ANY (:ids)', { ids })
    .getMany();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return (id: number) => byId.get(id);
});

const datasetOf = perRequest(({ database }: Context) => async () => {
  const byId = new Map((await findDatasets(database)).map((row) => [row.id, row]));
  return (id: number) => byId.get(id);
});

@Resolver(() => Trend)
export class TrendResolver {
  @Query(() => [Trend], {
    description: 'The trends of a subsystem in a dataset that have data, in the order of the config files.',
  })
  async trends(
    @Ctx() context: Context,
    @Arg('subsystem', () => String, { description: 'E.g. Tracker.' }) subsystem: string,
    @Arg('primaryDataset', () => String, { description: 'E.g. ZeroBias.' }) primaryDataset: string,
    @Arg('processing', () => String, { description: 'E.g. PromptReco.' }) processing: string,
    @Arg('names', () => [String], { nullable: true, description: 'Only configs of these names.' })
    names?: string[] | null,
    @Arg('search', () => String, {
      nullable: true,
      description: 'Words that name, title, metric or ME path have, all of them.',
    })
    search?: string | null,
    @Arg('select', () => RunSelection, {
      nullable: true,
      description: 'Which runs; default: all that may be significant.',
    })
    select?: RunSelection | null,
  ): Promise<Trend[]> {
    const { database } = context;
    const datasetId = await findDatasetId(database, primaryDataset, processing);
    if (datasetId === undefined) return [];
    const rows = await findTrends(database, datasetId, { subsystem, names, search });
    const set = new TrendSet(context, datasetId, rows, select ?? {});
    return rows.map((row) => ({ ...row, set }));
  }

  @Query(() => Trend, { nullable: true, description: 'One trend; null where there is none of this number.' })
  async trend(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'Number of the trend.' }) id: string,
    @Arg('select', () => RunSelection, {
      nullable: true,
      description: 'Which runs; default: all that may be significant.',
    })
    select?: RunSelection | null,
  ): Promise<Trend | null> {
    const row = await findTrend(context.database, Number(id));
    return row ? { ...row, set: new TrendSet(context, row.datasetId, [row], select ?? {}) } : null;
  }

  @FieldResolver(() => Config, { description: 'What it plots.' })
  config(@Root() { configId }: Trend, @Ctx() context: Context): Promise<Config | undefined> {
    return configOf(context).load(configId);
  }

  @FieldResolver(() => DatasetType, { description: 'The dataset whose files it comes from.' })
  dataset(@Root() { datasetId }: Trend, @Ctx() context: Context): Promise<unknown> {
    return datasetOf(context).load(datasetId);
  }

  @FieldResolver(() => TrendColumns, { description: 'The points as parallel lists: for programs.' })
  columns(@Root() { id, set }: Trend): Promise<TrendColumns> {
    return set.columnsOf(id);
  }

  @FieldResolver(() => [Point], { description: 'The points one by one, with their runs and files: for people.' })
  async points(@Root() { id, set }: Trend): Promise<Point[]> {
    return (await set.columnsOf(id)).points();
  }
}

@Resolver(() => Point)
export class PointResolver {
  @FieldResolver(() => Run, { description: 'Its run.' })
  run(@Root() { runNumber }: Point, @Ctx() context: Context): Promise<Run | undefined> {
    return runOf(context).load(runNumber);
  }

  @FieldResolver(() => File, { description: 'The file that it comes from.' })
  file(@Root() { fileId }: Point, @Ctx() context: Context): Promise<File | undefined> {
    return fileOf(context).load(fileId);
  }
}
