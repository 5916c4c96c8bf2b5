import type { AuthCheckerFn } from 'type-graphql';
import { userError } from '../errors.ts';
import type { Context } from './context.ts';

/** Roles that `@Authorized` may require. Fields without it are open to every reader. */
export type Role = 'operator';

/** Decides whether the caller may use a field declared with `@Authorized<Role>(...)`. Throws FORBIDDEN with the reason of the denial. */
export const checkPermission: AuthCheckerFn<Context, Role> = ({ context: { operateDenial } }) => {
  if (operateDenial !== undefined) throw userError(operateDenial, 'FORBIDDEN');
  return true;
};
