import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { Paths } from '../../plan/plan.ts';
import { Field, ObjectType } from './graphql-decorators.ts';

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

  @Field(() => String, { description: 'Subsystem, e.g. Tracker.' })
  @Column({ type: 'text' })
  subsystem!: string;

  @Field(() => String, { description: 'Name of the section.' })
  @Column({ type: 'text' })
  name!: string;

  @Field(() => String, { description: 'Title of the plot.' })
  @Column({ type: 'text' })
  title!: string;

  @Field(() => String, { description: 'Title of the y axis, with the unit.' })
  @Column({ type: 'text' })
  yTitle!: string;

  @Field(({ Int }) => Int, {
    description: 'Number of the current revision, from 1. It increases when the computation changes.',
  })
  @Column({ type: 'int' })
  revision!: number;

  @Field(() => String, { description: "Metric with its parameters, e.g. basic.BinCount('x', True)." })
  @Column({ type: 'text' })
  metric!: string;

  @Field(({ GraphQLJSONObject }) => GraphQLJSONObject, {
    description: 'ME paths by input (main, histo1, histo2, reference). The first that a file contains is used.',
  })
  @Column({ type: 'jsonb' })
  paths!: Paths;

  @Field(({ Float }) => Float, { nullable: true, description: 'Minimum number of entries of the main ME.' })
  @Column({ type: 'float8', nullable: true })
  threshold!: number | null;

  @Field(({ Int }) => Int, { nullable: true, description: 'Run of the reference ME.' })
  @Column({ type: 'int', nullable: true })
  referenceRun!: number | null;

  @Field(() => Boolean, { description: 'Whether the config files contain the config.' })
  @Column({ type: 'boolean' })
  active!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Problem of the section, because of which it is not computed. Existing points are kept.',
  })
  @Column({ type: 'text', nullable: true })
  problem!: string | null;

  /** Whether a backfill of the latest runs from known files is pending. */
  @Column({ type: 'boolean' })
  backfill!: boolean;

  @Field(() => String, { description: 'Path of the config file.' })
  @Column({ type: 'text' })
  file!: string;

  @Field(({ Int }) => Int, { description: 'Line of the section in the file.' })
  @Column({ type: 'int' })
  line!: number;
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

  @Field(({ Int }) => Int, { description: 'Number of the revision, from 1.' })
  @PrimaryColumn({ type: 'int' })
  revision!: number;

  @Field(() => String, { description: 'Metric with its parameters.' })
  @Column({ type: 'text' })
  metric!: string;

  @Field(({ GraphQLJSONObject }) => GraphQLJSONObject, { description: 'ME paths by input.' })
  @Column({ type: 'jsonb' })
  paths!: Paths;

  @Field(({ Float }) => Float, { nullable: true, description: 'Minimum number of entries of the main ME.' })
  @Column({ type: 'float8', nullable: true })
  threshold!: number | null;

  @Field(({ Int }) => Int, { nullable: true, description: 'Run of the reference ME.' })
  @Column({ type: 'int', nullable: true })
  referenceRun!: number | null;

  @Field(({ GraphQLISODateTime }) => GraphQLISODateTime, { description: 'Time at which the revision was created.' })
  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
