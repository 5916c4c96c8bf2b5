import { Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { Run } from '../../../../store/entities/index.ts';
import { findRunLabels, labelsOfRun, RunLabelSet, RunLabelValue } from '../../../../store/runs/labels/run-labels.ts';
import { Cacheable } from '../../cacheable.ts';
import type { Context } from '../../context.ts';
import { perRequest } from '../../dataloader.ts';
import { listComplexity } from '../../query-cost.ts';

/** Sets of an installation, for the estimated cost. */
const expected = 5;

@Resolver(() => Run)
export class RunLabelResolver {
  @Cacheable()
  @Query(() => [RunLabelSet], {
    description: 'Labels of ranges of runs, of the settings (`labels/*.json`), in the order of the names of the sets.',
    complexity: listComplexity(expected),
  })
  runLabels(@Ctx() { database }: Context): Promise<RunLabelSet[]> {
    return findRunLabels(database);
  }

  @FieldResolver(() => [RunLabelValue], {
    description: 'The labels that it has, at most one of each set.',
    complexity: listComplexity(expected),
  })
  labels(@Root() { number }: Run, @Ctx() context: Context): Promise<RunLabelValue[]> {
    return labelsIn(context).load(number);
  }
}

const labelsIn = perRequest(async (database) => {
  const sets = await findRunLabels(database);
  return (run: number): RunLabelValue[] => labelsOfRun(sets, run);
});
