import { Arg, Ctx, Field, FieldResolver, ID, Int, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { Dataset, File } from '../../../store/entities/index.ts';
import { findFiles } from '../../../store/file-list.ts';
import { perRequest } from '../dataloader.ts';
import type { Context } from '../context.ts';
import { userError } from '../../errors.ts';
import { page } from '../query-limits.ts';

@ObjectType({ description: 'A part of the files, latest runs first.' })
export class FilePage {
  @Field(() => Int, { description: 'Files of the whole selection.' })
  total!: number;

  @Field(() => [File], { description: 'The files of this page.' })
  items!: File[];
}

@ObjectType({ description: 'What came of reading a file again.' })
export class RetryResult {
  @Field(() => File, { description: 'The file as it is now.' })
  file!: File;

  @Field(() => String, { nullable: true, description: 'Why it failed once more; null where it was read.' })
  failure!: string | null;
}

const datasetOf = perRequest(({ database }: Context) => async () => {
  const byId = new Map((await database.dataSource.getRepository(Dataset).find()).map((row) => [row.id, row]));
  return (id: number) => byId.get(id);
});

@Resolver(() => File)
export class FileResolver {
  @Query(() => FilePage, { description: 'DQM files that scans found, latest runs first.' })
  files(
    @Ctx() { database }: Context,
    @Arg('state', () => String, { nullable: true, description: 'found, extracted, failed or superseded.' })
    state?: string | null,
    @Arg('search', () => String, { nullable: true, description: 'A part of the path.' }) search?: string | null,
    @Arg('runs', () => [Int], { nullable: true, description: 'Only of these runs.' }) runs?: number[] | null,
    @Arg('offset', () => Int, { defaultValue: 0, description: 'How many to pass over.' }) offset = 0,
    @Arg('limit', () => Int, { defaultValue: page.usual, description: `How many at most, up to ${page.most}.` })
    limit: number = page.usual,
  ): Promise<FilePage> {
    return findFiles(
      database,
      { state, search, runs },
      { offset: Math.max(0, offset), limit: Math.min(Math.max(0, limit), page.most) },
    );
  }

  @FieldResolver(() => Int, { description: 'Its run.' })
  run(@Root() { runNumber }: File): number {
    return runNumber;
  }

  @FieldResolver(() => String, { description: 'Its primary dataset, e.g. ZeroBias.' })
  async primaryDataset(@Root() { datasetId }: File, @Ctx() context: Context): Promise<string | undefined> {
    return (await datasetOf(context).load(datasetId))?.primaryDataset;
  }

  @FieldResolver(() => String, { description: 'Its processing, e.g. PromptReco.' })
  async processing(@Root() { datasetId }: File, @Ctx() context: Context): Promise<string | undefined> {
    return (await datasetOf(context).load(datasetId))?.processing;
  }

  @Mutation(() => RetryResult, { description: 'Reads a failed file again, at once.' })
  async retryFile(
    @Ctx() { database, actions, mayNotChange }: Context,
    @Arg('id', () => ID, { description: 'Number of the file.' }) id: string,
  ): Promise<RetryResult> {
    if (mayNotChange !== undefined) throw userError(mayNotChange, 'FORBIDDEN');
    const find = (): Promise<File | null> =>
      /^\d{1,9}$/.test(id)
        ? database.dataSource.getRepository(File).findOneBy({ id: Number(id) })
        : Promise.resolve(null);
    const before = await find();
    if (before?.state !== 'failed') throw userError(`there is no failed file ${id}`, 'NOT_FOUND');
    const failure = (await actions.retryFile(before.id)) ?? null;
    const file = await find();
    if (!file) throw userError(`file ${id} is no longer in the tree`, 'NOT_FOUND');
    return { file, failure };
  }
}
