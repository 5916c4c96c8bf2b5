import type { Pool, PoolClient } from 'pg';
import { type Database, poolOf } from './database.ts';

/** Who uses a connection. */
export interface ConnectionUser {
  /** Address of the client. */
  readonly client: string;
  /** ID of its request. */
  readonly request: string;
}

/** Max. number of connections that are used at the same time by one request, and by all requests of one client. */
export interface ConnectionShares {
  readonly request: number;
  readonly client: number;
}

/**
 * Limits the connections of a database's pool that a request and a client use at the same time, so that the others of the pool are left to
 * other clients. Statements beyond the limits wait; the next connection goes to the request that uses the smallest number. `currentUser` returns
 * undefined for statements without a limit.
 */
export function shareConnections(
  database: Pick<Database, 'dataSource'>,
  currentUser: () => ConnectionUser | undefined,
  shares: ConnectionShares,
): void {
  const pool = poolOf(database);
  const connect = pool.connect.bind(pool);
  const clients = new Map<string, ClientQueue>();
  const connectShared = (callback: Callback): void => {
    const user = currentUser();
    if (!user) {
      connect(callback);
      return;
    }
    const queue = clients.get(user.client) ?? new ClientQueue(shares);
    clients.set(user.client, queue);
    queue.enter(user.request, () => {
      const leave = (): void => {
        queue.leave(user.request);
        if (queue.isIdle) clients.delete(user.client);
      };
      connect((error, connection, release) => {
        if (!connection) {
          leave();
          callback(error, undefined, release);
          return;
        }
        connection.release = (destroy) => {
          release(destroy);
          leave();
        };
        callback(undefined, connection, (destroy?: boolean | Error) => connection.release(destroy));
      });
    });
  };
  pool.connect = ((callback?: Callback) => {
    if (callback) return connectShared(callback);
    return new Promise<PoolClient>((resolve, reject) =>
      connectShared((error, connection) => (connection ? resolve(connection) : reject(error ?? new Error('closed')))),
    );
  }) as Pool['connect'];
}

type Callback = Parameters<Pool['connect']>[0];

/** The statements of one client. */
class ClientQueue {
  private readonly shares: ConnectionShares;
  private readonly waiting: { readonly request: string; readonly start: () => void }[] = [];
  /** Number of connections by request. */
  private readonly used = new Map<string, number>();
  private total = 0;

  constructor(shares: ConnectionShares) {
    this.shares = shares;
  }

  get isIdle(): boolean {
    return this.total === 0 && this.waiting.length === 0;
  }

  /** Calls `start` when the request may use a connection. */
  enter(request: string, start: () => void): void {
    this.waiting.push({ request, start });
    this.startNext();
  }

  leave(request: string): void {
    const left = this.usedBy(request) - 1;
    if (left > 0) this.used.set(request, left);
    else this.used.delete(request);
    this.total -= 1;
    this.startNext();
  }

  private startNext(): void {
    if (this.total >= this.shares.client) return;
    const min = Math.min(...this.waiting.map(({ request }) => this.usedBy(request)));
    if (min >= this.shares.request) return;
    const index = this.waiting.findIndex(({ request }) => this.usedBy(request) === min);
    const [next] = this.waiting.splice(index, 1);
    if (!next) return;
    this.used.set(next.request, min + 1);
    this.total += 1;
    next.start();
  }

  private usedBy(request: string): number {
    return this.used.get(request) ?? 0;
  }
}
