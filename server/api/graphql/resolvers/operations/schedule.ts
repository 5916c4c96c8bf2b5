import { Arg, Authorized, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { ScheduleEntry, type ScheduleName, ScheduleNames } from '../../../../jobs/schedule/schedules.ts';
import type { Role } from '../../auth-checker.ts';
import type { Context } from '../../context.ts';

@Resolver(() => ScheduleEntry)
export class ScheduleResolver {
  @Query(() => [ScheduleEntry], { description: 'The scheduled jobs.' })
  schedule(@Ctx() { schedules }: Context): Promise<ScheduleEntry[]> {
    return schedules.list();
  }

  @Authorized<Role>('operator')
  @Mutation(() => [ScheduleEntry], { description: 'Pauses a schedule until it is resumed. Returns all schedules.' })
  async pauseSchedule(
    @Ctx() { schedules }: Context,
    @Arg('name', () => ScheduleNames, { description: 'Schedule to pause.' }) name: ScheduleName,
  ): Promise<ScheduleEntry[]> {
    await schedules.pause(name);
    return schedules.list();
  }

  @Authorized<Role>('operator')
  @Mutation(() => [ScheduleEntry], { description: 'Resumes a paused schedule. Returns all schedules.' })
  async resumeSchedule(
    @Ctx() { schedules }: Context,
    @Arg('name', () => ScheduleNames, { description: 'Schedule to resume.' }) name: ScheduleName,
  ): Promise<ScheduleEntry[]> {
    await schedules.resume(name);
    return schedules.list();
  }
}
