import { GraphQLJSONObject } from 'graphql-scalars';
import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { saveSelection } from '../../../../store/runs/run-filter.ts';
import type { Context } from '../../context.ts';

@Resolver()
export class SavedSelectionResolver {
  @Mutation(() => ID, {
    description:
      'Stores a golden JSON so that links can refer to its runs. Returns its ID, which is the same for the same runs. Requires no permission.',
  })
  saveSelection(
    @Ctx() { database }: Context,
    @Arg('goldenJson', () => GraphQLJSONObject, { description: 'Golden JSON, e.g. {"355100": [[1, 100]]}.' })
    goldenJson: Record<string, unknown>,
  ): Promise<string> {
    return saveSelection(database, goldenJson);
  }
}
