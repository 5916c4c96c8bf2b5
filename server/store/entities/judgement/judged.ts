import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A file whose points have been judged. */
@Entity('judged_file')
export class JudgedFile {
  @PrimaryColumn({ type: 'int' })
  fileId!: number;

  /** Version of the file's row, and whether its run was significant: the points are judged again if either changes. */
  @Column({ type: 'text' })
  version!: string;
}

/** A trend that has been judged. */
@Entity('judged_trend')
export class JudgedTrend {
  @PrimaryColumn({ type: 'int' })
  trendId!: number;

  /** What its config says about the judgement: it is judged again if that changes. */
  @Column({ type: 'text' })
  version!: string;

  /** The run at which a user set its baseline for an alarm; null if none did. A note can set a later one. */
  @Column({ type: 'int', nullable: true })
  baselineRun!: number | null;

  @Column({ type: 'timestamptz' })
  judgedAt!: Date;
}
