import { Ctx, Field, ObjectType, Query, Resolver } from 'type-graphql';
import { loginPaths } from '../../../auth/login-routes.ts';
import type { Context } from '../../context.ts';

@ObjectType({ description: 'The sender of the request, and its permissions.' })
export class Viewer {
  @Field(() => String, { nullable: true, description: 'Name of the logged-in user; null if not logged in.' })
  name!: string | null;

  @Field(() => Boolean, {
    description: 'Whether operator actions are allowed: starting scans, recomputing, retrying, pausing schedules.',
  })
  canOperate!: boolean;

  @Field(() => String, { nullable: true, description: 'Why operator actions are denied; null if they are allowed.' })
  denialReason!: string | null;

  @Field(() => Boolean, { description: 'Whether editing is allowed: acknowledging alarms, setting baselines.' })
  canEdit!: boolean;

  @Field(() => String, { nullable: true, description: 'Why editing is denied; null if it is allowed.' })
  editDenialReason!: string | null;

  @Field(() => Boolean, { description: 'Whether writing notes is allowed: adding, editing, retiring, restoring.' })
  canWriteNotes!: boolean;

  @Field(() => String, { nullable: true, description: 'Why writing notes is denied; null if it is allowed.' })
  notesDenialReason!: string | null;

  @Field(() => Boolean, { description: 'Whether creating, listing and revoking read tokens is allowed.' })
  canManageTokens!: boolean;

  @Field(() => String, { nullable: true, description: 'Why managing read tokens is denied; null if it is allowed.' })
  tokensDenialReason!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Path of the login page; null if login is not configured, or a proxy has logged the user in.',
  })
  login!: string | null;
}

@Resolver(() => Viewer)
export class ViewerResolver {
  @Query(() => Viewer, { description: 'The sender of the request, and its permissions.' })
  viewer(@Ctx() { userName, operateDenial, editDenial, notesDenial, tokensDenial, hasLogin, source }: Context): Viewer {
    return {
      name: userName ?? null,
      canOperate: operateDenial === undefined,
      denialReason: operateDenial ?? null,
      canEdit: editDenial === undefined,
      editDenialReason: editDenial ?? null,
      canWriteNotes: notesDenial === undefined,
      notesDenialReason: notesDenial ?? null,
      canManageTokens: tokensDenial === undefined,
      tokensDenialReason: tokensDenial ?? null,
      login: hasLogin && source !== 'access token' ? loginPaths.login : null,
    };
  }
}
