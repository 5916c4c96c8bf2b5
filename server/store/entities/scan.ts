import { Entity, PrimaryGeneratedColumn } from 'typeorm';
import { Column, Field, ObjectType } from './graphql-decorators.ts';

export const scanStates = ['running', 'finished', 'failed'] as const;
export type ScanState = (typeof scanStates)[number];

/** One pass over the tree of DQM files. */
@ObjectType({ description: 'One pass over the tree of DQM files.' })
@Entity('scan')
export class Scan {
  @Field(({ ID }) => ID, { description: 'ID of the scan.' })
  @PrimaryGeneratedColumn({ type: 'int' })
  id!: number;

  @Column({ type: 'timestamptz', description: 'Start time.' })
  startedAt!: Date;

  @Column({ type: 'timestamptz', nullable: true, description: 'End time; null while running.' })
  finishedAt!: Date | null;

  @Column({ type: 'text', description: 'running, finished or failed.' })
  state!: ScanState;

  @Column({ type: 'text', nullable: true, description: 'Why the scan failed.' })
  reason!: string | null;

  @Column({ type: 'int', default: 0, description: 'Number of files found, with valid names.' })
  filesFound!: number;

  @Column({ type: 'int', default: 0, description: 'Number of files found for the first time.' })
  filesNew!: number;

  @Column({ type: 'int', default: 0, description: 'Number of extracted files.' })
  filesExtracted!: number;

  @Column({ type: 'int', default: 0, description: 'Number of failed files.' })
  filesFailed!: number;

  @Column({ type: 'int', default: 0, description: 'Number of points stored, failures included.' })
  points!: number;

  @Column({ type: 'int', default: 0, description: 'Number of files with names in an unknown format.' })
  unknownNames!: number;

  @Column({ type: 'text', array: true, default: '{}', description: 'The first of these files.' })
  unknownExamples!: string[];

  @Column({
    type: 'int',
    default: 0,
    description: 'Number of runs that OMS or Run Registry had not answered for when the scan ended.',
  })
  runsPending!: number;

  /** Progress, updated every second while the scan runs, for other processes. */
  @Column({ type: 'jsonb', nullable: true })
  progress!: Record<string, unknown> | null;
}
