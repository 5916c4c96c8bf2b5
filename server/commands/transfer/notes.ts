import { readFile } from 'node:fs/promises';
import { openApp } from '../../app/app.ts';
import type { Settings } from '../../app/settings.ts';
import { exportNotes, importNotes } from '../../store/notes/transfer-notes.ts';
import { settingsOfLatestData, withQuietLog } from '../terminal/command-settings.ts';
import { type ExitStatus, UsageError } from '../terminal/exit-status.ts';

/** `hdqm notes export` prints all notes with their history as JSON; `hdqm notes import FILE` adds those of such a file that the database does not have. */
export async function notes(
  settings: Settings,
  action: 'export' | 'import',
  file: string | undefined,
): Promise<ExitStatus> {
  if ((action === 'import') !== (file !== undefined))
    throw new UsageError(action === 'import' ? 'hdqm notes import: name the file' : 'hdqm notes export takes no file');
  const entries = file === undefined ? undefined : await readEntries(file);
  const app = await openApp(withQuietLog(await settingsOfLatestData(settings)));
  try {
    if (entries === undefined) {
      process.stdout.write(`${JSON.stringify(await exportNotes(app.database), null, 1)}\n`);
      return 0;
    }
    const added = await importNotes(app.database, entries);
    const known = Array.isArray(entries) ? entries.length - added : 0;
    process.stdout.write(`${added} notes imported, ${known} were there already.\n`);
    return 0;
  } finally {
    await app.close();
  }
}

/** The JSON of a file. Throws a UsageError. */
async function readEntries(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`File of notes not readable: ${file} (${error.code}). Check its name and permissions.`);
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(
      `File of notes is no JSON: ${file} (${error instanceof Error ? error.message : String(error)}).`,
    );
  }
}
