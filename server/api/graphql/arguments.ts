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

/** The page of a list that is requested. Values out of range are clamped. */
export function pageRange({ offset, limit }: PageArguments): { offset: number; limit: number } {
  return { offset: Math.max(0, offset), limit: clamp(limit, 0, page.max) };
}

/** The value of the range [min, max] that is nearest to `value`. */
export function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}
