import {
  Args,
  ArgsType,
  Authorized,
  Ctx,
  Field,
  ID,
  Int,
  Mutation,
  Query,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import { ScanProgress } from '../../../../extract/progress.ts';
import { Scan } from '../../../../store/entities/index.ts';
import { requeueFailed } from '../../../../store/files/files.ts';
import { listScans } from '../../../../store/scans.ts';
import { userError } from '../../../errors.ts';
import { PageArguments, pageRange } from '../../arguments.ts';
import type { Role } from '../../auth-checker.ts';
import type { Context } from '../../context.ts';
import { page } from '../../query-limits.ts';

@ArgsType()
class ScansArguments extends PageArguments {
  @Field(() => Int, { description: `Maximum number of items, up to ${page.max}.` })
  override limit: number = 20;
}

@Resolver(() => Scan)
export class ScanResolver {
  @Query(() => [Scan], { description: 'Scans, latest first.' })
  scans(@Ctx() { database }: Context, @Args(() => ScansArguments) range: ScansArguments): Promise<Scan[]> {
    return listScans(database, pageRange(range));
  }

  @Authorized<Role>('operator')
  @Mutation(() => ID, { description: 'Starts a scan. Returns its ID.' })
  async scan(@Ctx() { scans }: Context): Promise<number> {
    const id = await scans.start();
    if (id === undefined) throw userError('a scan is already running: wait until it ends', 'BAD_USER_INPUT');
    return id;
  }

  @Authorized<Role>('operator')
  @Mutation(() => ID, { description: 'Starts a scan that retries all failed files. Returns its ID.' })
  async retryFailedFiles(@Ctx() { database, scans }: Context): Promise<number> {
    await requeueFailed(database);
    const id = await scans.start();
    if (id === undefined)
      throw userError('a scan is already running: the next one retries the failed files', 'BAD_USER_INPUT');
    return id;
  }

  @Subscription(() => ScanProgress, {
    description: 'Progress of scans, recomputes and retries: the current state, then every change.',
    subscribe: ({ context }: { context: Context }) => context.scans.progress(),
  })
  scanProgress(@Root() progress: ScanProgress): ScanProgress {
    return progress;
  }
}
