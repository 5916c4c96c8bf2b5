import type { Logger } from 'pino';
import type { Database } from '../store/database.ts';
import type { Actions, Installation } from './actions.ts';

/** What resolvers work with. */
export interface Context {
  readonly database: Database;
  readonly actions: Actions;
  readonly installation: Installation;
  readonly log: Logger;
  readonly requestId: string;
  /** Why this caller may not change anything; undefined where they may. */
  readonly mayNotChange: string | undefined;
}
