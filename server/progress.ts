/** How far a scan or a recomputation is. */
export interface ScanProgress {
  readonly scanId: number | null;
  readonly phase: 'configs' | 'walk' | 'extract' | 'fill in' | 'finished' | 'failed';
  readonly filesTotal: number;
  readonly filesDone: number;
  readonly filesFailed: number;
  /** Points stored so far, failures included. */
  readonly points: number;
  /** Path of the file that was finished last. */
  readonly currentFile: string | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  /** Seconds left at the pace so far; null while that cannot be told. */
  readonly etaSeconds: number | null;
}
