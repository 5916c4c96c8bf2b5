import { printable } from '../names/printable.ts';
import { openApp } from '../app/app.ts';
import { servicesConfigured, type Settings } from '../app/settings.ts';
import type { ScanProgress } from '../extract/progress.ts';
import { listSchedules, type ScheduleEntry } from '../jobs/schedule/schedules.ts';
import { listWorkers } from '../jobs/heartbeat.ts';
import { type Service, serviceStandings } from '../store/runs/service-status.ts';
import type { RunServiceName, Worker } from '../store/entities/index.ts';
import { lastScans, readProgress } from '../store/scans.ts';
import { listReceiverStates, type ReceiverState } from '../store/notifications/receiver-states.ts';
import { countAllPoints, latestFailedFiles, readStatus } from '../store/status.ts';
import { settingsOfLatestData, withQuietLog } from './terminal/command-settings.ts';
import type { ExitStatus } from './terminal/exit-status.ts';
import { countTable, duration, moment } from './terminal/format.ts';

const serviceLabels: Record<RunServiceName, string> = { oms: 'OMS', rr: 'Run Registry' };

/** `hdqm status`: the content of the database, the last scan, and current problems. */
export async function status(given: Settings): Promise<ExitStatus> {
  const settings = await settingsOfLatestData(given);
  const app = await openApp(withQuietLog(settings));
  try {
    const { counts, lastScan } = await readStatus(app.database, countAllPoints);
    const failedFiles = await latestFailedFiles(app.database);
    const { finished } = await lastScans(app.database);
    const progress = await readProgress(app.database);
    const services = await serviceStandings(app.database);
    const workers = await listWorkers(app.database);
    const schedules = await listSchedules(app.database);
    const receivers = await listReceiverStates(app.database);
    const pending = (service: RunServiceName): number =>
      services.find((standing) => standing.service === service)?.pending ?? 0;
    const table = countTable([
      ['files extracted', counts.filesExtracted],
      ['  failed', counts.filesFailed],
      ['  superseded', counts.filesSuperseded],
      ['  found, not read yet', counts.filesFound],
      ['runs', counts.runs],
      servicesConfigured(settings)
        ? ['  pending at OMS / Run Registry', `${pending('oms')} / ${pending('rr')}`]
        : ['  OMS and Run Registry (no CLIENT_ID)', 'not queried'],
      ['datasets', counts.datasets],
      ['configs', counts.configs],
      ['  removed from the files', counts.inactive],
      ['  with a problem', counts.configProblems],
      ['points', counts.points],
    ]);
    const lines = [
      `${settings.sample ? 'Sample data (EOS_ROOT is not set)' : settings.EOS_ROOT}`,
      app.database.label,
      table,
      progress ? describeRunning(progress) : describe(lastScan, finished),
      describeNext(schedules, workers),
      ...(servicesConfigured(settings) ? services.flatMap(describeService) : []),
      ...workers.flatMap(describeWorker),
      ...receivers.flatMap(describeReceiver),
      ...failedFiles.map(({ path, reason, nextAttemptAt }) => {
        const retry = nextAttemptAt
          ? `next attempt after ${moment(nextAttemptAt)}`
          : 'not retried until the file changes';
        return printable(`Failed: ${path}: ${reason ?? 'no reason recorded'} (${retry})`);
      }),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
    return 0;
  } finally {
    await app.close();
  }
}

function describeRunning({ phase, filesDone, filesTotal, points, etaSeconds }: Partial<ScanProgress>): string {
  const left = typeof etaSeconds === 'number' ? `, ${duration(etaSeconds)} left` : '';
  return `A scan is running (${phase}): ${filesDone} of ${filesTotal} files, ${points} points${left}.`;
}

function describeNext(schedules: readonly ScheduleEntry[], workers: readonly Worker[]): string {
  const scan = schedules.find(({ name }) => name === 'scan');
  if (!workers.some(({ role }) => role === 'serve')) return 'No server is running: scheduled tasks need `hdqm serve`.';
  if (scan?.paused === true) return 'The scan schedule is paused: `hdqm schedule resume` resumes it.';
  if (scan?.missed) return `The scan scheduled for ${moment(scan.missed)} has not run: see the log of the server.`;
  return scan?.next ? `The next scan is at ${moment(scan.next)}.` : 'No scheduled scans: SCAN_SCHEDULE is off.';
}

function describeService({ service, pending, reasons, nextAttemptAt }: Service): string[] {
  if (pending === 0) return [];
  const again = nextAttemptAt === null ? '' : `, next attempt after ${moment(nextAttemptAt)}`;
  const lines = reasons.map(({ reason, runs }) => `  ${runs}: ${reason}`);
  return [`${serviceLabels[service]}: ${pending} runs pending${again}`, ...lines];
}

function describeWorker({ host, pid, role, files, problem }: Worker): string[] {
  if (problem !== null) return [`Worker ${host} ${pid} (${role}) is not processing files: ${problem}`];
  return files.map((file) => `Worker ${host} ${pid} (${role}) is reading ${file}`);
}

function describeReceiver({ receiver, pending, failed, error, nextAttemptAt }: ReceiverState): string[] {
  if (pending + failed === 0) return [];
  const counts = [...(pending > 0 ? [`${pending} pending`] : []), ...(failed > 0 ? [`${failed} failed`] : [])].join(
    ', ',
  );
  const again = nextAttemptAt === null ? '' : `, next attempt after ${moment(nextAttemptAt)}`;
  return [printable(`Notifications for ${receiver}: ${counts}${error === null ? '' : ` (${error})`}${again}`)];
}

function describe(scan: Awaited<ReturnType<typeof readStatus>>['lastScan'], finished: Date | undefined): string {
  if (!scan) return 'No scan yet: `hdqm scan` runs one.';
  const when = moment(scan.startedAt);
  if (scan.state === 'failed') {
    const dataTime = finished ? `The data are of the scan at ${moment(finished)}.` : 'No scan has finished yet.';
    return `The last scan, at ${when}, failed: ${scan.reason ?? 'no reason recorded'}\n${dataTime}`;
  }
  if (scan.state === 'running') return `A scan has been running since ${when}.`;
  return `The last scan, at ${when}, read ${scan.filesExtracted} files, ${scan.filesFailed} failed, ${scan.points} points.`;
}
