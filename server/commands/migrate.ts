import type { ExitStatus } from './options.ts';
import { openHdqm } from '../main.ts';
import type { Settings } from '../settings.ts';
import { quietly } from './terminal.ts';

/** `hdqm migrate`: runs the migrations that the database lacks. */
export async function migrate(settings: Settings): Promise<ExitStatus> {
  const { database, close } = await openHdqm(quietly(settings));
  const { migrated, place } = database;
  await close();
  process.stdout.write(
    migrated.length === 0
      ? `${place} is up to date.\n`
      : `${place}: ${migrated.length} migrations run.\n  ${migrated.join('\n  ')}\n`,
  );
  return 0;
}
