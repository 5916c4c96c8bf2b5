import { Arg, Authorized, Ctx, FieldResolver, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { EnrichResult, enrichRuns } from '../../../../jobs/enrich.ts';
import { type RunServiceName, ServiceName } from '../../../../store/entities/index.ts';
import { countPending, PendingRuns, Service, serviceStandings } from '../../../../store/runs/service-status.ts';
import { userError } from '../../../errors.ts';
import type { Role } from '../../auth-checker.ts';
import type { Context } from '../../context.ts';

@Resolver(() => Service)
export class ServiceResolver {
  @Query(() => [Service], { description: 'State of OMS and Run Registry.' })
  services(@Ctx() { database }: Context): Promise<Service[]> {
    return serviceStandings(database);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Host that is queried; null if the service is not configured.',
  })
  address(@Root() { service }: Service, @Ctx() { installation: { services } }: Context): string | undefined {
    return services?.[service];
  }

  @FieldResolver(() => Boolean, { description: 'Whether it is the stand-in that comes with the sample data.' })
  sample(@Ctx() { installation: { sample } }: Context): boolean {
    return sample;
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
    @Ctx() { jobs }: Context,
    @Arg('from', () => Int, { nullable: true, description: 'First run.' }) from?: number | null,
    @Arg('to', () => Int, { nullable: true, description: 'Last run. Default: from.' }) to?: number | null,
    @Arg('service', () => ServiceName, { nullable: true, description: 'Only this service.' })
    service?: RunServiceName | null,
  ): Promise<readonly EnrichResult[]> {
    const hasRange = from !== undefined && from !== null;
    const summary = await enrichRuns(jobs.app, hasRange ? [{ from, to: to ?? from }] : 'scan', service);
    if (!summary) throw userError('OMS and Run Registry are not configured: CLIENT_ID is not set', 'BAD_USER_INPUT');
    return summary.services;
  }
}
