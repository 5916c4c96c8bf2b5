import path from 'node:path';
import { openApp } from '../app/app.ts';
import type { Settings } from '../app/settings.ts';
import { openDatabase } from '../store/connection/database.ts';
import { lastStart, processesIn } from '../store/connection/embedded-postgres.ts';
import { transfer } from '../store/connection/transfer.ts';
import { withQuietLog } from './terminal/command-settings.ts';
import { type ExitStatus, UsageError } from './terminal/exit-status.ts';
import { countTable } from './terminal/format.ts';

export interface MigrateOptions {
  /** Folder of the embedded database to copy from; true: HDQM_DATA. */
  readonly fromEmbedded?: string | true;
}

/** `hdqm migrate`: runs pending migrations; with `--from-embedded`, copies the embedded database into an empty one. */
export async function migrate(settings: Settings, { fromEmbedded }: MigrateOptions): Promise<ExitStatus> {
  if (fromEmbedded !== undefined)
    return copyEmbedded(settings, fromEmbedded === true ? settings.HDQM_DATA : fromEmbedded);
  const { database, close } = await openApp(withQuietLog(settings));
  const { migrated, label } = database;
  await close();
  process.stdout.write(
    migrated.length === 0
      ? `${label} is up to date.\n`
      : `${label}: ${migrated.length} migrations were run.\n  ${migrated.join('\n  ')}\n`,
  );
  return 0;
}

async function copyEmbedded({ DATABASE_URL }: Settings, folder: string): Promise<ExitStatus> {
  if (DATABASE_URL === undefined) throw new UsageError('DATABASE_URL is not set: it must name the target database.');
  const dataFolder = path.resolve(folder);
  if ((await lastStart(dataFolder)) === undefined) {
    const hint = (await lastStart(path.join(dataFolder, 'sample')))
      ? ' (the sample database is in its subfolder sample/)'
      : '';
    throw new UsageError(`no embedded database in ${dataFolder}${hint}. Give its folder, the former HDQM_DATA.`);
  }
  const source = await openDatabase({ dataFolder, connections: 2 });
  try {
    const others = (await processesIn((text, values) => source.dataSource.query(text, values))) - 1;
    if (others > 0)
      throw new UsageError(
        `the embedded database in ${dataFolder} is in use by ${others} other hdqm process${others > 1 ? 'es' : ''}. Stop them first, so that all their data are copied.`,
      );
    const target = await openDatabase({ url: DATABASE_URL, dataFolder, connections: 2 });
    try {
      const copied = await transfer(source, target, (table, rows) => {
        process.stderr.write(`${table}: ${rows} rows\n`);
      });
      process.stdout.write(
        `${countTable([...copied])}\nCopied into ${target.label}. With this DATABASE_URL, HDQM uses it from now on; ${dataFolder} is unchanged.\n`,
      );
      return 0;
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}
