import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A run, with what OMS and Run Registry know of it; null is not known (yet). */
@Entity('run')
export class Run {
  @PrimaryColumn({ type: 'int' })
  number!: number;

  @Column({ type: 'int', nullable: true })
  fill!: number | null;

  /** As OMS has it; a dataset's era comes from its file names. */
  @Column({ type: 'text', nullable: true })
  era!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  startTime!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  endTime!: Date | null;

  @Column({ type: 'float8', nullable: true })
  durationSeconds!: number | null;

  /** In 1/pb. */
  @Column({ type: 'float8', nullable: true })
  deliveredLumi!: number | null;

  /** In 1/pb. */
  @Column({ type: 'float8', nullable: true })
  recordedLumi!: number | null;

  /** Run Registry's class, e.g. `Collisions23`. */
  @Column({ type: 'text', nullable: true })
  class!: string | null;

  /** Worth plotting; null while it is not known. */
  @Column({ type: 'boolean', nullable: true })
  significant!: boolean | null;

  @Column({ type: 'text', nullable: true })
  significantReason!: string | null;

  /** OMS's answer as it came. */
  @Column({ type: 'jsonb', nullable: true })
  oms!: Record<string, unknown> | null;

  /** Run Registry's answer as it came. */
  @Column({ type: 'jsonb', nullable: true })
  rr!: Record<string, unknown> | null;
}
