import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import type { FailureCode } from '../../../metrics/metric.ts';
import { File } from './file.ts';
import { Trend } from './trend.ts';

/** A trend's value for one run, or the reason why it has none. */
@Entity('point')
export class Point {
  @PrimaryColumn({ type: 'int' })
  trendId!: number;

  @ManyToOne(() => Trend)
  @JoinColumn({ name: 'trend_id' })
  trend!: Trend;

  @PrimaryColumn({ type: 'int' })
  runNumber!: number;

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

  @Index()
  @Column({ type: 'int' })
  fileId!: number;

  @ManyToOne(() => File)
  @JoinColumn({ name: 'file_id' })
  file!: File;
}
