/** Runs of a dataset whose files a subscription reads. */
import { ArgsType, Field, Int } from 'type-graphql';
import { elementRunsLimits, ElementRunsError } from '../../histograms/element-runs.ts';
import type { FileRequest } from '../../histograms/histogram-reader.ts';
import type { Database } from '../../store/connection/database.ts';
import { findDatasetId } from '../../store/datasets.ts';
import { latestFilesOf } from '../../store/files/readable-files.ts';
import { userError } from '../errors.ts';
import { clamp } from './arguments.ts';

@ArgsType()
export class RunsToRead {
  @Field(() => String, { description: 'Primary dataset, e.g. ZeroBias.' })
  primaryDataset!: string;

  @Field(() => String, { description: 'Processing, e.g. PromptReco.' })
  processing!: string;

  @Field(() => [Int], { nullable: true, description: 'Only these runs.' })
  runs?: readonly number[] | null;

  @Field(() => Int, { defaultValue: 50, description: `Number of runs, up to ${elementRunsLimits.runs}.` })
  latest!: number;
}

/** Number of runs that are read at most. */
export function maxRunsToRead({ latest }: Pick<RunsToRead, 'latest'>): number {
  return clamp(latest, 1, elementRunsLimits.runs);
}

/** The files of the runs, latest first. Throws a user error if there is no such dataset. */
export async function filesToRead(
  database: Database,
  { primaryDataset, processing, runs = null, latest }: RunsToRead,
): Promise<{ datasetId: number; files: FileRequest[] }> {
  const datasetId = await findDatasetId(database, primaryDataset, processing);
  if (datasetId === undefined) throw userError(`there is no dataset ${primaryDataset} ${processing}`, 'NOT_FOUND');
  const found = await latestFilesOf(database, datasetId, maxRunsToRead({ latest }), runs);
  return { datasetId, files: found.map(({ path: file, ...rest }) => ({ file, ...rest })) };
}

/** The results of reading; that an address has too many requests is a user error. */
export async function* asUserErrors<T>(results: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* results;
  } catch (error) {
    if (error instanceof ElementRunsError) throw userError(error.message, 'TOO_MANY_REQUESTS');
    throw error;
  }
}
