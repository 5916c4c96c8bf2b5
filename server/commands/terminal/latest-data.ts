import path from 'node:path';
import type { Settings } from '../../app/settings.ts';
import { lastStart } from '../../store/connection/embedded-postgres.ts';

/**
 * The settings of a command that only looks: without EOS_ROOT the sample's data or one's own, whichever embedded database was started last.
 * So `hdqm export` gives what `EOS_ROOT=… hdqm scan` has just stored, and beside `npm start` it gives the sample's points. Says on stderr
 * which where both are there.
 */
export async function latestData(settings: Settings): Promise<Settings> {
  if (!settings.sample || settings.DATABASE_URL !== undefined) return settings;
  const ownFolder = path.dirname(settings.HDQM_DATA);
  const [own, sample] = [await lastStart(ownFolder), await lastStart(settings.HDQM_DATA)];
  if (own === undefined) return settings;
  const isOwn = sample === undefined || own > sample;
  if (sample)
    process.stderr.write(
      `EOS_ROOT is not set: ${isOwn ? 'your own data' : 'the sample data'}, which were used last.\n`,
    );
  return isOwn ? { ...settings, sample: false, EOS_ROOT: `data in ${ownFolder}`, HDQM_DATA: ownFolder } : settings;
}
