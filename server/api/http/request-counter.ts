import type { ClientRateLimitInfo, Store } from 'express-rate-limit';
import { LRUCache } from 'lru-cache';

/** Window of the rate limits, in ms. */
export const windowMs = 60_000;
/** Clients in memory: a new one beyond them replaces the one that was idle for the longest time. */
const maxClients = 10_000;

/** Counts the requests of each client in windows of a minute, in limited memory. */
export class RequestCounter implements Store {
  readonly localKeys = true;
  private readonly clients = new LRUCache<string, { totalHits: number; resetTime: Date }>({ max: maxClients });

  /** Counts a request. */
  increment(client: string): ClientRateLimitInfo {
    const info = this.current(client) ?? { totalHits: 0, resetTime: new Date(Date.now() + windowMs) };
    info.totalHits += 1;
    this.clients.set(client, info);
    return { ...info };
  }

  decrement(client: string): void {
    const info = this.current(client);
    if (info) info.totalHits -= 1;
  }

  resetKey(client: string): void {
    this.clients.delete(client);
  }

  /** Requests of a client in its current window. */
  count(client: string): number {
    return this.current(client)?.totalHits ?? 0;
  }

  private current(client: string): { totalHits: number; resetTime: Date } | undefined {
    const info = this.clients.get(client);
    return info && info.resetTime.getTime() > Date.now() ? info : undefined;
  }
}
