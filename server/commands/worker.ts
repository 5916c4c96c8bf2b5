import type { ExitStatus } from '../cli.ts';
import { openHdqm } from '../main.ts';
import type { Settings } from '../settings.ts';
import { Work } from '../work.ts';

/** `hdqm worker`: reads files of the scans of other processes on the same database, until it is told to stop. */
export async function worker(settings: Settings): Promise<ExitStatus> {
  const hdqm = await openHdqm(settings);
  let work: Work | undefined;
  try {
    work = await Work.open(hdqm, 'worker');
    process.once('SIGINT', () => hdqm.stop());
    process.once('SIGTERM', () => hdqm.stop());
    process.stdout.write(
      `Worker of ${hdqm.database.place}, files from ${settings.EOS_ROOT}, ${settings.WORKERS} threads.\n`,
    );
    await work.run();
    return 0;
  } finally {
    await work?.close();
    await hdqm.close();
  }
}
