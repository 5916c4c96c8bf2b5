/** Read tokens in the database. */
import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { printable } from '../../names/printable.ts';
import type { Database } from '../connection/database.ts';
import { toText } from '../connection/storable.ts';
import { ReadToken } from '../entities/index.ts';
import { hashOf, newSecret } from './token-secret.ts';

/** Max. tokens of an owner that are neither revoked nor expired, and of those that are, characters of a name, and days until a token expires. */
export const tokenLimits = { current: 20, ended: 50, name: 60, days: 365 } as const;
/** The use of a token is stored at most this often, in minutes. */
const useMinutes = 5;

/** A token cannot be created or revoked. The message is for the user. */
export class TokenError extends Error {
  override name = 'TokenError';
}

/** Who owns tokens: a user by the subject at the issuer of logins, or the operators (null). */
export type TokenOwner = string | null;

/** A token and its secret, which nothing can show again. */
export interface CreatedToken {
  readonly token: ReadToken;
  readonly secret: string;
}

/** Creates a token that expires at a time. Throws a TokenError where the name, the time or the number of tokens is not allowed. */
export async function createToken(
  { dataSource }: Database,
  {
    owner,
    createdBy,
    name: given,
    expiresAt,
  }: { readonly owner: TokenOwner; readonly createdBy: string; readonly name: string; readonly expiresAt: Date },
): Promise<CreatedToken> {
  const name = checkName(given);
  checkExpiry(expiresAt);
  const secret = newSecret();
  const id = randomUUID();
  const token = await dataSource.transaction(async (manager) => {
    // Two creations at the same time must not exceed the limit, or have the same name. Reading goes on.
    await manager.query('LOCK TABLE read_token IN SHARE ROW EXCLUSIVE MODE');
    const current = await manager.query<{ name: string }[]>(
      `SELECT name FROM read_token WHERE owner IS NOT DISTINCT FROM $1 AND revoked_at IS NULL AND expires_at > now()`,
      [owner],
    );
    if (current.some((other) => other.name === name))
      throw new TokenError(`there is a token named ${name} already: revoke it first, or choose another name`);
    if (current.length >= tokenLimits.current)
      throw new TokenError(`there are ${tokenLimits.current} tokens already: revoke those that are not needed`);
    await manager.insert(ReadToken, { id, hash: hashOf(secret), name, owner, createdBy: toText(createdBy), expiresAt });
    await deleteEnded(manager, owner);
    return manager.findOneByOrFail(ReadToken, { id });
  });
  return { token, secret };
}

/** The tokens of an owner, or all, the newest first. */
export function listTokens({ dataSource }: Database, owner: TokenOwner | 'all'): Promise<ReadToken[]> {
  const query = dataSource.getRepository(ReadToken).createQueryBuilder('token').orderBy('token.createdAt', 'DESC');
  if (owner !== 'all') query.where('token.owner IS NOT DISTINCT FROM :owner', { owner });
  return query.getMany();
}

/** Revokes a token of an owner, or any one. Throws a TokenError where there is none, or it was revoked before. */
export async function revokeToken(
  { dataSource }: Database,
  id: string,
  owner: TokenOwner | 'all',
  revokedBy: string,
): Promise<ReadToken> {
  const tokens = dataSource.getRepository(ReadToken);
  const token = isUuid(id) ? await tokens.findOneBy({ id }) : null;
  if (!token || (owner !== 'all' && token.owner !== owner))
    throw new TokenError('there is no token of this name or ID'); // which may be a secret, given by mistake
  const { affected } = await tokens
    .createQueryBuilder()
    .update()
    .set({ revokedAt: () => 'now()', revokedBy: toText(revokedBy) })
    .where('id = :id AND revoked_at IS NULL', { id })
    .execute();
  if (affected === 0) throw new TokenError('the token is revoked already');
  return tokens.findOneByOrFail({ id });
}

/** The token of a secret, also if it is revoked or expired. */
export async function findToken({ dataSource }: Database, secret: string): Promise<ReadToken | undefined> {
  return (await dataSource.getRepository(ReadToken).findOneBy({ hash: hashOf(secret) })) ?? undefined;
}

/** Stores that a token is used, at most once in five minutes, by all processes together. */
export async function recordUse({ dataSource }: Database, { id, lastUsedAt }: ReadToken, now: number): Promise<void> {
  if (lastUsedAt !== null && now - lastUsedAt.getTime() < useMinutes * 60_000) return;
  await dataSource.query(
    `UPDATE read_token SET last_used_at = now()
     WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < now() - make_interval(mins => $2))`,
    [id, useMinutes],
  );
}

/** Deletes the revoked and expired tokens of an owner beyond the latest ones, so that creating and revoking does not fill the table. */
async function deleteEnded(manager: EntityManager, owner: TokenOwner): Promise<void> {
  await manager.query(
    `DELETE FROM read_token WHERE id IN (
       SELECT id FROM read_token WHERE owner IS NOT DISTINCT FROM $1 AND (revoked_at IS NOT NULL OR expires_at <= now())
       ORDER BY least(revoked_at, expires_at) DESC OFFSET $2)`,
    [owner, tokenLimits.ended],
  );
}

function checkName(given: string): string {
  const name = given.trim();
  if (name === '' || name.length > tokenLimits.name)
    throw new TokenError(`the name has ${name.length} characters: it must have 1 to ${tokenLimits.name}`);
  if (printable(name) !== name || isUuid(name))
    throw new TokenError('the name must consist of printable characters, and must not be an ID');
  return name;
}

function checkExpiry(expiresAt: Date): void {
  const days = (expiresAt.getTime() - Date.now()) / 86_400_000;
  if (!(days > 0 && days <= tokenLimits.days))
    throw new TokenError(`a token must expire within the next ${tokenLimits.days} days`);
}

function isUuid(text: string): boolean {
  return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text);
}
