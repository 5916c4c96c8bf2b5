import { Entity, JoinColumn, ManyToOne, PrimaryColumn, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { Paths } from '../../plan/plan.ts';
import { Column, Field, ObjectType } from './graphql-decorators.ts';

/** A plot config. It is never deleted: one that leaves the config files becomes inactive. */
@ObjectType({
  description: 'A plot config: one [plot:NAME] section of a config file, identified by subsystem and name.',
})
@Entity('config')
@Unique(['subsystem', 'name'])
export class Config {
  @Field(({ ID }) => ID, { description: 'ID of the config.' })
  @PrimaryGeneratedColumn({ type: 'int' })
  id!: number;

  @Column({ type: 'text', description: 'Subsystem, e.g. Tracker.' })
  subsystem!: string;

  @Column({ type: 'text', description: 'Name of the section.' })
  name!: string;

  @Column({ type: 'text', description: 'Title of the plot.' })
  title!: string;

  @Column({ type: 'text', description: 'Title of the y axis, with the unit.' })
  yTitle!: string;

  @Column({
    type: 'int',
    description: 'Number of the current revision, from 1. It increases when the computation changes.',
  })
  revision!: number;

  @Column({ type: 'text', description: "Metric with its parameters, e.g. basic.BinCount('x', True)." })
  metric!: string;

  @Column({ type: 'int', default: 1, description: 'Revision of what the metric computes, from 1.' })
  metricRevision!: number;

  @Column({
    type: 'jsonb',
    description: 'ME paths by input (main, histo1, histo2, reference). The first that a file contains is used.',
  })
  paths!: Paths;

  @Column({ type: 'float8', nullable: true, description: 'Minimum number of entries of the main ME.' })
  threshold!: number | null;

  @Column({ type: 'int', nullable: true, description: 'Run of the reference ME.' })
  referenceRun!: number | null;

  @Column({ type: 'boolean', description: 'Whether the config files contain the config.' })
  active!: boolean;

  @Column({
    type: 'text',
    nullable: true,
    description: 'Problem of the section, because of which it is not computed. Existing points are kept.',
  })
  problem!: string | null;

  /** Whether a backfill of the latest runs from known files is pending. */
  @Column({ type: 'boolean' })
  backfill!: boolean;

  @Column({ type: 'text', description: 'Path of the config file.' })
  file!: string;

  @Column({ type: 'int', description: 'Line of the section in the file.' })
  line!: number;
}

/** A problem that the last synchronization found in a config file or a metric plugin. */
@ObjectType({
  description: 'A problem of a config file or of a metric plugin, found by the last scan; hdqm check prints the same.',
})
@Entity('config_problem')
export class ConfigProblem {
  /** In order of the files. */
  @PrimaryColumn({ type: 'int' })
  position!: number;

  @Column({ type: 'text', description: 'Path of the file.' })
  file!: string;

  @Column({ type: 'int', array: true, description: 'Lines of the file, from 1; empty if it concerns the whole file.' })
  lines!: number[];

  @Column({ type: 'text', description: 'What is wrong.' })
  message!: string;

  @Column({ type: 'text', nullable: true, description: 'A similar valid name.' })
  suggestion!: string | null;
}

/** A revision of a config's computation, numbered from 1. */
@ObjectType({ description: 'A revision of the computation of a config.' })
@Entity('config_revision')
export class ConfigRevision {
  @PrimaryColumn({ type: 'int' })
  configId!: number;

  @ManyToOne(() => Config)
  @JoinColumn({ name: 'config_id' })
  config!: Config;

  @Column({ type: 'int', primary: true, description: 'Number of the revision, from 1.' })
  revision!: number;

  @Column({ type: 'text', description: 'Metric with its parameters.' })
  metric!: string;

  @Column({ type: 'int', default: 1, description: 'Revision of what the metric computes, from 1.' })
  metricRevision!: number;

  @Column({ type: 'jsonb', description: 'ME paths by input.' })
  paths!: Paths;

  @Column({ type: 'float8', nullable: true, description: 'Minimum number of entries of the main ME.' })
  threshold!: number | null;

  @Column({ type: 'int', nullable: true, description: 'Run of the reference ME.' })
  referenceRun!: number | null;

  @Column({ type: 'timestamptz', default: () => 'now()', description: 'Time at which the revision was created.' })
  createdAt!: Date;
}
