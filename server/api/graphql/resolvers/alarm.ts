import {
  Arg,
  Args,
  ArgsType,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  ID,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { GraphQLISODateTime } from 'type-graphql';
import { describeAlarm } from '../../../judge/describe-alarm.ts';
import { nameIncident } from '../../../judge/incident-name.ts';
import type { LimitSeverity } from '../../../plan/plan.ts';
import { acknowledgeAlarms, reopenAlarms, setBaseline } from '../../../store/alarms/acknowledge.ts';
import {
  type AlarmFilter,
  alarmsById,
  alarmsOfRuns,
  eventsOf,
  findIncident,
  findIncidents,
  type IncidentRow,
  openAlarmsOf,
  type TrendAlarm,
} from '../../../store/alarms/alarms.ts';
import { AlarmStates } from '../../../store/entities/judgement/alarm.ts';
import { LimitSeverities } from '../../../store/entities/config.ts';
import { Alarm, AlarmEvent, type AlarmState, Run } from '../../../store/entities/index.ts';
import { RunSelection } from '../../../store/runs/run-filter.ts';
import { userError } from '../../errors.ts';
import { PageArguments, pageRange, rowId } from '../arguments.ts';
import type { Role } from '../auth-checker.ts';
import { Cacheable } from '../cacheable.ts';
import type { Context } from '../context.ts';
import { entityLoader, perRequest, rowsByKey } from '../dataloader.ts';
import { listComplexity, pageComplexity, trendsComplexity } from '../query-cost.ts';
import { page } from '../query-limits.ts';
import { Trend, TrendSet } from './trend.ts';

/** Arguments that select alarms. */
const filterFields = {
  subsystem: { nullable: true, description: 'Only alarms of this subsystem.' },
  primaryDataset: { nullable: true, description: 'Only alarms of this primary dataset.' },
  processing: { nullable: true, description: 'Only alarms of this processing.' },
} as const;

@ArgsType()
class IncidentArguments implements AlarmFilter {
  @Field(() => Int, { description: 'Run number.' })
  run!: number;

  @Field(() => String, filterFields.subsystem)
  subsystem?: string | null;

  @Field(() => String, filterFields.primaryDataset)
  primaryDataset?: string | null;

  @Field(() => String, filterFields.processing)
  processing?: string | null;
}

@ArgsType()
class IncidentsArguments extends PageArguments implements AlarmFilter {
  @Field(() => String, filterFields.subsystem)
  subsystem?: string | null;

  @Field(() => String, filterFields.primaryDataset)
  primaryDataset?: string | null;

  @Field(() => String, filterFields.processing)
  processing?: string | null;

  @Field(() => AlarmStates, { description: 'State of the incidents.' })
  state: AlarmState = 'new';
}

/** An alarm whose points are fetched with those of the others of its incident. */
interface ShownAlarm extends TrendAlarm {
  readonly trends: AlarmTrends;
}

@ObjectType({ description: 'The alarms that began at one run.' })
export class Incident {
  @Field(() => Int, { description: 'The run, which identifies the incident.' })
  run!: number;

  @Field(() => AlarmStates, { description: 'State of its most urgent alarm.' })
  state!: AlarmState;

  @Field(() => LimitSeverities, { description: 'The highest severity of its alarms.' })
  severity!: LimitSeverity;

  @Field(() => GraphQLISODateTime, { description: 'When its first alarm was opened.' })
  openedAt!: Date;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When all its alarms were resolved; null before.' })
  resolvedAt!: Date | null;

  @Field(() => Int, { description: 'Number of its alarms.' })
  total!: number;

  @Field(() => Int, { description: 'Number of its new alarms.' })
  new!: number;

  @Field(() => Int, { description: 'Number of its acknowledged alarms.' })
  acknowledged!: number;

  @Field(() => Int, { description: 'Number of its resolved alarms.' })
  resolved!: number;

  /** The filter by which the incidents were found. */
  filter!: AlarmFilter;
}

@ObjectType({ description: 'A page of incidents.' })
export class IncidentPage {
  @Field(() => Int, { description: 'Number of incidents on all pages.' })
  total!: number;

  @Field(() => [Incident], { description: 'Incidents of this page.', complexity: listComplexity(page.default) })
  items!: Incident[];
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
/** Alarms of an incident that are listed. */
const [maxAlarms, defaultAlarms] = [1000, 100];

@Resolver(() => Incident)
export class IncidentResolver {
  @Cacheable()
  @Query(() => IncidentPage, {
    description:
      'Incidents in a state, the worst first: errors, then by the number of their alarms; resolved ones by the time of their resolution.',
    complexity: pageComplexity(page.default),
  })
  async incidents(
    @Ctx() { database }: Context,
    @Args(() => IncidentsArguments) { state, ...filter }: IncidentsArguments,
  ): Promise<IncidentPage> {
    const { total, items } = await findIncidents(database, state, filter, pageRange(filter));
    return { total, items: items.map((row) => ({ ...row, filter })) };
  }

  @Cacheable()
  @Query(() => Incident, {
    nullable: true,
    description: 'The incident of a run; null if no alarm that passes the filters began at it.',
  })
  async incident(
    @Ctx() { database }: Context,
    @Args(() => IncidentArguments) { run, ...filter }: IncidentArguments,
  ): Promise<Incident | null> {
    const row: IncidentRow | undefined = await findIncident(database, run, filter);
    return row ? { ...row, filter } : null;
  }

  @FieldResolver(() => String, { description: 'What its alarms share, in words.' })
  async name(@Root() incident: Incident, @Ctx() context: Context): Promise<string> {
    return nameIncident(await alarmsOf(incident, context));
  }

  @FieldResolver(() => [String], { description: 'Subsystems of its alarms, those with the most alarms first.' })
  async subsystems(@Root() incident: Incident, @Ctx() context: Context): Promise<string[]> {
    const counts = new Map<string, number>();
    for (const { subsystem } of await alarmsOf(incident, context))
      counts.set(subsystem, (counts.get(subsystem) ?? 0) + 1);
    return [...counts].sort(([, a], [, b]) => b - a).map(([subsystem]) => subsystem);
  }

  @FieldResolver(() => Run, { nullable: true, description: 'The run, with what OMS and Run Registry know of it.' })
  runInfo(@Root() { run }: Incident, @Ctx() context: Context): Promise<Run | undefined> {
    return runOf(context).load(run);
  }

  @FieldResolver(() => [Alarm], {
    description: 'Its alarms, the most urgent first.',
    complexity: listComplexity(defaultAlarms),
  })
  async alarms(
    @Root() incident: Incident,
    @Ctx() context: Context,
    @Arg('limit', () => Int, { defaultValue: defaultAlarms, description: `Maximum number, up to ${maxAlarms}.` })
    limit: number,
  ): Promise<ShownAlarm[]> {
    return withTrends(context, (await alarmsOf(incident, context)).slice(0, Math.min(limit, maxAlarms)));
  }
}

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
    return alarm.trends.trendOf(alarm, select ?? {});
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
    return edit(context, alarms, comment, (ids, note) =>
      acknowledgeAlarms(context.database, ids, { ...note, muted: mute, ...until }),
    );
  }

  @Authorized<Role>('editor')
  @Mutation(() => [Alarm], { description: 'Revokes acknowledgements. Returns the alarms that had one.' })
  reopenAlarms(
    @Ctx() context: Context,
    @Arg('alarms', () => AlarmSelection, { description: 'The alarms.' }) alarms: AlarmSelection,
    @Arg('comment', () => String, { description: `Why, up to ${maxComment} characters.` }) comment: string,
  ): Promise<ShownAlarm[]> {
    return edit(context, alarms, comment, (ids, note) => reopenAlarms(context.database, ids, note));
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
    return edit(context, alarms, comment, (ids, note) => setBaseline(context.database, ids, note));
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
  change: (ids: readonly number[], note: { by: string; comment: string }) => Promise<number[]>,
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

/** The trends of some alarms; the points of those in the same dataset are fetched together. */
class AlarmTrends {
  private readonly context: Context;
  private readonly alarms: readonly TrendAlarm[];
  private readonly sets = new Map<string, TrendSet>();

  constructor(context: Context, alarms: readonly TrendAlarm[]) {
    this.context = context;
    this.alarms = alarms;
  }

  trendOf({ trendId, configId, datasetId }: TrendAlarm, select: RunSelection): Trend {
    const key = JSON.stringify([datasetId, select]);
    let set = this.sets.get(key);
    if (!set) {
      const rows = new Map(
        this.alarms
          .filter((alarm) => alarm.datasetId === datasetId)
          .map((alarm) => [alarm.trendId, { id: alarm.trendId, configId: alarm.configId, datasetId }]),
      );
      set = new TrendSet(this.context, datasetId, [...rows.values()], select);
      this.sets.set(key, set);
    }
    return { id: trendId, configId, datasetId, set };
  }
}

function withTrends(context: Context, alarms: readonly TrendAlarm[]): ShownAlarm[] {
  const trends = new AlarmTrends(context, alarms);
  return alarms.map((alarm) => ({ ...alarm, trends }));
}

/** The alarms of an incident that pass its filter. */
async function alarmsOf({ run, filter }: Incident, context: Context): Promise<TrendAlarm[]> {
  const alarms = await alarmsOfRun(context).load(run);
  const { subsystem, primaryDataset, processing } = filter;
  return alarms.filter(
    (alarm) =>
      (!subsystem || alarm.subsystem === subsystem) &&
      (!primaryDataset || alarm.primaryDataset === primaryDataset) &&
      (!processing || alarm.processing === processing),
  );
}

const runOf = entityLoader(Run, 'number');
const alarmsOfRun = perRequest(async (database, runs: readonly number[]) =>
  rowsByKey(await alarmsOfRuns(database, runs), ({ run }) => run),
);
const openAlarms = perRequest(async (database, trends: readonly number[]) =>
  rowsByKey(await openAlarmsOf(database, trends), ({ trendId }) => trendId),
);
const eventsOfAlarm = perRequest(async (database, ids: readonly number[]) =>
  rowsByKey(await eventsOf(database, ids), ({ alarmId }) => alarmId),
);
