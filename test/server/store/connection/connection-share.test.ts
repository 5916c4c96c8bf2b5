import type { PoolClient } from 'pg';
import { expect, it } from 'vitest';
import { type ConnectionUser, shareConnections } from '../../../../server/store/connection/connection-share.ts';
import type { Database } from '../../../../server/store/connection/database.ts';

type Callback = (
  error: Error | undefined,
  client: PoolClient | undefined,
  release: (destroy?: boolean) => void,
) => void;

/** A pool whose connections are limited to 2 per request and 3 per client, the users in the order of their connections, and `release`. */
function sharedPool() {
  let user: ConnectionUser | undefined;
  let fails = false;
  const pool = {
    connect: (callback: Callback) =>
      fails
        ? callback(new Error('no'), undefined, () => undefined)
        : callback(undefined, {} as PoolClient, () => undefined),
  };
  const database = { dataSource: { driver: { master: pool } } } as unknown as Database;
  shareConnections(database, () => user, { request: 2, client: 3 });
  const served: string[] = [];
  const releases: (() => void)[] = [];
  return {
    served,
    failNext: () => (fails = true),
    connect: (name: string, by: ConnectionUser | undefined) => {
      user = by;
      pool.connect((error, _client, release) => {
        fails = false;
        served.push(error ? `${name}: ${error.message}` : name);
        releases.push(release);
      });
    },
    release: (name: string) => releases[served.indexOf(name)]?.(),
  };
}

it('limits the connections of a request and of a client, and serves the request with the smallest number first', () => {
  const { connect, release, served } = sharedPool();
  const [a, b, other] = ['a', 'b', 'c'].map((request) => ({ client: request === 'c' ? '2' : '1', request }));
  for (const name of ['a1', 'a2', 'a3', 'a4', 'a5']) connect(name, a);
  expect(served).toEqual(['a1', 'a2']);
  connect('b1', b);
  connect('b2', b);
  expect(served).toEqual(['a1', 'a2', 'b1']);
  connect('c1', other);
  connect('monitoring', undefined);
  expect(served.slice(3)).toEqual(['c1', 'monitoring']);
  release('b1');
  expect(served.slice(5)).toEqual(['b2']);
  release('a1');
  expect(served.slice(6)).toEqual(['a3']);
});

it('frees the share of a connection that failed', () => {
  const { connect, failNext, served } = sharedPool();
  const user = { client: '1', request: 'a' };
  failNext();
  for (const name of ['a1', 'a2', 'a3', 'a4']) connect(name, user);
  expect(served).toEqual(['a1: no', 'a2', 'a3']);
});
