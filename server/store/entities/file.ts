import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Dataset } from './dataset.ts';
import { Run } from './run.ts';
import { Field, ObjectType } from './graphql-decorators.ts';

/** What became of a file: `superseded` gave way to a better one of the same dataset and run. */
export const fileStates = ['found', 'extracted', 'failed', 'superseded'] as const;
export type FileState = (typeof fileStates)[number];

/** A DQM file that a scan found. */
@ObjectType({ description: 'A DQM file that a scan found.' })
@Entity('file')
@Index(['datasetId', 'runNumber'])
@Index(['state'])
export class File {
  @Field(({ ID }) => ID, { description: 'Number of the file.' })
  @PrimaryGeneratedColumn({ type: 'int' })
  id!: number;

  /** Relative to EOS_ROOT, with `/`. */
  @Field(() => String, { description: 'Path below the root of the DQM files.' })
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

  @Field(() => String, { description: 'Era in its name, e.g. Run2023C.' })
  @Column({ type: 'text' })
  era!: string;

  @Field(({ Int }) => Int, { description: 'Processing version in its name, 1 for -v1.' })
  @Column({ type: 'int' })
  processingVersion!: number;

  @Field(() => String, { description: 'Data tier in its name, e.g. DQMIO.' })
  @Column({ type: 'text' })
  tier!: string;

  @Field(({ Int }) => Int, { description: 'File version in its name, 2 for V0002.' })
  @Column({ type: 'int' })
  version!: number;

  @Field(() => String, {
    description: 'found, extracted, failed or superseded (by a better one of the same dataset and run).',
  })
  @Column({ type: 'text' })
  state!: FileState;

  /** Why it failed. */
  @Field(() => String, { nullable: true, description: 'Why it failed.' })
  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  /** Bytes and modification time when it was last read: a failed file that changed is tried again at once. */
  @Field(({ Float }) => Float, { nullable: true, description: 'Bytes when it was last read.' })
  @Column({ type: 'float8', nullable: true })
  size!: number | null;

  @Field(({ GraphQLISODateTime }) => GraphQLISODateTime, {
    nullable: true,
    description: 'When it was changed last, as of then.',
  })
  @Column({ type: 'timestamptz', nullable: true })
  modifiedAt!: Date | null;

  /** Failed attempts so far, and when the next is due (null: given up until it changes). */
  @Field(({ Int }) => Int, { description: 'Failed attempts so far.' })
  @Column({ type: 'int', default: 0 })
  attempts!: number;

  @Field(({ GraphQLISODateTime }) => GraphQLISODateTime, {
    nullable: true,
    description: 'When a failed file is read again; null: not until it changes.',
  })
  @Column({ type: 'timestamptz', nullable: true })
  nextAttemptAt!: Date | null;

  /** Processes that began to read it and have not told what came of it: they are at it, or it ended them. */
  @Column({ type: 'uuid', array: true, default: '{}' })
  unfinishedAttempts!: string[];

  /** Configs whose main ME the file has not: three of four, kept here and not as points. */
  @Column({ type: 'int', array: true, default: '{}' })
  missing!: number[];

  @Field(({ GraphQLISODateTime }) => GraphQLISODateTime, {
    nullable: true,
    description: 'When its points were stored.',
  })
  @Column({ type: 'timestamptz', nullable: true })
  extractedAt!: Date | null;
}
