import { GraphQLError, type GraphQLResolveInfo } from 'graphql';
import { expect, it } from 'vitest';
import { makeSchema } from '../../../../server/api/graphql/schema.ts';

/** Mutations that every login may do. */
const edits = ['acknowledgeAlarms', 'reopenAlarms', 'setBaseline'];
/** Mutations that NOTES_ROLE allows. */
const notes = ['addNote', 'editNote', 'retireNote', 'restoreNote'];
/** Mutations of those who own tokens. */
const tokens = ['createReadToken', 'revokeReadToken'];

it('denies every mutation without its permission except saveSelection', async () => {
  const context = {
    operateDenial: 'operators only',
    editDenial: 'logins only',
    notesDenial: 'writers only',
    tokensDenial: 'owners only',
  };
  const denialOf = (name: string): string => {
    if (tokens.includes(name)) return 'owners only';
    return edits.includes(name) ? 'logins only' : notes.includes(name) ? 'writers only' : 'operators only';
  };
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
    ...Object.fromEntries(mutations.map(({ name }) => [name, denialOf(name)])),
    saveSelection: 'allowed',
  });
});
