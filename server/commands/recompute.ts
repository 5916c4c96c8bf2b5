import type { ExitStatus, RecomputeOptions } from './terminal/options.ts';
import { openApp } from '../app/app.ts';
import { recompute as recomputePoints } from '../extract/reprocess.ts';
import type { Settings } from '../app/settings.ts';
import { duration, quietly, showProgress } from './terminal/terminal.ts';

/** `hdqm recompute`: computes points of a selection from files already known. */
export async function recompute(settings: Settings, options: RecomputeOptions): Promise<ExitStatus> {
  const app = await openApp(quietly(settings));
  const { listener, stop } = showProgress();
  process.once('SIGINT', () => app.stop());
  process.once('SIGTERM', () => app.stop());
  try {
    const { configs, files, points, failed, vanished, seconds } = await recomputePoints(app, options, listener);
    stop();
    const lines = [
      files === 0
        ? `Nothing to compute: the points of all ${configs} configs of the selection are there (--replace computes them anew).`
        : `${points} points of ${configs} configs stored, from ${files} files, ${duration(seconds)}.`,
      ...failed.map(({ path, reason }) => `Failed: ${path}: ${reason} (its points stay)`),
      ...vanished.map((path) => `No longer in the tree: ${path} (its points stay)`),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
    return failed.length === 0 ? 0 : 1;
  } finally {
    stop();
    await app.close();
  }
}
