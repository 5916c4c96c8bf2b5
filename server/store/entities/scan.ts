import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { Field, ObjectType } from './graphql-decorators.ts';

export const scanStates = ['running', 'finished', 'failed'] as const;
export type ScanState = (typeof scanStates)[number];

/** One pass over the EOS tree. */
@ObjectType({ description: 'One pass over the tree of DQM files.' })
@Entity('scan')
export class Scan {
  @Field(({ ID }) => ID, { description: 'Number of the scan.' })
  @PrimaryGeneratedColumn({ type: 'int' })
  id!: number;

  @Field(({ GraphQLISODateTime }) => GraphQLISODateTime, { description: 'Start.' })
  @Column({ type: 'timestamptz' })
  startedAt!: Date;

  @Field(({ GraphQLISODateTime }) => GraphQLISODateTime, { nullable: true, description: 'End; null while it runs.' })
  @Column({ type: 'timestamptz', nullable: true })
  finishedAt!: Date | null;

  @Field(() => String, { description: 'running, finished or failed.' })
  @Column({ type: 'text' })
  state!: ScanState;

  /** Why it could not do its work. */
  @Field(() => String, { nullable: true, description: 'Why it could not do its work.' })
  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  /** Files that the tree has, of a known name. */
  @Field(({ Int }) => Int, { description: 'Files of the tree.' })
  @Column({ type: 'int', default: 0 })
  filesFound!: number;

  @Field(({ Int }) => Int, { description: 'Seen for the first time.' })
  @Column({ type: 'int', default: 0 })
  filesNew!: number;

  @Field(({ Int }) => Int, { description: 'Read and stored.' })
  @Column({ type: 'int', default: 0 })
  filesExtracted!: number;

  @Field(({ Int }) => Int, { description: 'Could not be read.' })
  @Column({ type: 'int', default: 0 })
  filesFailed!: number;

  /** Points stored, failures included. */
  @Field(({ Int }) => Int, { description: 'Points stored, failures included.' })
  @Column({ type: 'int', default: 0 })
  points!: number;

  /** Files whose names say nothing to HDQM: how many, and the first of them. */
  @Field(({ Int }) => Int, { description: 'Files whose names say nothing to HDQM.' })
  @Column({ type: 'int', default: 0 })
  unknownNames!: number;

  @Field(() => [String], { description: 'The first of them.' })
  @Column({ type: 'text', array: true, default: '{}' })
  unknownExamples!: string[];

  @Field(({ Int }) => Int, { description: 'Runs that OMS or Run Registry had not answered for when it ended.' })
  @Column({ type: 'int', default: 0 })
  runsPending!: number;

  /** How far it is, told every second while it runs: for those who watch from another process. */
  @Column({ type: 'jsonb', nullable: true })
  progress!: Record<string, unknown> | null;
}
