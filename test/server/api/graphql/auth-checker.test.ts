import { GraphQLError, type GraphQLResolveInfo } from 'graphql';
import { expect, it } from 'vitest';
import { makeSchema } from '../../../../server/api/graphql/schema.ts';

/** Mutations that every login may do. */
const edits = ['acknowledgeAlarms', 'reopenAlarms', 'setBaseline'];

it('denies every mutation without its permission except saveSelection', async () => {
  const context = { operateDenial: 'operators only', editDenial: 'logins only' };
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
    ...Object.fromEntries(mutations.map(({ name }) => [name, edits.includes(name) ? 'logins only' : 'operators only'])),
    saveSelection: 'allowed',
  });
});
