import Table from 'cli-table3';
import { openApp } from '../../app/app.ts';
import type { Settings } from '../../app/settings.ts';
import { createToken, listTokens, revokeToken, TokenError, tokenLimits } from '../../store/access/read-tokens.ts';
import type { Database } from '../../store/connection/database.ts';
import type { ReadToken } from '../../store/entities/index.ts';
import { printable } from '../../names/printable.ts';
import { settingsOfLatestData, withQuietLog } from '../terminal/command-settings.ts';
import { type ExitStatus, UsageError } from '../terminal/exit-status.ts';
import { moment } from '../terminal/format.ts';

export type TokenAction = 'create' | 'list' | 'revoke';

/** Who creates and revokes tokens by the command, in lists and logs. */
const author = 'hdqm token';

/** `hdqm token`: creates a read token and prints its secret, lists all tokens, or revokes one by its name or ID. */
export async function token(
  settings: Settings,
  action: TokenAction,
  name: string | undefined,
  { expires = new Date(Date.now() + tokenLimits.days * 86_400_000) }: { readonly expires?: Date | undefined },
): Promise<ExitStatus> {
  if ((action === 'list') !== (name === undefined))
    throw new UsageError(action === 'list' ? 'hdqm token list takes no name' : `hdqm token ${action}: name the token`);
  const app = await openApp(withQuietLog(await settingsOfLatestData(settings)));
  try {
    if (name === undefined) process.stdout.write(describeTokens(await listTokens(app.database, 'all')));
    else if (action === 'create') await create(app.database, name, expires);
    else await revoke(app.database, name);
    return 0;
  } finally {
    await app.close();
  }
}

/** The secret only is on stdout, for `TOKEN=$(hdqm token create …)`. */
async function create(database: Database, name: string, expiresAt: Date): Promise<void> {
  const { secret } = await createToken(database, { owner: null, createdBy: author, name, expiresAt });
  process.stderr.write(`Read token ${name}, valid until ${moment(expiresAt)}. Its secret is not shown again:\n`);
  process.stdout.write(`${secret}\n`);
}

async function revoke(database: Database, nameOrId: string): Promise<void> {
  const all = await listTokens(database, 'all');
  const named = all.filter((token) => token.name === nameOrId && stateOf(token) === 'current');
  if (named.length > 1)
    throw new TokenError(
      `${named.length} tokens have the name ${nameOrId}: give the ID, ${named.map(({ id, createdBy }) => `${id} of ${createdBy}`).join(' or ')}`,
    );
  const { name } = await revokeToken(database, named[0]?.id ?? nameOrId, 'all', author);
  process.stdout.write(`Read token ${name} revoked. Servers reject it within 5 s.\n`);
}

function describeTokens(tokens: readonly ReadToken[]): string {
  if (tokens.length === 0) return 'There are no read tokens.\n';
  const head = ['name', 'state', 'expires', 'last used', 'created', 'by', 'ID'];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const one of tokens) {
    const { name, expiresAt, lastUsedAt, createdAt, createdBy, revokedBy, id } = one;
    const state = stateOf(one) === 'revoked' ? `revoked by ${printable(revokedBy ?? '')}` : stateOf(one);
    const used = lastUsedAt ? moment(lastUsedAt) : 'never';
    table.push([printable(name), state, moment(expiresAt), used, moment(createdAt), printable(createdBy), id]);
  }
  return `${table.toString()}\n`;
}

function stateOf({ revokedAt, expiresAt }: ReadToken): 'current' | 'revoked' | 'expired' {
  if (revokedAt) return 'revoked';
  return expiresAt.getTime() > Date.now() ? 'current' : 'expired';
}
