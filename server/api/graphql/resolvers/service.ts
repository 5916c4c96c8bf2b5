import {
  Arg,
  Ctx,
  Field,
  GraphQLISODateTime,
  Int,
  Mutation,
  ObjectType,
  Query,
  registerEnumType,
  Resolver,
} from 'type-graphql';
import { type RunServiceName, runServices } from '../../../store/entities/index.ts';
import { countPending, type ServiceStanding, serviceStandings } from '../../../store/run-services.ts';
import type { Context } from '../context.ts';
import { userError } from '../../errors.ts';

const ServiceNames = Object.fromEntries(runServices.map((name) => [name, name]));
registerEnumType(ServiceNames, { name: 'ServiceName', description: 'OMS or Run Registry.' });

@ObjectType({ description: 'Why a service gave no answer, and for how many runs.' })
export class ServiceReason {
  @Field(() => String, { description: 'Why.' })
  reason!: string;

  @Field(() => Int, { description: 'Runs.' })
  runs!: number;
}

@ObjectType({ description: 'How OMS or Run Registry stands: its runs by state.' })
export class Service implements ServiceStanding {
  @Field(() => ServiceNames, { name: 'name', description: 'Which.' })
  service!: RunServiceName;

  @Field(() => String, { nullable: true, description: 'Where it is asked; null where it is not, as nothing is set.' })
  address!: string | null;

  @Field(() => Boolean, { description: 'Whether it is a stand-in whose answers come with the sample.' })
  sample!: boolean;

  @Field(() => Int, { description: 'Runs that it knows.' })
  known!: number;

  @Field(() => Int, { description: 'Runs that it answered for that it has not.' })
  unknown!: number;

  @Field(() => Int, { description: 'Runs that it has not answered for.' })
  pending!: number;

  @Field(() => Int, { description: 'Of these, asked for so often that somebody should look.' })
  failed!: number;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When it was asked last.' })
  queriedAt!: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When it is asked again for pending runs.' })
  nextAttemptAt!: Date | null;

  @Field(() => [ServiceReason], { description: 'Why runs are pending, the most frequent reasons first.' })
  reasons!: readonly ServiceReason[];
}

@ObjectType({ description: 'How many runs OMS and Run Registry have not answered for.' })
export class PendingRuns {
  @Field(() => Int, { description: 'Runs that one of them has not answered for.' })
  runs!: number;

  @Field(() => Int, { description: 'Of these, at OMS.' })
  oms!: number;

  @Field(() => Int, { description: 'Of these, at Run Registry.' })
  rr!: number;
}

@ObjectType({ description: 'What asking OMS or Run Registry came to.' })
export class EnrichResult {
  @Field(() => String, { description: 'oms or rr.' })
  service!: string;

  @Field(() => Int, { description: 'Runs that it was asked for.' })
  queried!: number;

  @Field(() => Int, { description: 'Runs that it knows.' })
  known!: number;

  @Field(() => Int, { description: 'Runs that it has not.' })
  unknown!: number;

  @Field(() => Int, { description: 'Runs without an answer.' })
  pending!: number;

  @Field(() => String, { nullable: true, description: 'Why there was none.' })
  reason!: string | null;
}

@Resolver(() => Service)
export class ServiceResolver {
  @Query(() => [Service], { description: 'How OMS and Run Registry stand.' })
  async services(@Ctx() { database, installation }: Context): Promise<Service[]> {
    const { services, sample } = installation;
    return (await serviceStandings(database)).map((standing) => ({
      ...standing,
      address: services?.[standing.service] ?? null,
      sample,
    }));
  }

  @Query(() => PendingRuns, { description: 'How many runs OMS and Run Registry have not answered for.' })
  pendingRuns(@Ctx() { database }: Context): Promise<PendingRuns> {
    return countPending(database);
  }

  @Mutation(() => [EnrichResult], {
    description: 'Asks OMS and Run Registry for runs, at once: those that are not known yet, or a range.',
  })
  async enrich(
    @Ctx() { actions, mayNotChange }: Context,
    @Arg('from', () => Int, { nullable: true, description: 'First run.' }) from?: number | null,
    @Arg('to', () => Int, { nullable: true, description: 'Last run.' }) to?: number | null,
    @Arg('service', () => ServiceNames, { nullable: true, description: 'Only this one.' })
    service?: RunServiceName | null,
  ): Promise<EnrichResult[]> {
    if (mayNotChange !== undefined) throw userError(mayNotChange, 'FORBIDDEN');
    const given = from !== undefined && from !== null;
    const summary = await actions.enrich(given ? [{ from, to: to ?? from }] : undefined, service ?? undefined);
    if (!summary) throw userError('OMS and Run Registry are not set: CLIENT_ID is missing', 'BAD_USER_INPUT');
    return summary.services.map(({ reason, ...counts }) => ({ ...counts, reason: reason ?? null }));
  }
}
