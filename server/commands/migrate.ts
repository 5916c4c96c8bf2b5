import path from 'node:path';
import { type ExitStatus, type MigrateOptions, UsageError } from './terminal/options.ts';
import { openApp } from '../app/app.ts';
import type { Settings } from '../app/settings.ts';
import { openDatabase } from '../store/connection/database.ts';
import { lastStart, processesIn } from '../store/connection/embedded-postgres.ts';
import { transfer } from '../store/connection/transfer.ts';
import { countTable, quietly } from './terminal/terminal.ts';

/** `hdqm migrate`: runs the migrations that the database lacks; with `--from-embedded`, fills it from the embedded one. */
export async function migrate(settings: Settings, { fromEmbedded }: MigrateOptions): Promise<ExitStatus> {
  if (fromEmbedded !== undefined) return moveIn(settings, fromEmbedded === true ? settings.HDQM_DATA : fromEmbedded);
  const { database, close } = await openApp(quietly(settings));
  const { migrated, label } = database;
  await close();
  process.stdout.write(
    migrated.length === 0
      ? `${label} is up to date.\n`
      : `${label}: ${migrated.length} migrations run.\n  ${migrated.join('\n  ')}\n`,
  );
  return 0;
}

async function moveIn({ DATABASE_URL }: Settings, folder: string): Promise<ExitStatus> {
  if (DATABASE_URL === undefined)
    throw new UsageError('DATABASE_URL is not set: it names the database that the embedded one is copied into.');
  const dataFolder = path.resolve(folder);
  if ((await lastStart(dataFolder)) === undefined) {
    const hint = (await lastStart(path.join(dataFolder, 'sample')))
      ? ' (what was shown of the sample is in sample/)'
      : '';
    throw new UsageError(
      `there is no embedded database in ${dataFolder}${hint}: give its folder, the HDQM_DATA of then.`,
    );
  }
  const source = await openDatabase({ dataFolder, connections: 2 });
  try {
    const others = (await processesIn((text, values) => source.dataSource.query(text, values))) - 1;
    if (others > 0)
      throw new UsageError(
        `the embedded database in ${dataFolder} is in use by ${others} other hdqm process${others > 1 ? 'es' : ''}: stop them first, so that nothing of what they store is left behind.`,
      );
    const target = await openDatabase({ url: DATABASE_URL, dataFolder, connections: 2 });
    try {
      const copied = await transfer(source, target, (table, rows) => {
        process.stderr.write(`${table}: ${rows} rows\n`);
      });
      process.stdout.write(
        `${countTable([...copied])}\nCopied into ${target.label}. From now on HDQM works there wherever DATABASE_URL is set; ${dataFolder} was left as it is.\n`,
      );
      return 0;
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}
