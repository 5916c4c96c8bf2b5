import type { AuthCheckerFn } from 'type-graphql';
import { userError } from '../errors.ts';
import type { Context } from './context.ts';

/** Roles that `@Authorized` may require. Every visitor who may read at all may use fields without it. */
export type Role = 'operator';

/** Decides whether the caller may use a field declared with `@Authorized<Role>(...)`; a denial says why. */
export const checkPermission: AuthCheckerFn<Context, Role> = ({ context: { operateDenial } }) => {
  if (operateDenial !== undefined) throw userError(operateDenial, 'FORBIDDEN');
  return true;
};
