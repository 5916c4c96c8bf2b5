import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

export const scanStates = ['running', 'finished', 'failed'] as const;
export type ScanState = (typeof scanStates)[number];

/** One pass over the EOS tree. */
@Entity('scan')
export class Scan {
  @PrimaryGeneratedColumn({ type: 'int' })
  id!: number;

  @Column({ type: 'timestamptz' })
  startedAt!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  finishedAt!: Date | null;

  @Column({ type: 'text' })
  state!: ScanState;

  /** Why it could not do its work. */
  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  /** Files that the tree has, of a known name. */
  @Column({ type: 'int', default: 0 })
  filesFound!: number;

  @Column({ type: 'int', default: 0 })
  filesNew!: number;

  @Column({ type: 'int', default: 0 })
  filesExtracted!: number;

  @Column({ type: 'int', default: 0 })
  filesFailed!: number;

  /** Points stored, failures included. */
  @Column({ type: 'int', default: 0 })
  points!: number;

  /** Files whose names say nothing to HDQM: how many, and the first of them. */
  @Column({ type: 'int', default: 0 })
  unknownNames!: number;

  @Column({ type: 'text', array: true, default: '{}' })
  unknownExamples!: string[];
}
