import cliProgress from 'cli-progress';
import type { ProgressListener } from '../../extract/progress.ts';
import { duration } from './format.ts';

/**
 * Shows progress on standard error: a bar on a terminal, else a line per phase and per tenth of the files, which keeps logs readable.
 * `stop` removes the bar.
 */
export function showProgress(): { listener: ProgressListener; stop: () => void } {
  if (!process.stderr.isTTY) return { listener: plainLines(), stop: () => undefined };
  const bar = new cliProgress.SingleBar({
    format: '{phase} [{bar}] {value}/{total} files, {points} points, {failed} failed, {left}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: true,
    stream: process.stderr,
  });
  let running = false;
  return {
    listener: ({ phase, filesTotal, filesDone, filesFailed, points, etaSeconds }) => {
      if (filesTotal === 0) return;
      const left = etaSeconds === null ? '' : `${duration(etaSeconds)} left`;
      const shown = { phase, points, failed: filesFailed, left };
      if (running) {
        bar.setTotal(filesTotal);
        bar.update(filesDone, shown);
      } else {
        bar.start(filesTotal, filesDone, shown);
        running = true;
      }
    },
    stop: () => bar.stop(),
  };
}

function plainLines(): ProgressListener {
  let lastTenth = -1;
  let lastPhase = '';
  return ({ phase, filesTotal, filesDone, filesFailed, points, etaSeconds }) => {
    const tenth = filesTotal === 0 ? 0 : Math.floor((10 * filesDone) / filesTotal);
    if (phase === lastPhase && tenth === lastTenth) return;
    lastPhase = phase;
    lastTenth = tenth;
    const left = etaSeconds === null || phase !== 'extract' ? '' : `, ${duration(etaSeconds)} left`;
    const files =
      filesTotal === 0 ? '' : `: ${filesDone} of ${filesTotal} files, ${points} points, ${filesFailed} failed${left}`;
    process.stderr.write(`${phase}${files}\n`);
  };
}
