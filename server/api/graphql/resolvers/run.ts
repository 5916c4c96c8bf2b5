import { GraphQLJSONObject } from 'graphql-scalars';
import {
  Arg,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Int,
  Mutation,
  ObjectType,
  Query,
  registerEnumType,
  Resolver,
  Root,
} from 'type-graphql';
import { serviceStates } from '../../../store/run-services.ts';
import { Run, RunService } from '../../../store/entities/index.ts';
import { findRuns, type RunSort, runSorts } from '../../../store/runs.ts';
import { saveSelection, withSavedRuns } from '../../../store/run-filter.ts';
import { perRequest } from '../dataloader.ts';
import type { Context } from '../context.ts';
import { page } from '../query-limits.ts';
import { RunSelection } from '../run-selection.input.ts';

const RunSorts = Object.fromEntries(runSorts.map((name) => [name, name]));
registerEnumType(RunSorts, { name: 'RunSort', description: 'What runs are sorted by; what is not known comes last.' });

@ObjectType({ description: 'A part of the runs of a selection.' })
export class RunPage {
  @Field(() => Int, { description: 'Runs of the whole selection.' })
  total!: number;

  @Field(() => [Run], { description: 'The runs of this page.' })
  items!: Run[];
}

@Resolver(() => Run)
export class RunResolver {
  @Query(() => RunPage, { description: 'Runs that have a DQM file, latest first unless sorted otherwise.' })
  async runs(
    @Ctx() { database }: Context,
    @Arg('select', () => RunSelection, {
      nullable: true,
      description: 'Which runs; default: all that may be significant.',
    })
    select?: RunSelection | null,
    @Arg('offset', () => Int, { defaultValue: 0, description: 'How many to pass over.' }) offset = 0,
    @Arg('limit', () => Int, { defaultValue: page.usual, description: `How many at most, up to ${page.most}.` })
    limit: number = page.usual,
    @Arg('sort', () => RunSorts, { defaultValue: 'number', description: 'By what they are sorted.' })
    sort: RunSort = 'number',
    @Arg('descending', () => Boolean, { defaultValue: true, description: 'Whether the largest comes first.' })
    descending: boolean = true,
    @Arg('search', () => String, {
      nullable: true,
      description: 'Words that number, fill, era, class, state, keys, fill type or injection scheme have, all of them.',
    })
    search?: string | null,
    @Arg('pending', () => Boolean, {
      nullable: true,
      description: 'Only runs for which OMS or Run Registry has not answered (true), or both have (false).',
    })
    pending?: boolean | null,
  ): Promise<RunPage> {
    const part = { offset: Math.max(0, offset), limit: Math.min(Math.max(0, limit), page.most) };
    const selection = await withSavedRuns(database, select ?? {});
    return findRuns(database, selection, part, { sort, descending, search, pending });
  }

  @Query(() => Run, { nullable: true, description: 'One run; null where no file of it was found.' })
  run(
    @Ctx() { database }: Context,
    @Arg('number', () => Int, { description: 'Run number.' }) number: number,
  ): Promise<Run | null> {
    return database.dataSource.getRepository(Run).findOneBy({ number });
  }

  @FieldResolver(() => [RunService], { description: 'What it is to OMS and to Run Registry.' })
  services(@Root() { number }: Run, @Ctx() context: Context): Promise<ServiceState[]> {
    return statesOf(context).load(number);
  }

  @Mutation(() => ID, {
    description:
      'Keeps the runs of a golden JSON and gives an id for them, the same for the same runs: links can name it. Open to readers.',
  })
  saveSelection(
    @Ctx() { database }: Context,
    @Arg('goldenJson', () => GraphQLJSONObject, { description: '{"355100": [[1, 100]], …}' })
    goldenJson: Record<string, unknown>,
  ): Promise<string> {
    return saveSelection(database, goldenJson);
  }
}

type ServiceState = Awaited<ReturnType<typeof serviceStates>> extends Map<number, (infer S)[]> ? S : never;

const statesOf = perRequest(({ database }: Context) => async (runs: readonly number[]) => {
  const states = await serviceStates(database, runs);
  return (run: number): ServiceState[] => states.get(run) ?? [];
});
