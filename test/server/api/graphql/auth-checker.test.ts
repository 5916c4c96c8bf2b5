import { GraphQLError, type GraphQLResolveInfo } from 'graphql';
import { expect, it } from 'vitest';
import { makeSchema } from '../../../../server/api/graphql/schema.ts';

it('denies every mutation without operator permission except saveSelection', async () => {
  const context = { operateDenial: 'operators only' };
  const mutations = Object.values((await makeSchema()).getMutationType()?.getFields() ?? {});
  const results = mutations.map(async ({ name, resolve }) => {
    try {
      await resolve?.({}, {}, context, {} as GraphQLResolveInfo);
      return [name, 'allowed'];
    } catch (error) {
      const isDenied = error instanceof GraphQLError && error.extensions['code'] === 'FORBIDDEN';
      return [name, isDenied ? error.message : 'allowed'];
    }
  });
  expect(Object.fromEntries(await Promise.all(results))).toEqual({
    ...Object.fromEntries(mutations.map(({ name }) => [name, 'operators only'])),
    saveSelection: 'allowed',
  });
});
