import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  createToken,
  findToken,
  listTokens,
  recordUse,
  revokeToken,
  TokenError,
  tokenLimits,
} from '../../../../server/store/access/read-tokens.ts';
import { hashOf } from '../../../../server/store/access/token-secret.ts';
import { freshDatabase, type TestDatabase } from '../../../database.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await freshDatabase();
});
afterEach(() => query('TRUNCATE read_token'));
afterAll(() => test.drop());

const query = (sql: string): Promise<unknown> => test.database.dataSource.query(sql);
const inDays = (days: number): Date => new Date(Date.now() + days * 86_400_000);
const create = (name: string, owner: string | null = 'ada', expiresAt = inDays(30)) =>
  createToken(test.database, { owner, createdBy: 'Ada', name, expiresAt });
const problem = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (error: unknown) => (error instanceof TokenError ? error.message : `not expected: ${String(error)}`),
  );

describe('createToken', () => {
  it('stores the hash of the secret, and nothing else of it', async () => {
    const { token, secret } = await create(' nightly report ');
    expect(token).toMatchObject({ name: 'nightly report', owner: 'ada', createdBy: 'Ada', revokedAt: null });
    expect(token.hash).toBe(hashOf(secret));
    const rows = JSON.stringify(await query('SELECT * FROM read_token'));
    expect(rows).toContain(token.hash);
    expect(rows).not.toContain(secret.slice(5, 21));
    expect(await findToken(test.database, secret)).toEqual(token);
    expect(await findToken(test.database, `${secret}0`)).toBeUndefined();
  });

  it('rejects a name that is in use by the same owner, empty, too long, unprintable or like an ID', async () => {
    const { token } = await create('ci');
    expect(await problem(create('ci'))).toMatch(/there is a token named ci already/);
    expect(await problem(create('ci', 'bob'))).toBe('none');
    expect(await problem(create('ci', null))).toBe('none');
    for (const name of ['', '  ', 'x'.repeat(61)]) expect(await problem(create(name))).toMatch(/must have 1 to 60/);
    for (const name of ['a\nb', 'a\u202eb', 'a\0b', token.id]) expect(await problem(create(name))).toMatch(/printable/);
    await revokeToken(test.database, token.id, 'ada', 'Ada');
    expect(await problem(create('ci'))).toBe('none');
  });

  it('rejects a time in the past, and one later than in a year', async () => {
    for (const days of [-1, 0, 365.1, Infinity, NaN])
      expect(await problem(create('ci', 'ada', inDays(days)))).toBe('a token must expire within the next 365 days');
    expect(await problem(create('ci', 'ada', inDays(365)))).toBe('none');
  });

  it('limits the current tokens of an owner, also of creations at the same time', async () => {
    const problems = await Promise.all(
      Array.from({ length: tokenLimits.current + 5 }, (_, index) => problem(create(`t${index}`))),
    );
    expect(problems.filter((one) => one === 'none')).toHaveLength(tokenLimits.current);
    expect(problems.filter((one) => one.includes('there are 20 tokens already'))).toHaveLength(5);
    expect(await problem(create('other', 'bob'))).toBe('none');
    await query(`UPDATE read_token SET expires_at = now() WHERE name = 't0' OR name = 't1'`);
    expect(await problem(create('one more'))).toBe('none');
    const same = await Promise.all([problem(create('same')), problem(create('same'))]);
    expect(same.filter((one) => one === 'none')).toHaveLength(1);
  });

  it('deletes the revoked and expired tokens of the owner beyond the latest ones', async () => {
    await create('of bob', 'bob');
    await query('UPDATE read_token SET revoked_at = now()');
    await query(
      `INSERT INTO read_token (id, hash, name, owner, created_by, expires_at, revoked_at)
       SELECT gen_random_uuid(), n, n, 'ada', 'Ada', now() - make_interval(days => n), CASE WHEN n % 2 = 0 THEN now() - make_interval(days => n) END
       FROM generate_series(1, ${tokenLimits.ended + 10}) AS n`,
    );
    await create('new');
    const names = (await listTokens(test.database, 'ada')).map(({ name }) => name);
    expect(names.sort()).toEqual(['new', ...Array.from({ length: tokenLimits.ended }, (_, n) => String(n + 1))].sort());
    expect(await listTokens(test.database, 'bob')).toHaveLength(1);
  });
});

describe('revokeToken', () => {
  it('revokes a token of its owner, once', async () => {
    const { token, secret } = await create('ci');
    for (const owner of ['bob', null])
      expect(await problem(revokeToken(test.database, token.id, owner, 'Bob'))).toBe(
        'there is no token of this name or ID',
      );
    expect(await problem(revokeToken(test.database, `${token.id}' OR true --`, 'all', 'Bob'))).toMatch(/no token/);
    const revoked = await revokeToken(test.database, token.id, 'ada', 'Ada');
    expect(revoked).toMatchObject({ revokedBy: 'Ada', revokedAt: expect.any(Date) });
    expect(await findToken(test.database, secret)).toMatchObject({ revokedBy: 'Ada' });
    expect(await problem(revokeToken(test.database, token.id, 'all', 'Bob'))).toBe('the token is revoked already');
    expect((await listTokens(test.database, 'all'))[0]).toMatchObject({ revokedBy: 'Ada' });
  });
});

describe('recordUse', () => {
  it('stores the use of a token once in five minutes, whatever the process knows', async () => {
    const { token, secret } = await create('ci');
    const used = async (): Promise<Date | null | undefined> => (await findToken(test.database, secret))?.lastUsedAt;
    await recordUse(test.database, token, Date.now());
    const first = await used();
    expect(first).toBeInstanceOf(Date);
    await recordUse(test.database, token, Date.now()); // of a process that has not read it since
    expect(await used()).toEqual(first);
    await query(`UPDATE read_token SET last_used_at = now() - interval '301 seconds'`);
    const known = await findToken(test.database, secret);
    await recordUse(test.database, known ?? token, Date.now());
    expect((await used())?.getTime()).toBeGreaterThanOrEqual(first?.getTime() ?? Infinity);
  });
});
