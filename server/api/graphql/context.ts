import type { Logger } from 'pino';
import type { PointCache } from '../../store/columns/point-cache.ts';
import type { Database } from '../../store/connection/database.ts';
import type { RunServiceName } from '../../store/entities/index.ts';
import type { Cacheability } from '../columns/response-cache.ts';
import type { Actions } from './actions.ts';

/** What the API reports about the installation. */
export interface Installation {
  readonly version: string;
  /** Whether it serves the sample data. */
  readonly sample: boolean;
  readonly eosRoot: string;
  readonly publicUrl: string | undefined;
  /** Hosts of OMS and Run Registry; undefined if they are not configured. */
  readonly services: Readonly<Record<RunServiceName, string>> | undefined;
}

/** What resolvers get with each request. */
export interface Context {
  readonly database: Database;
  readonly points: PointCache;
  /** How the response may be cached; undefined for a subscription. */
  readonly cacheability?: Cacheability | undefined;
  readonly actions: Actions;
  readonly installation: Installation;
  readonly log: Logger;
  readonly requestId: string;
  /** Why operator actions are denied; undefined if they are allowed. */
  readonly operateDenial: string | undefined;
  /** Name of the logged-in user. */
  readonly userName: string | undefined;
  /** Whether login is configured. */
  readonly hasLogin: boolean;
  /** Address of the client, the key of rate limits. */
  readonly address: string;
}
