import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Dataset } from './dataset.ts';
import { Run } from './run.ts';

/** What became of a file: `superseded` gave way to a better one of the same dataset and run. */
export const fileStates = ['found', 'extracted', 'failed', 'superseded'] as const;
export type FileState = (typeof fileStates)[number];

/** A DQM file that a scan found. */
@Entity('file')
@Index(['datasetId', 'runNumber'])
@Index(['state'])
export class File {
  @PrimaryGeneratedColumn({ type: 'int' })
  id!: number;

  /** Relative to EOS_ROOT, with `/`. */
  @Column({ type: 'text', unique: true })
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

  @Column({ type: 'text' })
  era!: string;

  @Column({ type: 'int' })
  processingVersion!: number;

  @Column({ type: 'text' })
  tier!: string;

  @Column({ type: 'int' })
  version!: number;

  @Column({ type: 'text' })
  state!: FileState;

  /** Why it failed. */
  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  /** Bytes and modification time when it was last read: a failed file that changed is tried again at once. */
  @Column({ type: 'float8', nullable: true })
  size!: number | null;

  @Column({ type: 'timestamptz', nullable: true })
  modifiedAt!: Date | null;

  /** Failed tries so far, and when the next is due (null: given up until it changes). */
  @Column({ type: 'int', default: 0 })
  tries!: number;

  @Column({ type: 'timestamptz', nullable: true })
  nextTry!: Date | null;

  /** Configs whose main ME the file has not: three of four, kept here and not as points. */
  @Column({ type: 'int', array: true, default: '{}' })
  missing!: number[];

  @Column({ type: 'timestamptz', nullable: true })
  extractedAt!: Date | null;
}
