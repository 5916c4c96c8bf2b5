import {
  Arg,
  Ctx,
  Field,
  Float,
  GraphQLISODateTime,
  ID,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import type { ScanProgress as Progress } from '../../../extract/progress.ts';
import { Scan } from '../../../store/entities/index.ts';
import { requeueFailed } from '../../../store/files.ts';
import { withSavedRuns } from '../../../store/run-filter.ts';
import { listScans } from '../../../store/scans.ts';
import { goldenRuns, type RunSelection as Choice } from '../../../store/run-filter.ts';
import type { Context } from '../context.ts';
import { userError } from '../../errors.ts';
import { page } from '../query-limits.ts';
import { RunSelection } from '../run-selection.input.ts';

@ObjectType({ description: 'How far a scan is.' })
export class ScanProgress implements Progress {
  @Field(() => Int, { nullable: true, description: 'Number of the scan; null for a recomputation.' })
  scanId!: number | null;

  @Field(() => String, { description: 'configs, walk, extract, finished or failed.' })
  phase!: Progress['phase'];

  @Field(() => Int, { description: 'Datasets and runs to be read.' })
  filesTotal!: number;

  @Field(() => Int, { description: 'Of these, done.' })
  filesDone!: number;

  @Field(() => Int, { description: 'Of these, failed.' })
  filesFailed!: number;

  @Field(() => Int, { description: 'Points stored so far, failures included.' })
  points!: number;

  @Field(() => String, { nullable: true, description: 'The file that was finished last.' })
  currentFile!: string | null;

  @Field(() => GraphQLISODateTime, { description: 'Start.' })
  startedAt!: Date;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'End; null while it runs.' })
  finishedAt!: Date | null;

  @Field(() => Float, { nullable: true, description: 'Seconds left at the pace so far.' })
  etaSeconds!: number | null;
}

@Resolver(() => Scan)
export class ScanResolver {
  @Query(() => [Scan], { description: 'Scans, latest first.' })
  scans(
    @Ctx() { database }: Context,
    @Arg('offset', () => Int, { defaultValue: 0, description: 'How many to pass over.' }) offset = 0,
    @Arg('limit', () => Int, { defaultValue: 20, description: `How many at most, up to ${page.most}.` }) limit = 20,
  ): Promise<Scan[]> {
    return listScans(database, { offset: Math.max(0, offset), limit: Math.min(Math.max(0, limit), page.most) });
  }

  @Mutation(() => ID, { description: 'Starts a scan and gives its number.' })
  async scan(@Ctx() { actions, mayNotChange }: Context): Promise<number> {
    if (mayNotChange !== undefined) throw userError(mayNotChange, 'FORBIDDEN');
    const id = await actions.scan();
    if (id === undefined) throw userError('a scan is running already: wait for it to end', 'BAD_USER_INPUT');
    return id;
  }

  @Mutation(() => ID, { description: 'Starts a scan that reads all failed files again, too, and gives its number.' })
  async retryFailedFiles(@Ctx() { database, actions, mayNotChange }: Context): Promise<number> {
    if (mayNotChange !== undefined) throw userError(mayNotChange, 'FORBIDDEN');
    await requeueFailed(database);
    const id = await actions.scan();
    if (id === undefined)
      throw userError('a scan is running already: the next one reads the failed files again', 'BAD_USER_INPUT');
    return id;
  }

  @Mutation(() => Int, {
    description:
      'Computes points from files that are known already, and gives how many were stored: missing ones, or with replace all.',
  })
  async recompute(
    @Ctx() { actions, database, mayNotChange }: Context,
    @Arg('subsystem', () => String, { nullable: true, description: 'Only of this subsystem.' })
    subsystem?: string | null,
    @Arg('names', () => [String], {
      nullable: true,
      description: 'Only configs of these names; * stands for any text.',
    })
    names?: string[] | null,
    @Arg('primaryDataset', () => String, { nullable: true, description: 'Only of this primary dataset.' })
    primaryDataset?: string | null,
    @Arg('processing', () => String, { nullable: true, description: 'Only of this processing.' })
    processing?: string | null,
    @Arg('select', () => RunSelection, {
      nullable: true,
      description: 'Which runs: latest, from, to, numbers, goldenJson, saved; the filters do not apply.',
    })
    select?: RunSelection | null,
    @Arg('replace', () => Boolean, { defaultValue: false, description: 'Also points that are there already.' })
    replace = false,
  ): Promise<number> {
    if (mayNotChange !== undefined) throw userError(mayNotChange, 'FORBIDDEN');
    const points = await actions.recompute({
      subsystem: subsystem ?? undefined,
      names: names ?? undefined,
      primaryDataset: primaryDataset ?? undefined,
      processing: processing ?? undefined,
      latest: select?.latest ?? undefined,
      runs: rangesOf(select && (await withSavedRuns(database, select))),
      replace,
    });
    if (points === undefined)
      throw userError(
        'no config that can be computed is of this selection: look at their names, and at their problems',
        'NOT_FOUND',
      );
    return points;
  }

  @Subscription(() => ScanProgress, {
    description: 'Progress of the scans of this server: the present state, then every change.',
    subscribe: ({ context }: { context: Context }) => context.actions.progress(),
  })
  scanProgress(@Root() progress: Progress): ScanProgress {
    return progress;
  }
}

const lastRun = 2 ** 31 - 2;

function rangesOf(select: Choice | null | undefined): { from: number; to: number }[] | undefined {
  const { from, to, numbers, goldenJson } = select ?? {};
  const named = [numbers, goldenJson && goldenRuns(goldenJson)].filter((runs) => runs !== undefined && runs !== null);
  const isWithin = (run: number): boolean => run >= (from ?? 0) && run <= (to ?? lastRun);
  // All that are given must hold, as wherever runs are selected.
  const [runs, others = runs] = named.map((list) => new Set(list));
  if (runs) return [...runs].filter((run) => others?.has(run) && isWithin(run)).map((run) => ({ from: run, to: run }));
  return from === undefined && to === undefined ? undefined : [{ from: from ?? 0, to: to ?? lastRun }];
}
