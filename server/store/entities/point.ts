import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { FailureCode } from '../../../metrics/metric.ts';

/** A trend's value for one run, or the reason why it has none. The points of a run lie together. */
@Entity('point')
export class Point {
  @PrimaryColumn({ type: 'int' })
  runNumber!: number;

  @PrimaryColumn({ type: 'int' })
  trendId!: number;

  /** Null exactly where `failure` is not. */
  @Column({ type: 'float8', nullable: true })
  value!: number | null;

  @Column({ type: 'float8', nullable: true })
  errorLow!: number | null;

  @Column({ type: 'float8', nullable: true })
  errorHigh!: number | null;

  /** GetEntries of the main ME; null where it has none. */
  @Column({ type: 'float8', nullable: true })
  entries!: number | null;

  @Column({ type: 'text', nullable: true })
  failure!: FailureCode | null;

  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  /** The config's revision that computed it. */
  @Column({ type: 'int' })
  revision!: number;

  @Column({ type: 'int' })
  fileId!: number;
}
