import { Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { Run } from '../../../../store/entities/index.ts';
import {
  findQuantities,
  findQuantityColumns,
  RunQuantityInfo,
  RunQuantityValue,
} from '../../../../store/runs/quantities/quantities.ts';
import { Cacheable } from '../../cacheable.ts';
import type { Context } from '../../context.ts';
import { perRequest } from '../../dataloader.ts';
import { listComplexity } from '../../query-cost.ts';

/** Quantities of an installation, for the estimated cost. */
const expected = 15;

@Resolver(() => Run)
export class RunQuantityResolver {
  @Cacheable()
  @Query(() => [RunQuantityInfo], {
    description: 'The quantities of runs: attributes that every installation has, then those of the settings.',
    complexity: listComplexity(expected),
  })
  async runQuantities(@Ctx() { database }: Context): Promise<RunQuantityInfo[]> {
    const quantities = await findQuantities(database);
    return quantities.map(({ key, title, unit }) => ({ key, title, unit }));
  }

  @FieldResolver(() => [RunQuantityValue], {
    description: 'Its quantities, in the order of `runQuantities`.',
    complexity: listComplexity(expected),
  })
  quantities(@Root() { number }: Run, @Ctx() context: Context): Promise<RunQuantityValue[]> {
    return valuesOf(context).load(number);
  }
}

const valuesOf = perRequest(async (database, runs: readonly number[]) => {
  const columns = await findQuantityColumns(database, runs);
  const indices = new Map(runs.map((run, index) => [run, index]));
  return (run): RunQuantityValue[] =>
    columns.map(({ values, ...quantity }) => ({ ...quantity, value: values[indices.get(run) ?? -1] ?? null }));
});
