import { Arg, Ctx, Field, FieldResolver, Float, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { type FoundAnomaly, latestAnomalies } from '../../../store/anomalies.ts';
import type { Context } from '../context.ts';
import { Trend, TrendSet } from './trend.ts';

@ObjectType({
  description: 'A trend that left its usual band in the newest runs of its dataset, or has no value there any more.',
})
export class Anomaly implements Omit<FoundAnomaly, 'trendId' | 'configId' | 'datasetId'> {
  @Field(() => Int, {
    description: 'The judged run that is farthest outside; the newest one where no judged run has a value.',
  })
  run!: number;

  @Field(() => Float, { nullable: true, description: 'Its value; null where no judged run has one.' })
  value!: number | null;

  @Field(() => Float, { nullable: true, description: 'Length of its error bar towards the median.' })
  error!: number | null;

  @Field(() => Float, { description: 'Median of the runs before.' })
  median!: number;

  @Field(() => Float, {
    description:
      'Spread of the runs before: 1.4826 times their median absolute deviation, and a thousandth of the median at least.',
  })
  spread!: number;

  @Field(() => Float, {
    nullable: true,
    description: '(value - median) / sqrt(spread² + error²), within ±1000; null where no judged run has a value.',
  })
  z!: number | null;

  @Field(() => Int, { description: 'Judged runs that are outside.' })
  outside!: number;

  @Field(() => Int, { description: 'Judged runs of the dataset.' })
  judged!: number;

  @Field(() => Int, { description: 'Runs with a value that the band is made of.' })
  baselineRuns!: number;

  @Field(() => Int, { description: 'The earliest run of those before.' })
  firstRun!: number;

  @Field(() => String, { nullable: true, description: 'Code of the failure, where no judged run has a value.' })
  failure!: string | null;

  @Field(() => String, { nullable: true, description: 'The failure in words.' })
  reason!: string | null;

  trendRow!: Trend;
}

@ObjectType({ description: 'What changed in the newest runs.' })
export class Anomalies {
  @Field(() => Int, { description: 'Trends that were judged.' })
  judgedTrends!: number;

  @Field(() => Int, { description: 'Runs that were judged.' })
  judgedRuns!: number;

  @Field(() => Int, { description: 'Trends that changed.' })
  total!: number;

  @Field(() => [Anomaly], { description: 'The worst of them first; those without a value last.' })
  items!: Anomaly[];
}

/** Most changes that one request gets. */
const maxAnomalies = 500;

@Resolver(() => Anomaly)
export class AnomalyResolver {
  @Query(() => Anomalies, {
    description:
      'Trends that left their usual band in the newest runs: robust z-score of each value against the runs of the same dataset before.',
  })
  async anomalies(
    @Ctx() context: Context,
    @Arg('newest', () => Int, {
      defaultValue: 5,
      description: 'How many of the newest runs of each dataset are judged.',
    })
    newest: number,
    @Arg('baselineRuns', () => Int, {
      defaultValue: 50,
      description: 'Number of significant runs before them that make the baseline, 8 to 1000.',
    })
    baselineRuns: number,
    @Arg('threshold', () => Float, { defaultValue: 5, description: 'Smallest |z| of an anomaly.' })
    threshold: number,
    @Arg('lookBackDays', () => Float, {
      defaultValue: 7,
      description: 'Only runs that started within this many days before the newest run of all datasets are judged.',
    })
    lookBackDays: number,
    @Arg('subsystem', () => String, { nullable: true, description: 'Only trends of this subsystem.' })
    subsystem?: string | null,
    @Arg('primaryDataset', () => String, { nullable: true, description: 'Only of this primary dataset.' })
    primaryDataset?: string | null,
    @Arg('processing', () => String, { nullable: true, description: 'Only of this processing.' })
    processing?: string | null,
    @Arg('limit', () => Int, { defaultValue: 60, description: `Maximum number of items, up to ${maxAnomalies}.` })
    limit: number = 60,
  ): Promise<Anomalies> {
    const { anomalies, ...found } = await latestAnomalies(context.database, {
      newest: within(newest, 1, 100),
      baselineRuns: within(baselineRuns, 8, 1000),
      threshold: Math.max(0, threshold),
      lookBackDays: within(lookBackDays, 0, 10_000),
      subsystem,
      primaryDataset,
      processing,
    });
    return {
      ...found,
      total: anomalies.length,
      items: withTrends(context, anomalies.slice(0, within(limit, 0, maxAnomalies))),
    };
  }

  @FieldResolver(() => Trend, {
    description: 'The trend; its columns are those of the judged runs and of those before.',
  })
  trend(@Root() { trendRow }: Anomaly): Trend {
    return trendRow;
  }
}

function within(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

/** Trends of one dataset have their points fetched together. */
function withTrends(context: Context, anomalies: readonly FoundAnomaly[]): Anomaly[] {
  const sets = new Map<number, TrendSet>();
  return anomalies.map(({ trendId, configId, datasetId, ...anomaly }) => {
    let set = sets.get(datasetId);
    if (!set) {
      const ofDataset = anomalies.filter((other) => other.datasetId === datasetId);
      const rows = ofDataset.map(({ trendId: id, configId }) => ({ id, configId, datasetId }));
      set = new TrendSet(context, datasetId, rows, { from: anomaly.firstRun });
      sets.set(datasetId, set);
    }
    return { ...anomaly, trendRow: { id: trendId, configId, datasetId, set } };
  });
}
