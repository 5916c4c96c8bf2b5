/** The progress of a scan, recompute or retry. */
export interface ScanProgress {
  /** Null outside of a scan. */
  readonly scanId: number | null;
  readonly phase: 'configs' | 'walk' | 'extract' | 'finished' | 'failed';
  readonly filesTotal: number;
  readonly filesDone: number;
  readonly filesFailed: number;
  /** Points stored so far, failures included. */
  readonly points: number;
  /** Path of the last completed file. */
  readonly currentFile: string | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  /** Estimated seconds left, at the mean rate so far; null while unknown. */
  readonly etaSeconds: number | null;
}

/** Gets every step: the terminal, subscribers, the scan's row. */
export type ProgressListener = (progress: ScanProgress) => void;

/** Tracks progress and reports each step to a listener. */
export class ProgressMeter {
  private progress: ScanProgress;
  private extractingSince = 0;
  private readonly listener: ProgressListener;

  constructor(listener: ProgressListener, scanId: number | null) {
    this.listener = listener;
    this.progress = {
      scanId,
      phase: 'configs',
      filesTotal: 0,
      filesDone: 0,
      filesFailed: 0,
      points: 0,
      currentFile: null,
      startedAt: new Date(),
      finishedAt: null,
      etaSeconds: null,
    };
    listener(this.progress);
  }

  get current(): ScanProgress {
    return this.progress;
  }

  walking(): void {
    this.step({ phase: 'walk' });
  }

  /** Adds files that are to be read. */
  extracting(files: number): void {
    if (this.extractingSince === 0) this.extractingSince = performance.now();
    this.step({ phase: 'extract', filesTotal: this.progress.filesTotal + files });
  }

  /** Counts a completed file, whatever its outcome. */
  fileDone(path: string, outcome: { readonly failed: boolean; readonly points: number }): void {
    const { filesDone, filesFailed, filesTotal, points } = this.progress;
    const done = filesDone + 1;
    const seconds = (performance.now() - this.extractingSince) / 1000;
    this.step({
      filesDone: done,
      filesFailed: filesFailed + Number(outcome.failed),
      points: points + outcome.points,
      currentFile: path,
      etaSeconds: Math.round((seconds / done) * (filesTotal - done)),
    });
  }

  end(phase: 'finished' | 'failed'): void {
    this.step({ phase, finishedAt: new Date(), etaSeconds: phase === 'finished' ? 0 : null });
  }

  private step(change: Partial<ScanProgress>): void {
    this.progress = { ...this.progress, ...change };
    this.listener(this.progress);
  }
}
