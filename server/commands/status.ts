import type { ExitStatus } from './options.ts';
import { latestData } from './latest-data.ts';
import { openHdqm } from '../main.ts';
import type { Settings } from '../settings.ts';
import { countPending } from '../store/enrichment.ts';
import { isScanRunning } from '../store/scans.ts';
import { countTable, quietly } from './terminal.ts';
import { readStatus } from '../store/status.ts';

/** `hdqm status`: what the database holds, what the last scan did, what is wrong at present. */
export async function status(given: Settings): Promise<ExitStatus> {
  const settings = await latestData(given);
  const hdqm = await openHdqm(quietly(settings));
  try {
    const { counts, lastScan, failedFiles } = await readStatus(hdqm.database);
    const running = await isScanRunning(hdqm.database);
    const pending = await countPending(hdqm.database);
    const table = countTable([
      ['files extracted', counts.extracted],
      ['  failed', counts.failed],
      ['  superseded by better ones', counts.superseded],
      ['  found, not read yet', counts.found],
      ['runs', counts.runs],
      ['  pending at OMS / Run Registry', `${pending.oms} / ${pending.rr}`],
      ['datasets', counts.datasets],
      ['configs', counts.configs],
      ['  no longer in the files', counts.inactive],
      ['  with a problem', counts.problems],
      ['points', counts.points],
    ]);
    const lines = [
      `${settings.sample ? 'Sample data (EOS_ROOT is not set)' : settings.EOS_ROOT}`,
      hdqm.database.place,
      table,
      running ? 'A scan is running.' : describe(lastScan),
      ...failedFiles.map(({ path, reason, nextTry }) => {
        const again = nextTry ? `tried again after ${nextTry.toISOString()}` : 'not tried again until it changes';
        return `Failed: ${path}: ${reason ?? 'no reason kept'} (${again})`;
      }),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
    return 0;
  } finally {
    await hdqm.close();
  }
}

function describe(scan: Awaited<ReturnType<typeof readStatus>>['lastScan']): string {
  if (!scan) return 'No scan yet: `hdqm scan` runs one.';
  const when = scan.startedAt.toISOString();
  if (scan.state === 'failed') return `The last scan, at ${when}, failed: ${scan.reason ?? 'no reason kept'}`;
  if (scan.state === 'running') return `The scan of ${when} was interrupted; the next one goes on.`;
  return `The last scan, at ${when}, read ${scan.filesExtracted} files, ${scan.filesFailed} failed, ${scan.points} points.`;
}
