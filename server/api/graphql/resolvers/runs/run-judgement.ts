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
  Resolver,
  Root,
} from 'type-graphql';
import { explainState, type PointJudgement, type PointState } from '../../../../judge/judge-run.ts';
import { alarmsAt, type TrendAlarm } from '../../../../store/alarms/alarms.ts';
import { enumType } from '../../../../store/entities/graphql-decorators.ts';
import { Alarm, Run } from '../../../../store/entities/index.ts';
import { clamp, PageArguments, pageRange } from '../../arguments.ts';
import type { Context } from '../../context.ts';
import { perRequest } from '../../dataloader.ts';
import { significantRuns } from '../../judged-runs.ts';
import { listComplexity, pageComplexity, trendsComplexity } from '../../query-cost.ts';
import { page } from '../../query-limits.ts';
import { TrendSets } from '../../trend-set.ts';
import { type ShownAlarm, withTrends } from '../alarm.ts';
import { Trend } from '../trend.ts';

const PointStates = enumType<PointState>('PointState', 'How good the value of a trend is in a run.', {
  bad: 'Beyond an error limit, or in the runs of an alarm of severity error that is not resolved.',
  warning: 'Beyond a warning limit, in the runs of an alarm that is not resolved, or an anomaly.',
  noValue: 'There is a failure instead, e.g. the file does not contain the ME.',
  unjudged: 'There is no baseline yet, or the point is not judged.',
  good: 'None of these.',
});

@ObjectType({ description: 'Numbers of trends by the state of their value in a run.' })
export class PointStateCounts {
  @Field(() => Int, { description: 'Number of all.' })
  total!: number;

  @Field(() => Int, { description: 'Number of those that are bad.' })
  bad!: number;

  @Field(() => Int, { description: 'Number of those with a warning.' })
  warning!: number;

  @Field(() => Int, { description: 'Number of those without a value.' })
  noValue!: number;

  @Field(() => Int, { description: 'Number of those that are not judged.' })
  unjudged!: number;

  @Field(() => Int, { description: 'Number of those that are good.' })
  good!: number;
}

@ObjectType({ description: 'Numbers of the trends of a subsystem by the state of their value in a run.' })
export class SubsystemStateCounts extends PointStateCounts {
  @Field(() => String, { description: 'Subsystem, e.g. Tracker.' })
  subsystem!: string;
}

@ObjectType({ description: 'How good the value of a trend is in a run.' })
export class RunJudgement {
  @Field(() => ID, { description: 'ID of the trend.' })
  trendId!: number;

  @Field(() => PointStates, { description: 'Its state.' })
  state!: PointState;

  @Field(() => String, { nullable: true, description: 'Why it has this state; null if it is good.' })
  reason!: string | null;

  @Field(() => Float, { nullable: true, description: 'Value; null in case of a failure.' })
  value!: number | null;

  @Field(() => Float, { nullable: true, description: 'Lower uncertainty.' })
  errorLow!: number | null;

  @Field(() => Float, { nullable: true, description: 'Upper uncertainty.' })
  errorHigh!: number | null;

  @Field(() => Float, { nullable: true, description: 'Entries of the main ME.' })
  entries!: number | null;

  @Field(() => String, { nullable: true, description: 'Failure code.' })
  failure!: string | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'Baseline: the level of the trend at the run, or the one before a step whose alarm is not resolved; null if there is none.',
  })
  level!: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'Standard deviation of a typical run around its level; null if there is no baseline. A run of few entries or a large error may be good at a larger distance.',
  })
  noise!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Distance from the baseline in standard deviations, negative below it; null if there is none.',
  })
  distance!: number | null;

  configId!: number;
  datasetId!: number;
  covering!: readonly TrendAlarm[];
  sets!: TrendSets;
  run!: number;
}

@ObjectType({ description: 'How good the values of all trends are in a run, as of the last judgement of each trend.' })
export class RunJudgements {
  @Field(() => PointStateCounts, { description: 'Numbers of trends in all subsystems by their state.' })
  counts!: PointStateCounts;

  @Field(() => [SubsystemStateCounts], { description: 'The same of each subsystem, by name.' })
  subsystems!: SubsystemStateCounts[];

  @Field(() => Int, { description: 'Number of trends of the requested subsystem and state, on all pages.' })
  total!: number;

  @Field(() => [RunJudgement], {
    description:
      'Trends of this page: the worst state first, then those farthest from their baseline, then in the order of the config files.',
    complexity: listComplexity(page.default),
  })
  items!: RunJudgement[];
}

@ObjectType({ description: 'A page of alarms.' })
export class AlarmPage {
  @Field(() => Int, { description: 'Number of alarms on all pages.' })
  total!: number;

  @Field(() => [Alarm], { description: 'Alarms of this page.', complexity: listComplexity(page.default) })
  items!: ShownAlarm[];
}

@ArgsType()
class JudgementsArguments extends PageArguments {
  @Field(() => String, { nullable: true, description: 'Only items of this subsystem; the counts are of all.' })
  subsystem?: string | null;

  @Field(() => String, { nullable: true, description: 'Only trends of this primary dataset.' })
  primaryDataset?: string | null;

  @Field(() => String, { nullable: true, description: 'Only trends of this processing.' })
  processing?: string | null;

  @Field(() => PointStates, { nullable: true, description: 'Only items in this state; the counts are of all.' })
  state?: PointState | null;
}

/** Cost of judging a run, whatever is returned of it. */
const judgeCost = 20_000;
/** Runs on either side of a run in a small plot, by default and at most. */
const [defaultBefore, defaultAfter, maxAround] = [40, 10, 200];

@Resolver(() => Run)
export class RunJudgementsResolver {
  @FieldResolver(() => RunJudgements, {
    description: 'How good its values are: of all trends whose dataset has an extracted file of the run.',
    complexity: pageComplexity(page.default, judgeCost),
  })
  async judgements(
    @Root() { number }: Run,
    @Ctx() context: Context,
    @Args(() => JudgementsArguments) { subsystem, state, primaryDataset, processing, ...range }: JudgementsArguments,
  ): Promise<RunJudgements> {
    const judged = await context.judgedRuns.judgementsOf(number, { primaryDataset, processing });
    const found = judged.filter(
      (each) => (!subsystem || each.config.subsystem === subsystem) && (!state || each.state === state),
    );
    const { offset, limit } = pageRange(range);
    const shown = found.slice(offset, offset + limit);
    const sets = new TrendSets(
      context,
      shown.map(({ point }) => point),
    );
    return {
      ...countStates(judged),
      total: found.length,
      items: shown.map((judgement) => ({
        ...judgement.point,
        state: judgement.state,
        reason: explainState(judgement),
        level: judgement.level,
        distance: judgement.distance,
        covering: judgement.alarms,
        sets,
        run: number,
      })),
    };
  }

  @FieldResolver(() => AlarmPage, {
    description: 'The alarms that began at it, and those that cover it and are not resolved.',
    complexity: pageComplexity(page.default),
  })
  async alarms(
    @Root() { number }: Run,
    @Ctx() context: Context,
    @Args(() => PageArguments) range: PageArguments,
  ): Promise<AlarmPage> {
    const { total, items } = await alarmsAt(context.database, number, pageRange(range));
    return { total, items: withTrends(context, items) };
  }
}

@Resolver(() => RunJudgement)
export class RunJudgementResolver {
  @FieldResolver(() => [Alarm], {
    description: 'The alarms of the trend that are not resolved and cover the run.',
    complexity: listComplexity(1),
  })
  alarms(@Root() { covering }: RunJudgement, @Ctx() context: Context): ShownAlarm[] {
    return withTrends(context, covering);
  }

  @FieldResolver(() => Trend, {
    description: 'The trend, with its points in the significant runs around this one, and in this one.',
    complexity: trendsComplexity(1),
  })
  async trend(
    @Root() { sets, run, trendId, configId, datasetId }: RunJudgement,
    @Ctx() context: Context,
    @Arg('before', () => Int, { defaultValue: defaultBefore, description: `Runs before it, up to ${maxAround}.` })
    before: number,
    @Arg('after', () => Int, { defaultValue: defaultAfter, description: `Runs after it, up to ${maxAround}.` })
    after: number,
  ): Promise<Trend> {
    const runs = await runsOf(context).load(datasetId);
    const next = runs.findIndex((each) => each > run);
    const end = next === -1 ? runs.length : next;
    const earlier = runs.slice(0, end).filter((each) => each !== run);
    const numbers = [
      ...earlier.slice(Math.max(0, earlier.length - clamp(before, 0, maxAround))),
      run,
      ...runs.slice(end, end + clamp(after, 0, maxAround)),
    ];
    return sets.trendOf({ trendId, configId, datasetId }, { numbers, significant: false });
  }
}

/** The significant runs of datasets, ascending. */
const runsOf = perRequest(async (database, datasetIds: readonly number[]) => {
  const lists = await significantRuns(database, datasetIds);
  return (id) => lists.get(id) ?? [];
});

function countStates(judged: readonly PointJudgement[]): Pick<RunJudgements, 'counts' | 'subsystems'> {
  const none = { total: 0, bad: 0, warning: 0, noValue: 0, unjudged: 0, good: 0 };
  const counts: PointStateCounts = { ...none };
  const bySubsystem = new Map<string, SubsystemStateCounts>();
  for (const { config, state } of judged) {
    const { subsystem } = config;
    let own = bySubsystem.get(subsystem);
    if (!own) bySubsystem.set(subsystem, (own = { subsystem, ...none }));
    for (const each of [counts, own]) {
      each.total += 1;
      each[state] += 1;
    }
  }
  const subsystems = [...bySubsystem.values()].sort((a, b) => (a.subsystem < b.subsystem ? -1 : 1));
  return { counts, subsystems };
}
