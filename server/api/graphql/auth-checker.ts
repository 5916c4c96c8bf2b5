import { type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import { GraphQLError, OperationTypeNode } from 'graphql';
import type { AuthCheckerFn } from 'type-graphql';
import { userError } from '../errors.ts';
import type { Context } from './context.ts';

/**
 * Roles that `@Authorized` may require: an editor is anybody with a login, and so is a writer of notes unless NOTES_ROLE is set; an owner of
 * read tokens is anybody with a login, too. Fields without it are open to every reader.
 */
export type Role = 'operator' | 'editor' | 'writer' | 'owner';

/** Decides whether the caller may use a field declared with `@Authorized<Role>(...)`. Throws FORBIDDEN with the reason of the denial. */
export const checkPermission: AuthCheckerFn<Context, Role> = (
  { context: { operateDenial, editDenial, notesDenial, tokensDenial } },
  [role = 'operator'],
) => {
  const denial = { operator: operateDenial, editor: editDenial, writer: notesDenial, owner: tokensDenial }[role];
  if (denial !== undefined) throw userError(denial, 'FORBIDDEN');
  return true;
};

/** Rejects the mutations of a read token, with those that need no permission of their own. */
export function denyMutations(): ApolloServerPlugin<Context> {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ operation, contextValue: { mutationDenial } }) => {
        if (mutationDenial === undefined || operation?.operation !== OperationTypeNode.MUTATION) return;
        const headers = new HeaderMap([['www-authenticate', 'Bearer error="insufficient_scope"']]);
        throw new GraphQLError(mutationDenial, { extensions: { code: 'FORBIDDEN', http: { status: 403, headers } } });
      },
    }),
  };
}
