import {
  Arg,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { createToken, listTokens, revokeToken, tokenLimits } from '../../../../store/access/read-tokens.ts';
import { ReadToken } from '../../../../store/entities/index.ts';
import type { Role } from '../../auth-checker.ts';
import type { Context } from '../../context.ts';
import { listComplexity } from '../../query-cost.ts';

@ObjectType({ description: 'A read token that was just created.' })
export class CreatedReadToken {
  @Field(() => ReadToken, { description: 'The token.' })
  token!: ReadToken;

  @Field(() => String, { description: 'Its secret, which is shown here only: HDQM stores a hash of it.' })
  secret!: string;
}

@Resolver(() => ReadToken)
export class ReadTokenResolver {
  @Authorized<Role>('owner')
  @Query(() => [ReadToken], {
    description: 'The read tokens of the user, of operators all; the newest first, also revoked and expired ones.',
    complexity: listComplexity(tokenLimits.current),
  })
  readTokens(@Ctx() context: Context): Promise<ReadToken[]> {
    return listTokens(context.database, manageable(context));
  }

  @Authorized<Role>('owner')
  @Mutation(() => CreatedReadToken, { description: 'Creates a read token.' })
  async createReadToken(
    @Ctx() { database, userId, author, log }: Context,
    @Arg('name', () => String, { description: `What it is for, up to ${tokenLimits.name} characters.` }) name: string,
    @Arg('days', () => Int, {
      defaultValue: tokenLimits.days,
      description: `Days until it expires, 1 to ${tokenLimits.days}.`,
    })
    days: number,
  ): Promise<CreatedReadToken> {
    const expiresAt = new Date(Date.now() + days * 86_400_000);
    const created = await createToken(database, { owner: userId ?? null, createdBy: author, name, expiresAt });
    const { token } = created;
    log.info({ token: token.name, id: token.id, by: author, expiresAt }, 'read token created');
    return created;
  }

  @Authorized<Role>('owner')
  @Mutation(() => ReadToken, { description: 'Revokes a read token: it is rejected from now on.' })
  async revokeReadToken(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'ID of the token.' }) id: string,
  ): Promise<ReadToken> {
    const { database, author, log, forgetTokens } = context;
    const token = await revokeToken(database, id, manageable(context), author);
    forgetTokens();
    log.info({ token: token.name, id, by: author }, 'read token revoked');
    return token;
  }

  @FieldResolver(() => Boolean, { description: 'Whether the user owns it; operators see those of others, too.' })
  isOwn(@Root() { owner }: ReadToken, @Ctx() { userId }: Context): boolean {
    return owner === (userId ?? null);
  }
}

/** Whose tokens the sender of a request may see and revoke. */
function manageable({ operateDenial, userId }: Context): string | null | 'all' {
  return operateDenial === undefined ? 'all' : (userId ?? null);
}
