import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Dataset } from './dataset.ts';
import { Run } from './run.ts';
import { Field, ObjectType } from './graphql-decorators.ts';

/** State of a file; `superseded` if there is a better one of the same dataset and run. */
export const fileStates = ['found', 'extracted', 'failed', 'superseded'] as const;
export type FileState = (typeof fileStates)[number];

/** A DQM file found by a scan. */
@ObjectType({ description: 'A DQM file found by a scan.' })
@Entity('file')
@Index(['datasetId', 'runNumber'])
@Index(['state'])
export class File {
  @Field(({ ID }) => ID, { description: 'ID of the file.' })
  @PrimaryGeneratedColumn({ type: 'int' })
  id!: number;

  /** Relative to EOS_ROOT, with `/` as separator. */
  @Field(() => String, { description: 'Path, relative to the root of the DQM files.' })
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

  @Field(() => String, { description: 'Era, e.g. Run2023C.' })
  @Column({ type: 'text' })
  era!: string;

  @Field(({ Int }) => Int, { description: 'Processing version, e.g. 1 for -v1.' })
  @Column({ type: 'int' })
  processingVersion!: number;

  @Field(() => String, { description: 'Data tier, e.g. DQMIO.' })
  @Column({ type: 'text' })
  tier!: string;

  @Field(({ Int }) => Int, { description: 'File version, e.g. 2 for V0002.' })
  @Column({ type: 'int' })
  version!: number;

  @Field(() => String, {
    description: 'found, extracted, failed or superseded (by a better file of the same dataset and run).',
  })
  @Column({ type: 'text' })
  state!: FileState;

  @Field(() => String, { nullable: true, description: 'Why the file failed.' })
  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  /** Size and modification time at the last attempt: a failed file is retried immediately if they change. */
  @Field(({ Float }) => Float, { nullable: true, description: 'Size in bytes when the file was last read.' })
  @Column({ type: 'float8', nullable: true })
  size!: number | null;

  @Field(({ GraphQLISODateTime }) => GraphQLISODateTime, {
    nullable: true,
    description: 'Modification time when the file was last read.',
  })
  @Column({ type: 'timestamptz', nullable: true })
  modifiedAt!: Date | null;

  @Field(({ Int }) => Int, { description: 'Number of failed attempts.' })
  @Column({ type: 'int', default: 0 })
  attempts!: number;

  @Field(({ GraphQLISODateTime }) => GraphQLISODateTime, {
    nullable: true,
    description: 'Time of the next attempt; null if a failed file is not retried until it changes.',
  })
  @Column({ type: 'timestamptz', nullable: true })
  nextAttemptAt!: Date | null;

  /** Workers that started an attempt and have not finished it: they are still reading the file, or crashed. */
  @Column({ type: 'uuid', array: true, default: '{}' })
  unfinishedAttempts!: string[];

  /** IDs of configs whose main ME the file does not contain. These are too many to store as points. */
  @Column({ type: 'int', array: true, default: '{}' })
  missing!: number[];

  @Field(({ GraphQLISODateTime }) => GraphQLISODateTime, {
    nullable: true,
    description: 'Time at which the points were stored.',
  })
  @Column({ type: 'timestamptz', nullable: true })
  extractedAt!: Date | null;
}
