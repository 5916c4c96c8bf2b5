import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { Config, Run, RunService } from '../../../../store/entities/index.ts';
import { type ChangesRequest, findRunChanges, RunChange, RunChanges } from '../../../../store/runs/run-changes.ts';
import { allRuns, countRuns, RunCounts } from '../../../../store/runs/run-counts.ts';
import { serviceStates } from '../../../../store/runs/service-status.ts';
import { findRuns, type RunSort, RunSorts } from '../../../../store/runs/runs.ts';
import { RunSelection, resolveSelection } from '../../../../store/runs/run-filter.ts';
import { PageArguments, pageRange } from '../../arguments.ts';
import { Cacheable } from '../../cacheable.ts';
import type { Context } from '../../context.ts';
import { entityLoader, perRequest } from '../../dataloader.ts';
import { changesComplexity, listComplexity, pageComplexity, searchComplexity } from '../../query-cost.ts';
import { page } from '../../query-limits.ts';

@ObjectType({ description: 'A page of runs.' })
export class RunPage {
  @Field(() => Int, { description: 'Number of runs on all pages.' })
  total!: number;

  @Field(() => [Int], { description: 'Run numbers of all pages, in the order of the list.', complexity: 500 })
  numbers!: readonly number[];

  @Field(() => [Run], { description: 'Runs of this page.', complexity: listComplexity(page.default) })
  items!: Run[];
}

@ArgsType()
class RunsArguments extends PageArguments {
  @Field(() => RunSelection, { nullable: true, description: 'Selection of runs. Default: all significant runs.' })
  select?: RunSelection | null;

  @Field(() => RunSorts, { description: 'Attribute to sort by.' })
  sort: RunSort = 'number';

  @Field(() => Boolean, { description: 'Whether to sort in descending order.' })
  descending: boolean = true;

  @Field(() => String, {
    nullable: true,
    description:
      'Words to find in number, fill, era, class, state, trigger keys, fill type or injection scheme; all must match.',
  })
  search?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Only runs that OMS or Run Registry has not answered for yet (true), or that both have answered for (false).',
  })
  pending?: boolean | null;
}

@ArgsType()
class ChangesArguments {
  @Field(() => String, { nullable: true, description: 'Only files of this primary dataset.' })
  primaryDataset?: string | null;

  @Field(() => String, { nullable: true, description: 'Only files of this processing.' })
  processing?: string | null;
}

@Resolver(() => Run)
export class RunResolver {
  @Cacheable()
  @Query(() => RunPage, {
    description: 'Runs that have a DQM file, latest first by default.',
    complexity: searchComplexity(pageComplexity(page.default)),
  })
  async runs(
    @Ctx() { database }: Context,
    @Args(() => RunsArguments) { select, ...listing }: RunsArguments,
  ): Promise<RunPage> {
    const list = await findRuns(database, await resolveSelection(database, select ?? {}), pageRange(listing), listing);
    return { ...list, total: list.numbers.length };
  }

  @Cacheable()
  @Query(() => RunCounts, {
    description: 'How many of the runs with a DQM file a selection matches, and why it excludes the others.',
  })
  async runCounts(
    @Ctx() { database }: Context,
    @Arg('select', () => RunSelection, {
      nullable: true,
      description: 'Selection of runs. Default: all significant runs.',
    })
    select?: RunSelection | null,
  ): Promise<RunCounts> {
    return countRuns(database, allRuns, await resolveSelection(database, select ?? {}));
  }

  @Cacheable()
  @Query(() => Run, { nullable: true, description: 'A run; null if no file of it was found.' })
  run(
    @Ctx() { database }: Context,
    @Arg('number', () => Int, { description: 'Run number.' }) number: number,
  ): Promise<Run | null> {
    return database.dataSource.getRepository(Run).findOneBy({ number });
  }

  @FieldResolver(() => [RunService], { description: 'State of the run in OMS and in Run Registry.' })
  services(@Root() { number }: Run, @Ctx() context: Context): Promise<ServiceState[]> {
    return statesOf(context).load(number);
  }

  @FieldResolver(() => RunChanges, {
    nullable: true,
    description:
      'What differs from the run before it that has a file of the same dataset, by default of any. Null if no file of the run, or of an earlier one, was extracted.',
    complexity: changesComplexity,
  })
  changes(
    @Root() { number }: Run,
    @Ctx() context: Context,
    @Args(() => ChangesArguments) { primaryDataset, processing }: ChangesArguments,
  ): Promise<RunChanges | null> {
    return changesOf(context).load({ run: number, primaryDataset, processing });
  }
}

@Resolver(() => RunChange)
export class RunChangeResolver {
  @FieldResolver(() => [Config], {
    description: 'Of configRevision: the configs with this change; otherwise empty.',
    complexity: listComplexity(20),
  })
  async configs(@Root() { configIds }: RunChange, @Ctx() context: Context): Promise<Config[]> {
    const configs = await Promise.all(configIds.map((id) => configOf(context).load(id)));
    return configs.flatMap((config) => config ?? []);
  }
}

const configOf = entityLoader(Config, 'id');

const changesOf = perRequest(async (database, requests: readonly ChangesRequest[]) => {
  const changes = await findRunChanges(database, requests);
  const byRequest = new Map(requests.map((request, index) => [request, changes[index] ?? null]));
  return (request) => byRequest.get(request) ?? null;
});

type ServiceState = Awaited<ReturnType<typeof serviceStates>> extends Map<number, (infer S)[]> ? S : never;

const statesOf = perRequest(async (database, runs: readonly number[]) => {
  const states = await serviceStates(database, runs);
  return (run): ServiceState[] => states.get(run) ?? [];
});
