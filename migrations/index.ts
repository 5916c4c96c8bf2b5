import { Initial1764000000000 } from './1764000000000-initial.ts';

/** All migrations, oldest first. One that has landed never changes: a database may have it. */
export const migrations = [Initial1764000000000] as const;
