import type { AuthCheckerFn } from 'type-graphql';
import { userError } from '../errors.ts';
import type { Context } from './context.ts';

/**
 * Roles that `@Authorized` may require: an editor is anybody with a login, and so is a writer of notes unless NOTES_ROLE is set. Fields without
 * it are open to every reader.
 */
export type Role = 'operator' | 'editor' | 'writer';

/** Decides whether the caller may use a field declared with `@Authorized<Role>(...)`. Throws FORBIDDEN with the reason of the denial. */
export const checkPermission: AuthCheckerFn<Context, Role> = (
  { context: { operateDenial, editDenial, notesDenial } },
  roles,
) => {
  const denial = roles.includes('editor') ? editDenial : roles.includes('writer') ? notesDenial : operateDenial;
  if (denial !== undefined) throw userError(denial, 'FORBIDDEN');
  return true;
};
