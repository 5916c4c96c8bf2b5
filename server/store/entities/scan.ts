import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { Field, ObjectType } from './graphql-decorators.ts';

export const scanStates = ['running', 'finished', 'failed'] as const;
export type ScanState = (typeof scanStates)[number];

/** One pass over the tree of DQM files. */
@ObjectType({ description: 'One pass over the tree of DQM files.' })
@Entity('scan')
export class Scan {
  @Field(({ ID }) => ID, { description: 'ID of the scan.' })
  @PrimaryGeneratedColumn({ type: 'int' })
  id!: number;

  @Field(({ GraphQLISODateTime }) => GraphQLISODateTime, { description: 'Start time.' })
  @Column({ type: 'timestamptz' })
  startedAt!: Date;

  @Field(({ GraphQLISODateTime }) => GraphQLISODateTime, {
    nullable: true,
    description: 'End time; null while running.',
  })
  @Column({ type: 'timestamptz', nullable: true })
  finishedAt!: Date | null;

  @Field(() => String, { description: 'running, finished or failed.' })
  @Column({ type: 'text' })
  state!: ScanState;

  @Field(() => String, { nullable: true, description: 'Why the scan failed.' })
  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  @Field(({ Int }) => Int, { description: 'Number of files found, with valid names.' })
  @Column({ type: 'int', default: 0 })
  filesFound!: number;

  @Field(({ Int }) => Int, { description: 'Number of files found for the first time.' })
  @Column({ type: 'int', default: 0 })
  filesNew!: number;

  @Field(({ Int }) => Int, { description: 'Number of extracted files.' })
  @Column({ type: 'int', default: 0 })
  filesExtracted!: number;

  @Field(({ Int }) => Int, { description: 'Number of failed files.' })
  @Column({ type: 'int', default: 0 })
  filesFailed!: number;

  @Field(({ Int }) => Int, { description: 'Number of points stored, failures included.' })
  @Column({ type: 'int', default: 0 })
  points!: number;

  @Field(({ Int }) => Int, { description: 'Number of files with names in an unknown format.' })
  @Column({ type: 'int', default: 0 })
  unknownNames!: number;

  @Field(() => [String], { description: 'The first of these files.' })
  @Column({ type: 'text', array: true, default: '{}' })
  unknownExamples!: string[];

  @Field(({ Int }) => Int, {
    description: 'Number of runs that OMS or Run Registry had not answered for when the scan ended.',
  })
  @Column({ type: 'int', default: 0 })
  runsPending!: number;

  /** Progress, updated every second while the scan runs, for other processes. */
  @Column({ type: 'jsonb', nullable: true })
  progress!: Record<string, unknown> | null;
}
