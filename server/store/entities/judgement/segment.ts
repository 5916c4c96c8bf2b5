import { Entity, Index } from 'typeorm';
import { Column, ObjectType } from '../graphql-decorators.ts';

/** A part of a trend, constant or on a line. The judgement of a trend replaces its segments. */
@ObjectType({ name: 'Segment', description: 'A part of a trend, constant or on a line.' })
@Entity('segment')
@Index(['firstRun'])
export class Segment {
  @Column({ type: 'int', primary: true })
  trendId!: number;

  @Column({ type: 'int', primary: true, description: 'The first run.' })
  firstRun!: number;

  @Column({ type: 'int', description: 'The last run.' })
  lastRun!: number;

  @Column({ type: 'int', description: 'Number of runs with a value.' })
  runs!: number;

  @Column({ type: 'float8', description: 'Level at the first run.' })
  firstLevel!: number;

  @Column({
    type: 'float8',
    description: 'Level at the last run; differs from that at the first run if the trend drifts.',
  })
  lastLevel!: number;

  @Column({
    type: 'float8',
    nullable: true,
    description: 'Level right before the step with which the segment begins; null if it begins with none.',
  })
  levelBefore!: number | null;

  @Column({ type: 'float8', nullable: true, description: 'Level right after that step.' })
  levelAfter!: number | null;

  @Column({ type: 'float8', nullable: true, description: 'Size of that step in standard deviations of the size.' })
  significance!: number | null;

  /** Of a typical run around the segment, in units of the trend; null if the segment was found before it was stored. */
  @Column({ type: 'float8', nullable: true })
  noise!: number | null;

  /** Level that its runs are compared with instead of its own; null: its own. */
  @Column({ type: 'float8', nullable: true })
  baseline!: number | null;

  /** Runs far from the level they are compared with. */
  @Column({ type: 'int', array: true, default: '{}' })
  farRuns!: readonly number[];

  /** Their distances from it in standard deviations, each of that run. */
  @Column({ type: 'float8', array: true, default: '{}' })
  farDistances!: readonly number[];

  /** Runs with a value that is an anomaly. */
  @Column({ type: 'int', array: true, default: '{}' })
  anomalousRuns!: readonly number[];
}
