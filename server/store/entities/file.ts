import { Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Dataset } from './dataset.ts';
import { Run } from './run.ts';
import { Column, Field, ObjectType } from './graphql-decorators.ts';

/** State of a file; `superseded` if there is a better one of the same dataset and run. */
export const fileStates = ['found', 'extracted', 'failed', 'superseded'] as const;
export type FileState = (typeof fileStates)[number];

/** A DQM file found by a scan. */
@ObjectType({ description: 'A DQM file found by a scan.' })
@Entity('file')
@Index(['datasetId', 'runNumber'])
@Index(['runNumber'])
@Index(['state'])
export class File {
  @Field(({ ID }) => ID, { description: 'ID of the file.' })
  @PrimaryGeneratedColumn({ type: 'int' })
  id!: number;

  /** Relative to EOS_ROOT, with `/` as separator. */
  @Column({ type: 'text', unique: true, description: 'Path, relative to the root of the DQM files.' })
  path!: string;

  @Column({ type: 'int' })
  datasetId!: number;

  @ManyToOne(() => Dataset)
  @JoinColumn({ name: 'dataset_id' })
  dataset!: Dataset;

  @Column({ type: 'int' })
  runNumber!: number;

  @ManyToOne(() => Run)
  @JoinColumn({ name: 'run_number' })
  run!: Run;

  @Column({ type: 'text', description: 'Era, e.g. Run2023C.' })
  era!: string;

  @Column({ type: 'int', description: 'Processing version, e.g. 1 for -v1.' })
  processingVersion!: number;

  @Column({ type: 'text', description: 'Data tier, e.g. DQMIO.' })
  tier!: string;

  @Column({ type: 'int', description: 'File version, e.g. 2 for V0002.' })
  version!: number;

  @Column({
    type: 'text',
    description: 'found, extracted, failed or superseded (by a better file of the same dataset and run).',
  })
  state!: FileState;

  @Column({ type: 'text', nullable: true, description: 'Why the file failed.' })
  reason!: string | null;

  /** Size and modification time at the last attempt: a failed file is retried immediately if they change. */
  @Column({ type: 'float8', nullable: true, description: 'Size in bytes when the file was last read.' })
  size!: number | null;

  @Column({ type: 'timestamptz', nullable: true, description: 'Modification time when the file was last read.' })
  modifiedAt!: Date | null;

  @Column({ type: 'int', default: 0, description: 'Number of failed attempts.' })
  attempts!: number;

  @Column({
    type: 'timestamptz',
    nullable: true,
    description: 'Time of the next attempt; null if a failed file is not retried until it changes.',
  })
  nextAttemptAt!: Date | null;

  /** Workers that started an attempt and have not finished it: they are still reading the file, or crashed. */
  @Column({ type: 'uuid', array: true, default: '{}' })
  unfinishedAttempts!: string[];

  /** IDs of configs whose main ME the file does not contain. These are too many to store as points. */
  @Column({ type: 'int', array: true, default: '{}' })
  missing!: number[];

  @Column({
    type: 'text',
    nullable: true,
    description: 'Release of CMSSW that made the file, e.g. CMSSW_14_0_7; null if the file does not say.',
  })
  release!: string | null;

  @Column({
    type: 'text',
    nullable: true,
    description: 'Global tag, the version of calibration and alignment; null if the file does not say.',
  })
  globalTag!: string | null;

  /** Whether the row stands for points of the run that were imported: there is no file, and `path` is no path. */
  @Column({ type: 'boolean', default: false })
  imported!: boolean;

  @Column({ type: 'timestamptz', nullable: true, description: 'Time at which the points were stored.' })
  extractedAt!: Date | null;
}
