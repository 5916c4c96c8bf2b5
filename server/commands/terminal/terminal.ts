import cliProgress from 'cli-progress';
import Table from 'cli-table3';
import type { Settings } from '../../app/settings.ts';
import type { ProgressListener } from '../../extract/progress.ts';

/**
 * Shows progress on standard error: a bar on a terminal, otherwise a plain line at each phase and every tenth of the files, so that
 * logs stay readable. `stop` ends the bar.
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
  let tenth = -1;
  let lastPhase = '';
  return ({ phase, filesTotal, filesDone, filesFailed, points, etaSeconds }) => {
    const now = filesTotal === 0 ? 0 : Math.floor((10 * filesDone) / filesTotal);
    if (phase === lastPhase && now === tenth) return;
    lastPhase = phase;
    tenth = now;
    const left = etaSeconds === null || phase !== 'extract' ? '' : `, ${duration(etaSeconds)} left`;
    const files =
      filesTotal === 0 ? '' : `: ${filesDone} of ${filesTotal} files, ${points} points, ${filesFailed} failed${left}`;
    process.stderr.write(`${phase}${files}\n`);
  };
}

/** Seconds in the words of a person: `45 s`, `12 min`, `3 h 20 min`. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A table of two columns, what and how many, without lines between its rows. */
export function countTable(rows: readonly (readonly [string, string | number])[]): string {
  const blank = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };
  const table = new Table({ chars: blank, style: { head: [], border: [] }, colAligns: ['left', 'right'] });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}

/** A moment in the words of a person: `2026-11-25 17:28:50 UTC`. */
export function moment(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** The settings for a command that tells on the terminal what a server would log; what it cannot do it says at its end. */
export function quietly(settings: Settings): Settings {
  return settings.LOG_LEVEL === 'info' ? { ...settings, LOG_LEVEL: 'silent' } : settings;
}
