import path from 'node:path';
import type { Settings } from '../../app/settings.ts';
import { lastStart } from '../../store/connection/embedded-postgres.ts';

/**
 * The settings of a read-only command: without EOS_ROOT, those of the embedded database that was started last, the sample's or the user's.
 * So `hdqm export` prints what `EOS_ROOT=… hdqm scan` has just stored, and next to `npm start` the sample's points. Reports on stderr which
 * one it is where both exist.
 */
export async function settingsOfLatestData(settings: Settings): Promise<Settings> {
  if (!settings.sample || settings.DATABASE_URL !== undefined) return settings;
  const ownFolder = path.dirname(settings.HDQM_DATA);
  const [own, sample] = [await lastStart(ownFolder), await lastStart(settings.HDQM_DATA)];
  if (own === undefined) return settings;
  const isOwn = sample === undefined || own > sample;
  if (sample)
    process.stderr.write(
      `EOS_ROOT is not set: using ${isOwn ? 'your own data' : 'the sample data'}, which were used last.\n`,
    );
  return isOwn ? { ...settings, sample: false, EOS_ROOT: `data in ${ownFolder}`, HDQM_DATA: ownFolder } : settings;
}

/** The settings of a command that prints its result itself: by default nothing is logged. */
export function withQuietLog(settings: Settings): Settings {
  return settings.LOG_LEVEL === 'info' ? { ...settings, LOG_LEVEL: 'silent' } : settings;
}
