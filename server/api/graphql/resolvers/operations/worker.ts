import { Ctx, Query, Resolver } from 'type-graphql';
import { listWorkers } from '../../../../jobs/heartbeat.ts';
import { Worker } from '../../../../store/entities/index.ts';
import type { Context } from '../../context.ts';

@Resolver(() => Worker)
export class WorkerResolver {
  @Query(() => [Worker], { description: 'Worker processes, and the files that they are reading.' })
  workers(@Ctx() { database }: Context): Promise<Worker[]> {
    return listWorkers(database);
  }
}
