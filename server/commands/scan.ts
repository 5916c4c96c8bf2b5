import type { EnrichmentSummary } from '../jobs/enrich.ts';
import { openApp } from '../app/app.ts';
import { commandProcess } from '../jobs/job-process.ts';
import { Notifier, type NotifySummary } from '../jobs/notify.ts';
import { runScan, type ScanSummary } from '../jobs/scan.ts';
import type { Settings } from '../app/settings.ts';
import { onShutdownSignal } from '../app/shutdown.ts';
import { findPausedSchedules } from '../store/paused-schedules.ts';
import { printable } from '../names/printable.ts';
import { withQuietLog } from './terminal/command-settings.ts';
import type { ExitStatus } from './terminal/exit-status.ts';
import { countTable, duration } from './terminal/format.ts';
import { showProgress } from './terminal/progress-bar.ts';

/** `hdqm scan`: one scan, its progress, and a summary. Failed files are listed and do not change the exit status. */
export async function scan(settings: Settings): Promise<ExitStatus> {
  const app = await openApp(withQuietLog(settings));
  const { listener, stop } = showProgress();
  const jobs = commandProcess(app, 'scan', listener);
  onShutdownSignal(app.log, () => app.stop());
  try {
    const summary = await runScan(jobs);
    stop();
    const isPaused = (await findPausedSchedules(app.database)).has('notify');
    const notified = isPaused ? undefined : await new Notifier(app).run();
    process.stdout.write(`${describeScan(summary, settings)}${describeNotifications(notified)}`);
    return 0;
  } finally {
    stop();
    await jobs.close();
    await app.close();
  }
}

/** The summary of a scan: a table of counts, then failed files and other problems. */
export function describeScan(summary: ScanSummary, settings: Pick<Settings, 'EOS_ROOT' | 'sample'>): string {
  const { filesExtracted, filesFailed, filesBackfilled, filesMissing, synchronized } = summary;
  const table = countTable([
    ['files in the tree', summary.filesFound],
    ['  new', summary.filesNew],
    ['  read', filesExtracted],
    ['  failed', filesFailed.length],
    ['  superseded, not read', summary.filesOlder],
    ['  failed before, not due yet', summary.filesWaiting],
    ['  missing when they were to be read', filesMissing],
    ['  skipped (run 1 and 999999)', summary.leftOut],
    ['  with an unknown name', summary.unknownNames.length],
    ['files read again for new configs', filesBackfilled],
    ['points stored', summary.points],
    ['configs', summary.configs],
    ['  new / changed / removed', `${synchronized.added} / ${synchronized.changed} / ${synchronized.removed}`],
    ['  skipped for a problem', summary.configProblems],
    ['trends judged', summary.judgement.trends],
    ['  alarms opened / resolved', `${summary.judgement.opened} / ${summary.judgement.resolved}`],
  ]);
  const lines = [table];
  const section = (title: string, items: readonly string[]): void => {
    if (items.length > 0) lines.push('', title, ...items.map((item) => `  ${printable(item)}`));
  };
  const { enrichment } = summary;
  lines.push('', ...describeEnrichment(enrichment));
  section(
    'Failed files:',
    filesFailed.map(({ path, reason }) => `${path}: ${reason}`),
  );
  section('Unknown names:', shortened(summary.unknownNames));
  section(
    'Folders that cannot be listed:',
    summary.unreadableFolders.map(({ folder, reason }) => `${folder}: ${reason}`),
  );
  section('Links, which are not followed:', shortened(summary.links));
  section(
    'Files that changed after they were read; `hdqm recompute --replace --runs RUN` reads one again:',
    shortened(summary.changed),
  );
  section('FIFOs, sockets and devices, which are not read:', shortened(summary.special));
  if (summary.configProblems > 0) lines.push('', 'Some configs are skipped: `hdqm check` lists their problems.');
  const nothing = filesExtracted + filesFailed.length + filesBackfilled + filesMissing === 0;
  const from = settings.sample ? 'the sample data (EOS_ROOT is not set)' : settings.EOS_ROOT;
  lines.push('', `${nothing ? 'Nothing new in' : 'Scanned'} ${from}, ${duration(summary.seconds)}.`, '');
  return lines.join('\n');
}

/** What became of notifications; '' without receivers. */
function describeNotifications(summary: NotifySummary | undefined): string {
  if (summary === undefined) return '';
  const { sent, unsent, failed, nextAttemptAt } = summary;
  const parts = [
    `${sent} sent`,
    ...(unsent > 0 ? [`${unsent} not accepted`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
  const later = nextAttemptAt === undefined ? '' : ' Others are sent by `hdqm serve`, or by the next scan.';
  return `Notifications: ${parts.join(', ')}.${later}\n`;
}

/** The results of OMS and Run Registry, a line each, and the number of pending runs. */
export function describeEnrichment(enrichment: EnrichmentSummary | undefined): string[] {
  if (enrichment === undefined) return ['OMS and Run Registry are not queried: CLIENT_ID is not set.'];
  const names = { oms: 'OMS', rr: 'Run Registry' } as const;
  const lines = enrichment.services
    .filter(({ queried }) => queried > 0)
    .map(({ service, queried, known, unknown, pending, reason }) => {
      const parts = [`${known} found`, `${unknown} not in ${names[service]}`, `${pending} pending`];
      return printable(
        `${names[service]}: ${queried} runs queried, ${parts.join(', ')}${reason === undefined ? '' : ` (${reason})`}`,
      );
    });
  return [
    ...lines,
    enrichment.pending === 0 ? 'No runs pending.' : `${enrichment.pending} runs pending: queried again later.`,
  ];
}

const maxListed = 20;

function shortened(items: readonly string[]): string[] {
  return items.length > maxListed
    ? [...items.slice(0, maxListed), `… and ${items.length - maxListed} more`]
    : [...items];
}
