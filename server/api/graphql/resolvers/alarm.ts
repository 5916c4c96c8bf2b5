import {
  Arg,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  GraphQLISODateTime,
  ID,
  InputType,
  Int,
  Mutation,
  Resolver,
  Root,
} from 'type-graphql';
import { describeAlarm } from '../../../judge/describe-alarm.ts';
import { acknowledgeAlarms, type Reason, reopenAlarms, setBaseline } from '../../../store/alarms/acknowledge.ts';
import {
  type AlarmFilter,
  alarmsById,
  alarmsOfRuns,
  eventsOf,
  openAlarmsOf,
  type TrendAlarm,
} from '../../../store/alarms/alarms.ts';
import { Alarm, AlarmEvent } from '../../../store/entities/index.ts';
import { RunSelection } from '../../../store/runs/run-filter.ts';
import { userError } from '../../errors.ts';
import { rowId } from '../arguments.ts';
import type { Role } from '../auth-checker.ts';
import type { Context } from '../context.ts';
import { perRequest, rowsByKey } from '../dataloader.ts';
import { listComplexity, trendsComplexity } from '../query-cost.ts';
import { TrendSets } from '../trend-set.ts';
import { Trend } from './trend.ts';

/** An alarm with the trends of its list. */
export interface ShownAlarm extends TrendAlarm {
  readonly sets: TrendSets;
}

@InputType({ description: 'A selection of alarms: those with the IDs, or those of an incident.' })
export class AlarmSelection implements AlarmFilter {
  @Field(() => [ID], { nullable: true, description: 'IDs of alarms.' })
  ids?: string[] | null;

  @Field(() => Int, { nullable: true, description: 'Run of an incident.' })
  incident?: number | null;

  @Field(() => String, { nullable: true, description: 'Only alarms of the incident in this subsystem.' })
  subsystem?: string | null;

  @Field(() => String, { nullable: true, description: 'Only alarms of the incident in this primary dataset.' })
  primaryDataset?: string | null;

  @Field(() => String, { nullable: true, description: 'Only alarms of the incident in this processing.' })
  processing?: string | null;
}

/** Length of a comment. */
const maxComment = 2000;

@Resolver(() => Alarm)
export class AlarmResolver {
  @FieldResolver(() => Trend, { description: 'The trend.', complexity: trendsComplexity(1) })
  trend(
    @Root() alarm: ShownAlarm,
    @Arg('select', () => RunSelection, {
      nullable: true,
      description: 'Selection of runs. Default: all significant runs.',
    })
    select?: RunSelection | null,
  ): Trend {
    return alarm.sets.trendOf(alarm, select ?? {});
  }

  @FieldResolver(() => String, { description: 'What is wrong, in a few words.' })
  summary(@Root() alarm: Alarm): string {
    return describeAlarm(alarm);
  }

  @FieldResolver(() => [AlarmEvent], { description: 'Its history, oldest first.', complexity: listComplexity(5) })
  events(@Root() { id }: Alarm, @Ctx() context: Context): Promise<AlarmEvent[]> {
    return eventsOfAlarm(context).load(id);
  }

  @Authorized<Role>('editor')
  @Mutation(() => [Alarm], {
    description:
      'Acknowledges alarms that are not resolved, until the trend recovers and at most until a run or a time. Returns those that were acknowledged.',
  })
  async acknowledgeAlarms(
    @Ctx() context: Context,
    @Arg('alarms', () => AlarmSelection, { description: 'The alarms.' }) alarms: AlarmSelection,
    @Arg('comment', () => String, { description: `Why, up to ${maxComment} characters.` }) comment: string,
    @Arg('mute', () => Boolean, {
      defaultValue: false,
      description: 'Whether they stay acknowledged although the trend recovers, so that it raises no further alarms.',
    })
    mute: boolean,
    @Arg('untilRun', () => Int, { nullable: true, description: 'The last run for which it holds.' })
    untilRun?: number | null,
    @Arg('untilTime', () => GraphQLISODateTime, { nullable: true, description: 'Time until which it holds.' })
    untilTime?: Date | null,
  ): Promise<ShownAlarm[]> {
    if (untilTime && untilTime.getTime() <= Date.now())
      throw userError(`untilTime is ${untilTime.toISOString()}: it must be in the future`, 'BAD_USER_INPUT');
    const until = { untilRun: untilRun ?? null, untilTime: untilTime ?? null };
    return edit(context, alarms, comment, (ids, reason) =>
      acknowledgeAlarms(context.database, ids, { ...reason, muted: mute, ...until }),
    );
  }

  @Authorized<Role>('editor')
  @Mutation(() => [Alarm], { description: 'Revokes acknowledgements. Returns the alarms that had one.' })
  reopenAlarms(
    @Ctx() context: Context,
    @Arg('alarms', () => AlarmSelection, { description: 'The alarms.' }) alarms: AlarmSelection,
    @Arg('comment', () => String, { description: `Why, up to ${maxComment} characters.` }) comment: string,
  ): Promise<ShownAlarm[]> {
    return edit(context, alarms, comment, (ids, reason) => reopenAlarms(context.database, ids, reason));
  }

  @Authorized<Role>('editor')
  @Mutation(() => [Alarm], {
    description:
      'Makes the run of each alarm the beginning of the baseline of its trend, and resolves it. Alarms of limits have no baseline: change the limit. Returns those that were resolved.',
  })
  setBaseline(
    @Ctx() context: Context,
    @Arg('alarms', () => AlarmSelection, { description: 'The alarms.' }) alarms: AlarmSelection,
    @Arg('comment', () => String, { description: `Why, up to ${maxComment} characters.` }) comment: string,
  ): Promise<ShownAlarm[]> {
    return edit(context, alarms, comment, (ids, reason) => setBaseline(context.database, ids, reason));
  }
}

@Resolver(() => Trend)
export class TrendAlarmsResolver {
  @FieldResolver(() => [Alarm], {
    description: 'Its alarms that are not resolved, the latest runs first.',
    complexity: listComplexity(1),
  })
  async alarms(@Root() { id }: Trend, @Ctx() context: Context): Promise<ShownAlarm[]> {
    return withTrends(context, await openAlarms(context).load(id));
  }
}

/** Checks the arguments of a mutation, does it, and returns the alarms that it changed. */
async function edit(
  context: Context,
  { ids, incident, ...filter }: AlarmSelection,
  comment: string,
  change: (ids: readonly number[], reason: Reason) => Promise<number[]>,
): Promise<ShownAlarm[]> {
  const { database, author } = context;
  const trimmed = comment.trim();
  if (trimmed === '' || trimmed.length > maxComment)
    throw userError(`comment has ${trimmed.length} characters: it must have 1 to ${maxComment}`, 'BAD_USER_INPUT');
  const hasRun = incident !== null && incident !== undefined;
  if ((ids?.length ?? 0) > 0 === hasRun)
    throw userError('alarms must have either ids or an incident', 'BAD_USER_INPUT');
  const chosen = hasRun
    ? (await alarmsOfRuns(database, [incident], filter)).map(({ id }) => id)
    : (ids ?? []).map((id) => rowId(id) ?? -1);
  const changed = await change(chosen, { by: author, comment: trimmed });
  const byId = new Map((await alarmsById(database, changed)).map((alarm) => [alarm.id, alarm]));
  return withTrends(
    context,
    changed.flatMap((id) => byId.get(id) ?? []),
  );
}

/** Alarms of one list. */
export function withTrends(context: Context, alarms: readonly TrendAlarm[]): ShownAlarm[] {
  const sets = new TrendSets(context, alarms);
  return alarms.map((alarm) => ({ ...alarm, sets }));
}

const openAlarms = perRequest(async (database, trends: readonly number[]) =>
  rowsByKey(await openAlarmsOf(database, trends), ({ trendId }) => trendId),
);
const eventsOfAlarm = perRequest(async (database, ids: readonly number[]) =>
  rowsByKey(await eventsOf(database, ids), ({ alarmId }) => alarmId),
);
