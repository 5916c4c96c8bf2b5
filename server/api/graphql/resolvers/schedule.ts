import {
  Arg,
  Ctx,
  Field,
  GraphQLISODateTime,
  ID,
  Int,
  Mutation,
  ObjectType,
  Query,
  registerEnumType,
  Resolver,
} from 'type-graphql';
import { listWorkers } from '../../../jobs/heartbeat.ts';
import { type ScheduleEntry, type ScheduleName, scheduleNames } from '../../../jobs/schedules.ts';
import { LogLine, Worker } from '../../../store/entities/index.ts';
import { readLog } from '../../../store/log-lines.ts';
import type { Context } from '../context.ts';
import { userError } from '../../errors.ts';
import { page } from '../query-limits.ts';

const ScheduleNames = Object.fromEntries(scheduleNames.map((name) => [name, name]));
registerEnumType(ScheduleNames, { name: 'ScheduleName', description: 'What runs by itself.' });

@ObjectType({ description: 'What runs by itself, and when.' })
export class Schedule implements ScheduleEntry {
  @Field(() => ScheduleNames, { description: 'Its name.' })
  name!: ScheduleName;

  @Field(() => String, { description: 'What it does.' })
  description!: string;

  @Field(() => String, { nullable: true, description: 'When, as a cron line; null: never by itself.' })
  cron!: string | null;

  @Field(() => String, { description: 'Time zone of the cron line.' })
  timeZone!: string;

  @Field(() => Boolean, { description: 'Whether it is paused.' })
  paused!: boolean;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When it runs next.' })
  next!: Date | null;
}

@Resolver(() => Schedule)
export class ScheduleResolver {
  @Query(() => [Schedule], { description: 'What runs by itself, and when.' })
  schedule(@Ctx() { actions }: Context): Promise<ScheduleEntry[]> {
    return actions.timetable.list();
  }

  @Query(() => [Worker], { description: 'The processes that read files, and what they read now.' })
  workers(@Ctx() { database }: Context): Promise<Worker[]> {
    return listWorkers(database);
  }

  @Query(() => [LogLine], {
    description:
      'Lines of the log in their order: the last ones, or those after a line. Who may not change things sees those of scans only.',
  })
  async log(
    @Ctx() { database, mayNotChange }: Context,
    @Arg('scanId', () => Int, { nullable: true, description: 'Only of this scan.' }) scanId?: number | null,
    @Arg('after', () => ID, { nullable: true, description: 'Only lines after this one.' }) after?: string | null,
    @Arg('warningsOnly', () => Boolean, { defaultValue: false, description: 'Only warnings and errors.' })
    warningsOnly = false,
    @Arg('limit', () => Int, { defaultValue: page.usual, description: `How many at most, up to ${page.most}.` })
    limit: number = page.usual,
  ): Promise<LogLine[]> {
    if (after !== undefined && after !== null && !/^\d{1,18}$/.test(after))
      throw userError(`'${after}' is no line of the log`, 'BAD_USER_INPUT');
    const most = Math.min(Math.max(0, limit), page.most);
    // What went wrong in requests is masked for those who made them: it is for operators.
    const ofScansOnly = mayNotChange !== undefined;
    const lines = await readLog(database, {
      scanId: scanId ?? undefined,
      after: after ?? undefined,
      troubleOnly: warningsOnly,
      ofScansOnly,
      limit: most,
    });
    return ofScansOnly ? lines.map(withoutCause) : lines;
  }

  @Mutation(() => [Schedule], { description: 'Pauses a schedule until it is resumed. Returns all schedules.' })
  async pauseSchedule(
    @Ctx() { actions, mayNotChange }: Context,
    @Arg('name', () => ScheduleNames, { description: 'Which.' }) name: ScheduleName,
  ): Promise<ScheduleEntry[]> {
    if (mayNotChange !== undefined) throw userError(mayNotChange, 'FORBIDDEN');
    await actions.timetable.pause(name);
    return actions.timetable.list();
  }

  @Mutation(() => [Schedule], { description: 'Resumes a paused schedule. Returns all schedules.' })
  async resumeSchedule(
    @Ctx() { actions, mayNotChange }: Context,
    @Arg('name', () => ScheduleNames, { description: 'Which.' }) name: ScheduleName,
  ): Promise<ScheduleEntry[]> {
    if (mayNotChange !== undefined) throw userError(mayNotChange, 'FORBIDDEN');
    await actions.timetable.resume(name);
    return actions.timetable.list();
  }
}

/** A line without the error itself, whose stack looks into the server. */
function withoutCause({ details, ...line }: LogLine): LogLine {
  const { err: _err, ...shown } = details ?? {};
  return { ...line, details: Object.keys(shown).length === 0 ? null : shown };
}
