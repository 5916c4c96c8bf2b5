import {
  Arg,
  Authorized,
  Ctx,
  Field,
  GraphQLISODateTime,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
} from 'type-graphql';
import { describeTarget, readReceivers } from '../../../../notify/receivers.ts';
import { testReceivers } from '../../../../notify/test-receivers.ts';
import type { LimitSeverity } from '../../../../plan/plan.ts';
import { LimitSeverities } from '../../../../store/entities/config.ts';
import { listReceiverStates } from '../../../../store/notifications/receiver-states.ts';
import { userError } from '../../../errors.ts';
import type { Role } from '../../auth-checker.ts';
import type { Context } from '../../context.ts';

@ObjectType({ description: 'A receiver of notifications, with the notifications of the last 7 days.' })
export class NotificationReceiver {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => String, { description: 'mattermost, webhook, email or alertmanager.' })
  kind!: string;

  @Field(() => String, { description: 'Host or e-mail addresses that its messages go to.' })
  target!: string;

  @Field(() => [String], { description: 'Subsystems of its alarms; * stands for any text. Empty: all.' })
  subsystems!: readonly string[];

  @Field(() => LimitSeverities, { description: 'Lowest severity of its alarms.' })
  severity!: LimitSeverity;

  @Field(() => Int, { description: 'Number of notifications that it has not accepted yet.' })
  pending!: number;

  @Field(() => Int, { description: 'Number of notifications that were given up.' })
  failed!: number;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When it last accepted one; null if it has not.' })
  lastSentAt!: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'Next attempt; null if none is pending.' })
  nextAttemptAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'Why it did not accept the last pending or failed one.' })
  error!: string | null;
}

@ObjectType({ description: 'Result of a test message.' })
export class NotificationTest {
  @Field(() => Boolean, { description: 'Whether the receiver accepted it.' })
  isSent!: boolean;

  @Field(() => String, { nullable: true, description: 'Why not, or what it refused; null if it accepted all of it.' })
  problem!: string | null;
}

@Resolver(() => NotificationReceiver)
export class NotificationResolver {
  @Authorized<Role>('operator')
  @Query(() => [NotificationReceiver], { description: 'The receivers of notifications.' })
  async notificationReceivers(@Ctx() { database, jobs }: Context): Promise<NotificationReceiver[]> {
    const { receivers } = await readReceivers(jobs.app.settings);
    const states = new Map((await listReceiverStates(database)).map((state) => [state.receiver, state]));
    return receivers.map((receiver) => {
      const { name, kind, subsystems, severity } = receiver;
      const none = { pending: 0, failed: 0, lastSentAt: null, nextAttemptAt: null, error: null };
      return { ...none, ...states.get(name), name, kind, target: describeTarget(receiver), subsystems, severity };
    });
  }

  @Authorized<Role>('operator')
  @Mutation(() => NotificationTest, { description: 'Sends a test message to a receiver of notifications now.' })
  async testNotification(
    @Ctx() { jobs }: Context,
    @Arg('receiver', () => String, { description: 'Name of the receiver.' }) name: string,
  ): Promise<NotificationTest> {
    const { receivers } = await readReceivers(jobs.app.settings);
    const receiver = receivers.find((one) => one.name === name);
    if (receiver === undefined)
      throw userError(`there is no receiver ${name}: check notify.ini with \`hdqm check\``, 'NOT_FOUND');
    const [result] = await testReceivers(jobs.app.settings, [receiver]);
    return result ?? { isSent: false, problem: null };
  }
}
