import {
  Arg,
  Authorized,
  Ctx,
  Field,
  GraphQLISODateTime,
  Mutation,
  ObjectType,
  Query,
  registerEnumType,
  Resolver,
} from 'type-graphql';
import { type ScheduleEntry, type ScheduleName, scheduleNames } from '../../../../jobs/schedules.ts';
import type { Role } from '../../auth-checker.ts';
import type { Context } from '../../context.ts';

const ScheduleNames = Object.fromEntries(scheduleNames.map((name) => [name, name]));
registerEnumType(ScheduleNames, {
  name: 'ScheduleName',
  description: 'Name of a scheduled job.',
  valuesConfig: {
    enrich: { description: 'Queries OMS and Run Registry.' },
    scan: { description: 'Scans the tree of DQM files.' },
  },
});

@ObjectType({ description: 'A scheduled job.' })
export class Schedule implements ScheduleEntry {
  @Field(() => ScheduleNames, { description: 'Name of the job.' })
  name!: ScheduleName;

  @Field(() => String, { description: 'What the job does.' })
  description!: string;

  @Field(() => String, { nullable: true, description: 'Cron expression; null if the job is not scheduled.' })
  cron!: string | null;

  @Field(() => String, { description: 'Time zone of the cron expression.' })
  timeZone!: string;

  @Field(() => Boolean, { description: 'Whether the schedule is paused.' })
  paused!: boolean;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'Time of the next run; null if there is none.' })
  next!: Date | null;
}

@Resolver(() => Schedule)
export class ScheduleResolver {
  @Query(() => [Schedule], { description: 'The scheduled jobs.' })
  schedule(@Ctx() { actions }: Context): Promise<ScheduleEntry[]> {
    return actions.timetable.list();
  }

  @Authorized<Role>('operator')
  @Mutation(() => [Schedule], { description: 'Pauses a schedule until it is resumed. Returns all schedules.' })
  async pauseSchedule(
    @Ctx() { actions }: Context,
    @Arg('name', () => ScheduleNames, { description: 'Schedule to pause.' }) name: ScheduleName,
  ): Promise<ScheduleEntry[]> {
    await actions.timetable.pause(name);
    return actions.timetable.list();
  }

  @Authorized<Role>('operator')
  @Mutation(() => [Schedule], { description: 'Resumes a paused schedule. Returns all schedules.' })
  async resumeSchedule(
    @Ctx() { actions }: Context,
    @Arg('name', () => ScheduleNames, { description: 'Schedule to resume.' }) name: ScheduleName,
  ): Promise<ScheduleEntry[]> {
    await actions.timetable.resume(name);
    return actions.timetable.list();
  }
}
