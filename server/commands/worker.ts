import { openApp } from '../app/app.ts';
import { startHealthServer, type HealthServer } from '../api/http/health.ts';
import { version } from '../app/project.ts';
import type { Settings } from '../app/settings.ts';
import { startWhenAvailable } from '../app/start.ts';
import { Notifier, notifyOnSchedule } from '../jobs/notify.ts';
import { Schedules } from '../jobs/schedule/schedules.ts';
import { ExtractionWorker } from '../jobs/worker.ts';
import { closeAll, onShutdownSignal } from '../app/shutdown.ts';
import type { ExitStatus } from './terminal/exit-status.ts';

/**
 * `hdqm worker`: does extraction jobs of other processes on the same database, and sends notifications, until SIGINT or SIGTERM. Waits for a database that is unavailable
 * at the start.
 */
export function worker(settings: Settings): Promise<ExitStatus> {
  return startWhenAvailable(settings, (started) => runWorker(settings, started));
}

async function runWorker(settings: Settings, started: () => void): Promise<ExitStatus> {
  const app = await openApp(settings);
  let extraction: ExtractionWorker | undefined;
  let watch: HealthServer | undefined;
  try {
    extraction = await ExtractionWorker.open(app, 'worker');
    const notifier = new Notifier(app);
    // One without receivers would claim the job of one that has some.
    if ((await notifier.receivers()).length > 0)
      await notifyOnSchedule(notifier, extraction.queue, new Schedules(extraction.queue, app.database));
    const { HOST, WATCH_PORT } = settings;
    if (WATCH_PORT !== undefined) watch = await startHealthServer(app.database, version, app.log, HOST, WATCH_PORT);
    onShutdownSignal(app.log, () => app.stop());
    started();
    process.stdout.write(
      `Worker of ${app.database.label}, files from ${settings.EOS_ROOT}, ${settings.WORKERS} threads${watch ? `, watched at ${watch.url}` : ''}.\n`,
    );
    await extraction.run();
    return 0;
  } finally {
    await closeAll(
      () => watch?.close(),
      () => extraction?.close(),
      () => app.close(),
    );
  }
}
