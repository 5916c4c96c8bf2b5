import { printable } from '../names/printable.ts';
import { openApp } from '../app/app.ts';
import { commandProcess } from '../jobs/job-process.ts';
import { recompute as recomputePoints, type RecomputeSelection } from '../jobs/reprocess.ts';
import type { Settings } from '../app/settings.ts';
import { withQuietLog } from './terminal/command-settings.ts';
import type { ExitStatus } from './terminal/exit-status.ts';
import { duration } from './terminal/format.ts';
import { showProgress } from './terminal/progress-bar.ts';

/** `hdqm recompute`: computes points of a selection from files already known. */
export async function recompute(settings: Settings, options: RecomputeSelection): Promise<ExitStatus> {
  const app = await openApp(withQuietLog(settings));
  const { listener, stop } = showProgress();
  const jobs = commandProcess(app, 'recompute', listener);
  process.once('SIGINT', () => app.stop());
  process.once('SIGTERM', () => app.stop());
  try {
    const { configs, files, points, failed, missing, seconds } = await recomputePoints(jobs, options);
    stop();
    const lines = [
      files === 0
        ? `Nothing to compute: all points of the ${configs} selected configs are stored (--replace recomputes them).`
        : `${points} points of ${configs} configs stored, from ${files} files, ${duration(seconds)}.`,
      ...failed.map(({ path, reason }) => printable(`Failed: ${path}: ${reason} (points kept)`)),
      ...missing.map((path) => printable(`No longer in the tree: ${path} (points kept)`)),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
    return failed.length === 0 ? 0 : 1;
  } finally {
    stop();
    await jobs.close();
    await app.close();
  }
}
