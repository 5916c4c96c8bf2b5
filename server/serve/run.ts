import { Arg, Ctx, Field, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { Run } from '../store/entities/index.ts';
import { findRuns } from '../store/runs.ts';
import type { Context } from './context.ts';
import { page } from './limits.ts';
import { RunSelection } from './selection.ts';

@ObjectType({ description: 'A part of the runs of a selection, latest first.' })
export class RunPage {
  @Field(() => Int, { description: 'Runs of the whole selection.' })
  total!: number;

  @Field(() => [Run], { description: 'The runs of this page.' })
  items!: Run[];
}

@Resolver(() => Run)
export class RunResolver {
  @Query(() => RunPage, { description: 'Runs that have a DQM file, latest first.' })
  runs(
    @Ctx() { database }: Context,
    @Arg('select', () => RunSelection, {
      nullable: true,
      description: 'Which runs; default: all that may be significant.',
    })
    select?: RunSelection | null,
    @Arg('offset', () => Int, { defaultValue: 0, description: 'How many to pass over.' }) offset = 0,
    @Arg('limit', () => Int, { defaultValue: page.usual, description: `How many at most, up to ${page.most}.` })
    limit: number = page.usual,
  ): Promise<RunPage> {
    return findRuns(database, select ?? {}, {
      offset: Math.max(0, offset),
      limit: Math.min(Math.max(0, limit), page.most),
    });
  }

  @Query(() => Run, { nullable: true, description: 'One run; null where no file of it was found.' })
  run(
    @Ctx() { database }: Context,
    @Arg('number', () => Int, { description: 'Run number.' }) number: number,
  ): Promise<Run | null> {
    return database.dataSource.getRepository(Run).findOneBy({ number });
  }
}
