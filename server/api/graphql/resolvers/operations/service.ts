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
  registerEnumType,
  Resolver,
} from 'type-graphql';
import { type RunServiceName, runServices } from '../../../../store/entities/index.ts';
import { countPending, type ServiceStanding, serviceStandings } from '../../../../store/runs/run-services.ts';
import { userError } from '../../../errors.ts';
import type { Role } from '../../auth-checker.ts';
import type { Context } from '../../context.ts';

const ServiceNames = Object.fromEntries(runServices.map((name) => [name, name]));
registerEnumType(ServiceNames, {
  name: 'ServiceName',
  description: 'A service that has information about runs.',
  valuesConfig: { oms: { description: 'OMS.' }, rr: { description: 'Run Registry.' } },
});

@ObjectType({ description: 'Why a service has not answered, and for how many runs.' })
export class ServiceReason {
  @Field(() => String, { description: 'Error of the last attempt.' })
  reason!: string;

  @Field(() => Int, { description: 'Number of runs.' })
  runs!: number;
}

@ObjectType({ description: 'State of OMS or Run Registry, with the number of runs by state.' })
export class Service implements ServiceStanding {
  @Field(() => ServiceNames, { name: 'name', description: 'Name of the service.' })
  service!: RunServiceName;

  @Field(() => String, { nullable: true, description: 'Host that is queried; null if the service is not configured.' })
  address!: string | null;

  @Field(() => Boolean, { description: 'Whether it is the stand-in that comes with the sample data.' })
  sample!: boolean;

  @Field(() => Int, { description: 'Number of runs that the service knows.' })
  known!: number;

  @Field(() => Int, { description: 'Number of runs that the service does not know.' })
  unknown!: number;

  @Field(() => Int, { description: 'Number of runs that the service has not answered for, failed ones included.' })
  pending!: number;

  @Field(() => Int, { description: 'Number of pending runs with repeated failures. Queries continue.' })
  failed!: number;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'Time of the last query.' })
  queriedAt!: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'Time of the next query for pending runs.' })
  nextAttemptAt!: Date | null;

  @Field(() => [ServiceReason], { description: 'Why runs are pending, most frequent reason first.' })
  reasons!: readonly ServiceReason[];
}

@ObjectType({ description: 'Number of runs that OMS or Run Registry has not answered for.' })
export class PendingRuns {
  @Field(() => Int, { description: 'Runs that at least one of the services has not answered for.' })
  runs!: number;

  @Field(() => Int, { description: 'Runs that OMS has not answered for.' })
  oms!: number;

  @Field(() => Int, { description: 'Runs that Run Registry has not answered for.' })
  rr!: number;
}

@ObjectType({ description: 'Result of querying OMS or Run Registry.' })
export class EnrichResult {
  @Field(() => String, { description: 'Name of the service: oms or rr.' })
  service!: string;

  @Field(() => Int, { description: 'Number of runs queried.' })
  queried!: number;

  @Field(() => Int, { description: 'Number of runs that the service knows.' })
  known!: number;

  @Field(() => Int, { description: 'Number of runs that the service does not know.' })
  unknown!: number;

  @Field(() => Int, { description: 'Number of runs without an answer.' })
  pending!: number;

  @Field(() => String, { nullable: true, description: 'Why there was no answer.' })
  reason!: string | null;
}

@Resolver(() => Service)
export class ServiceResolver {
  @Query(() => [Service], { description: 'State of OMS and Run Registry.' })
  async services(@Ctx() { database, installation: { services, sample } }: Context): Promise<Service[]> {
    return (await serviceStandings(database)).map((standing) => ({
      ...standing,
      address: services?.[standing.service] ?? null,
      sample,
    }));
  }

  @Query(() => PendingRuns, { description: 'Number of runs that OMS and Run Registry have not answered for.' })
  pendingRuns(@Ctx() { database }: Context): Promise<PendingRuns> {
    return countPending(database);
  }

  @Authorized<Role>('operator')
  @Mutation(() => [EnrichResult], {
    description: 'Queries OMS and Run Registry immediately, for all pending runs or for a range of runs.',
  })
  async enrich(
    @Ctx() { actions }: Context,
    @Arg('from', () => Int, { nullable: true, description: 'First run.' }) from?: number | null,
    @Arg('to', () => Int, { nullable: true, description: 'Last run. Default: from.' }) to?: number | null,
    @Arg('service', () => ServiceNames, { nullable: true, description: 'Only this service.' })
    service?: RunServiceName | null,
  ): Promise<EnrichResult[]> {
    const hasRange = from !== undefined && from !== null;
    const summary = await actions.enrich(hasRange ? [{ from, to: to ?? from }] : undefined, service ?? undefined);
    if (!summary) throw userError('OMS and Run Registry are not configured: CLIENT_ID is not set', 'BAD_USER_INPUT');
    return summary.services.map(({ reason, ...counts }) => ({ ...counts, reason: reason ?? null }));
  }
}
