import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A label of a range of runs, by `labels/*.json`. */
@Entity('run_label')
export class RunLabel {
  @PrimaryColumn({ type: 'text' })
  setName!: string;

  @PrimaryColumn({ type: 'int' })
  firstRun!: number;

  /** Null where the range has no end. */
  @Column({ type: 'int', nullable: true })
  lastRun!: number | null;

  /** Of the set. */
  @Column({ type: 'text' })
  title!: string;

  @Column({ type: 'text' })
  label!: string;

  @Column({ type: 'text', nullable: true })
  color!: string | null;

  @Column({ type: 'text', nullable: true })
  comment!: string | null;
}
