import {
  Arg,
  Args,
  ArgsType,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { retryFile } from '../../../../jobs/reprocess.ts';
import { Dataset, File } from '../../../../store/entities/index.ts';
import { countMissing, findFiles } from '../../../../store/files/file-list.ts';
import { userError } from '../../../errors.ts';
import { PageArguments, pageRange, rowId } from '../../arguments.ts';
import type { Role } from '../../auth-checker.ts';
import type { Context } from '../../context.ts';
import { entityLoader, perRequest } from '../../dataloader.ts';
import { listComplexity, pageComplexity, searchComplexity } from '../../query-cost.ts';
import { page } from '../../query-limits.ts';

@ObjectType({ description: 'A page of files.' })
export class FilePage {
  @Field(() => Int, { description: 'Number of files on all pages.' })
  total!: number;

  @Field(() => [File], { description: 'Files of this page.', complexity: listComplexity(page.default) })
  items!: File[];
}

@ObjectType({ description: 'Result of the retry of a failed file.' })
export class RetryResult {
  @Field(() => File, { description: 'The file after the retry.' })
  file!: File;

  @Field(() => String, { nullable: true, description: 'Why the file failed again; null if it was extracted.' })
  failure!: string | null;
}

@ArgsType()
class FilesArguments extends PageArguments {
  @Field(() => String, {
    nullable: true,
    description: 'Only files in this state: found, extracted, failed or superseded.',
  })
  state?: string | null;

  @Field(() => String, { nullable: true, description: 'Words to find in the path; all must match.' })
  search?: string | null;

  @Field(() => [Int], { nullable: true, description: 'Only files of these runs.' })
  runs?: number[] | null;
}

const datasetOf = entityLoader(Dataset, 'id');
const missingCounts = perRequest(async (database, ids: readonly number[]) => {
  const counts = await countMissing(database, ids);
  return (id) => counts.get(id) ?? 0;
});

@Resolver(() => File)
export class FileResolver {
  @Query(() => FilePage, {
    description: 'DQM files found by scans, latest runs first.',
    complexity: searchComplexity(pageComplexity(page.default)),
  })
  files(@Ctx() { database }: Context, @Args(() => FilesArguments) filter: FilesArguments): Promise<FilePage> {
    return findFiles(database, filter, pageRange(filter));
  }

  @FieldResolver(() => Int, { description: 'Run number.' })
  run(@Root() { runNumber }: File): number {
    return runNumber;
  }

  @FieldResolver(() => String, { description: 'Primary dataset, e.g. ZeroBias.' })
  async primaryDataset(@Root() { datasetId }: File, @Ctx() context: Context): Promise<string | undefined> {
    return (await datasetOf(context).load(datasetId))?.primaryDataset;
  }

  @FieldResolver(() => String, { description: 'Processing, e.g. PromptReco.' })
  async processing(@Root() { datasetId }: File, @Ctx() context: Context): Promise<string | undefined> {
    return (await datasetOf(context).load(datasetId))?.processing;
  }

  @FieldResolver(() => Int, {
    description: 'Number of trends with data whose ME the file does not contain; 0 unless it is extracted.',
  })
  missingTrends(@Root() { id }: File, @Ctx() context: Context): Promise<number> {
    return missingCounts(context).load(id);
  }

  @Authorized<Role>('operator')
  @Mutation(() => RetryResult, { description: 'Retries a failed file immediately.' })
  async retryFile(
    @Ctx() { database, jobs }: Context,
    @Arg('id', () => ID, { description: 'ID of the file.' }) id: string,
  ): Promise<RetryResult> {
    const files = database.dataSource.getRepository(File);
    const row = rowId(id);
    const find = async (): Promise<File | null> => (row === undefined ? null : files.findOneBy({ id: row }));
    const before = await find();
    if (before?.state !== 'failed') throw userError(`there is no failed file with ID ${id}`, 'NOT_FOUND');
    const failure = (await retryFile(jobs, before.id)) ?? null;
    const file = await find();
    if (!file) throw userError(`file ${id} is no longer in the tree`, 'NOT_FOUND');
    return { file, failure };
  }
}
