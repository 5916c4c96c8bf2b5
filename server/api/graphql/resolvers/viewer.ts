import { Ctx, Field, ObjectType, Query, Resolver } from 'type-graphql';
import type { Context } from '../context.ts';
import { loginPaths } from '../../auth/login-routes.ts';

@ObjectType({ description: 'Who asks, and what they may do.' })
export class Viewer {
  @Field(() => String, { nullable: true, description: 'Who is logged in; null where nobody is.' })
  name!: string | null;

  @Field(() => Boolean, { description: 'Whether you may start scans, recompute, retry and stop schedules.' })
  canOperate!: boolean;

  @Field(() => String, { nullable: true, description: 'Why you may not.' })
  denialReason!: string | null;

  @Field(() => String, { nullable: true, description: 'The path to log in at; null where nobody can log in.' })
  login!: string | null;
}

@Resolver(() => Viewer)
export class ViewerResolver {
  @Query(() => Viewer, { description: 'Who asks, and what they may do.' })
  viewer(@Ctx() { viewerName, mayNotChange, logins }: Context): Viewer {
    return {
      name: viewerName ?? null,
      canOperate: mayNotChange === undefined,
      denialReason: mayNotChange ?? null,
      login: logins ? loginPaths.login : null,
    };
  }
}
