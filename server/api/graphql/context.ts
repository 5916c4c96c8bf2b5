import type { Logger } from 'pino';
import type { Database } from '../../store/connection/database.ts';
import type { PointCache } from '../../store/columns/point-cache.ts';
import type { Cacheability } from '../columns/response-cache.ts';
import type { Actions, Installation } from './actions.ts';

/** What resolvers work with. */
export interface Context {
  readonly database: Database;
  /** Points that were asked for before. */
  readonly points: PointCache;
  /** How the response may be cached; undefined for a subscription. */
  readonly cacheability?: Cacheability | undefined;
  readonly actions: Actions;
  readonly installation: Installation;
  readonly log: Logger;
  readonly requestId: string;
  /** Why this caller may not change anything; undefined where they may. */
  readonly mayNotChange: string | undefined;
  /** Who is logged in. */
  readonly viewerName: string | undefined;
  /** Whether people can log in here. */
  readonly logins: boolean;
  /** The caller's address, as limits of pace count it. */
  readonly address: string;
}
