import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { FailureCode } from '../../../metrics/metric.ts';

/** A trend's value for a run, or the failure that occurred instead. Points are clustered by run. */
@Entity('point')
export class Point {
  @PrimaryColumn({ type: 'int' })
  runNumber!: number;

  @PrimaryColumn({ type: 'int' })
  trendId!: number;

  /** Null if and only if there is a failure. */
  @Column({ type: 'float8', nullable: true })
  value!: number | null;

  @Column({ type: 'float8', nullable: true })
  errorLow!: number | null;

  @Column({ type: 'float8', nullable: true })
  errorHigh!: number | null;

  /** GetEntries of the main ME; null if it has none. */
  @Column({ type: 'float8', nullable: true })
  entries!: number | null;

  @Column({ type: 'text', nullable: true })
  failure!: FailureCode | null;

  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  /** Revision of the config that computed the point; 0 for an imported one. */
  @Column({ type: 'int' })
  revision!: number;

  /** The file, or the row that stands for the imported points of the run. */
  @Column({ type: 'int' })
  fileId!: number;
}
