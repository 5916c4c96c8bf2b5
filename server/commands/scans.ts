import { printable } from '../names/printable.ts';
import Table from 'cli-table3';
import { openApp } from '../app/app.ts';
import type { Settings } from '../app/settings.ts';
import { listScans } from '../store/scans.ts';
import { settingsOfLatestData, withQuietLog } from './terminal/command-settings.ts';
import type { ExitStatus } from './terminal/exit-status.ts';
import { duration, moment } from './terminal/format.ts';

/** `hdqm scans`: the latest scans, the last first. */
export async function scans(settings: Settings, limit: number): Promise<ExitStatus> {
  const app = await openApp(withQuietLog(await settingsOfLatestData(settings)));
  try {
    const found = await listScans(app.database, { limit });
    const head = ['scan', 'start', 'took', 'state', 'files', 'new', 'read', 'failed', 'points', 'runs pending'];
    const table = new Table({ head, style: { head: [], border: [] } });
    for (const scan of found) {
      const took = scan.finishedAt ? duration((scan.finishedAt.getTime() - scan.startedAt.getTime()) / 1000) : '–';
      const state = scan.reason === null ? scan.state : printable(`${scan.state}: ${scan.reason}`);
      const { filesFound, filesNew, filesExtracted, filesFailed, points, runsPending } = scan;
      table.push([
        scan.id,
        moment(scan.startedAt),
        took,
        state,
        filesFound,
        filesNew,
        filesExtracted,
        filesFailed,
        points,
        runsPending,
      ]);
    }
    process.stdout.write(found.length === 0 ? 'No scan yet: `hdqm scan` runs one.\n' : `${table.toString()}\n`);
    return 0;
  } finally {
    await app.close();
  }
}
