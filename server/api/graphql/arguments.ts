import { ArgsType, Field, Int } from 'type-graphql';
import { page } from './query-limits.ts';
import { RunSelection } from '../../store/runs/run-filter.ts';

/** Arguments of a query that returns a page of a list. */
@ArgsType()
export class PageArguments {
  @Field(() => Int, { description: 'Number of items to skip.' })
  offset: number = 0;

  @Field(() => Int, { description: `Maximum number of items, up to ${page.max}.` })
  limit: number = page.default;
}

/** Arguments of a query for the runs, or for values per run, of a dataset. */
@ArgsType()
export class DatasetRunsArguments {
  @Field(() => String, { description: 'Primary dataset, e.g. ZeroBias.' })
  primaryDataset!: string;

  @Field(() => String, { description: 'Processing, e.g. PromptReco.' })
  processing!: string;

  @Field(() => RunSelection, { nullable: true, description: 'Selection of runs. Default: all significant runs.' })
  select?: RunSelection | null;
}

/** The page of a list that is requested; a limit above the maximum counts as the maximum. */
export function pageRange({ offset, limit }: PageArguments): { offset: number; limit: number } {
  return { offset, limit: Math.min(limit, page.max) };
}

/** The ID of a row, or of a trend of a chain, which is negative; undefined if the text is not a number that a row can have. */
export function rowId(id: string): number | undefined {
  return /^-?\d{1,9}$/.test(id) ? Number(id) : undefined;
}

/** The value of the range [min, max] that is nearest to `value`. */
export function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}
