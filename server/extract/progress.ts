import { Field, ObjectType } from '../store/entities/graphql-decorators.ts';

/** The progress of a scan, recompute or retry. */
@ObjectType({ description: 'Progress of a scan, a recompute or a retry.' })
export class ScanProgress {
  @Field(({ Int }) => Int, { nullable: true, description: 'ID of the scan; null for a recompute or a retry.' })
  readonly scanId!: number | null;

  @Field(() => String, { description: 'configs, walk, extract, judge, finished or failed.' })
  readonly phase!: 'configs' | 'walk' | 'extract' | 'judge' | 'finished' | 'failed';

  @Field(({ Int }) => Int, { description: 'Number of datasets and runs to extract.' })
  readonly filesTotal!: number;

  @Field(({ Int }) => Int, { description: 'Number of these completed.' })
  readonly filesDone!: number;

  @Field(({ Int }) => Int, { description: 'Number of these failed.' })
  readonly filesFailed!: number;

  @Field(({ Int }) => Int, { description: 'Number of points stored so far, failures included.' })
  readonly points!: number;

  @Field(() => String, { nullable: true, description: 'The file completed last.' })
  readonly currentFile!: string | null;

  @Field(({ GraphQLISODateTime }) => GraphQLISODateTime, { description: 'Start time.' })
  readonly startedAt!: Date;

  @Field(({ GraphQLISODateTime }) => GraphQLISODateTime, {
    nullable: true,
    description: 'End time; null while running.',
  })
  readonly finishedAt!: Date | null;

  @Field(({ Float }) => Float, { nullable: true, description: 'Estimated remaining time in seconds.' })
  readonly etaSeconds!: number | null;
}

/** Gets every step: the terminal, subscribers, the scan's row. */
export type ProgressListener = (progress: ScanProgress) => void;

/** Tracks progress and reports each step to a listener. */
export class ProgressMeter {
  private progress: ScanProgress;
  private extractingSince = 0;
  private readonly listener: ProgressListener;

  constructor(listener: ProgressListener = () => undefined, scanId: number | null) {
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

  judging(): void {
    this.step({ phase: 'judge' });
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
