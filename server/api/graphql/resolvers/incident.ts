import {
  Arg,
  Args,
  ArgsType,
  Ctx,
  Field,
  FieldResolver,
  GraphQLISODateTime,
  Int,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { nameIncident } from '../../../judge/incident-name.ts';
import type { LimitSeverity } from '../../../plan/plan.ts';
import {
  type AlarmFilter,
  alarmsOfRuns,
  findIncident,
  findIncidents,
  type TrendAlarm,
} from '../../../store/alarms/alarms.ts';
import { LimitSeverities } from '../../../store/entities/config.ts';
import { Alarm, type AlarmState, Run } from '../../../store/entities/index.ts';
import { AlarmStates } from '../../../store/entities/judgement/alarm.ts';
import { PageArguments, pageRange } from '../arguments.ts';
import { Cacheable } from '../cacheable.ts';
import type { Context } from '../context.ts';
import { entityLoader, perRequest, rowsByKey } from '../dataloader.ts';
import { listComplexity, pageComplexity } from '../query-cost.ts';
import { page } from '../query-limits.ts';
import { type ShownAlarm, withTrends } from './alarm.ts';

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
    const row = await findIncident(database, run, filter);
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
