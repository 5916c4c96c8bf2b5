import { Args, ArgsType, Authorized, Ctx, Field, Int, Mutation, Resolver } from 'type-graphql';
import { NothingSelectedError, recompute } from '../../../../jobs/reprocess.ts';
import { goldenRuns } from '../../../../store/runs/certification/golden-json.ts';
import { RunSelection, resolveSelection } from '../../../../store/runs/run-filter.ts';
import { userError } from '../../../errors.ts';
import type { Role } from '../../auth-checker.ts';
import type { Context } from '../../context.ts';

@ArgsType()
class RecomputeArguments {
  @Field(() => String, { nullable: true, description: 'Only configs of this subsystem.' })
  subsystem?: string | null;

  @Field(() => [String], { nullable: true, description: 'Only configs with these names; * stands for any text.' })
  names?: string[] | null;

  @Field(() => String, { nullable: true, description: 'Only this primary dataset.' })
  primaryDataset?: string | null;

  @Field(() => String, { nullable: true, description: 'Only this processing.' })
  processing?: string | null;

  @Field(() => RunSelection, {
    nullable: true,
    description: 'Runs: latest, from, to, numbers, goldenJson, saved. The other conditions are ignored.',
  })
  select?: RunSelection | null;

  @Field(() => Boolean, { description: 'Whether to replace existing points.' })
  replace: boolean = false;
}

@Resolver()
export class RecomputeResolver {
  @Authorized<Role>('operator')
  @Mutation(() => Int, {
    description:
      'Computes points from files that were extracted before: missing points, or with replace all. Returns the number of points stored.',
  })
  async recompute(
    @Ctx() { jobs, database }: Context,
    @Args(() => RecomputeArguments)
    { subsystem, names, primaryDataset, processing, select, replace }: RecomputeArguments,
  ): Promise<number> {
    const selection = {
      subsystem: subsystem ?? undefined,
      names: names ?? undefined,
      primaryDataset: primaryDataset ?? undefined,
      processing: processing ?? undefined,
      latest: select?.latest ?? undefined,
      runs: runRanges(select ? await resolveSelection(database, select) : {}),
      replace,
    };
    try {
      return (await recompute(jobs, selection)).points;
    } catch (error) {
      if (!(error instanceof NothingSelectedError)) throw error;
      throw userError(
        'no active config matches the selection: check the names, and the problems of the configs',
        'NOT_FOUND',
      );
    }
  }
}

const maxRun = 2 ** 31 - 2;

/** The runs that meet all conditions given, as ranges; undefined if none is given. */
function runRanges({
  from,
  to,
  numbers,
  goldenJson,
}: Pick<RunSelection, 'from' | 'to' | 'numbers' | 'goldenJson'>): { from: number; to: number }[] | undefined {
  const [first, last] = [from ?? 0, to ?? maxRun];
  const lists = [numbers, goldenJson && goldenRuns(goldenJson)].flatMap((runs) => (runs ? [new Set(runs)] : []));
  const [runs, others = runs] = lists;
  if (runs && others)
    return [...runs]
      .filter((run) => others.has(run) && run >= first && run <= last)
      .map((run) => ({ from: run, to: run }));
  return from === undefined && to === undefined ? undefined : [{ from: first, to: last }];
}
