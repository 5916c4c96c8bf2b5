import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { Paths } from '../../plan/plan.ts';
import { Field, ObjectType } from './graphql-decorators.ts';

/** What to plot: one `[plot:NAME]` section, identified by subsystem and name. Never deleted. */
@ObjectType({ description: 'What to plot: one [plot:NAME] section, identified by subsystem and name.' })
@Entity('config')
@Unique(['subsystem', 'name'])
export class Config {
  @Field(({ ID }) => ID, { description: 'Number of the config.' })
  @PrimaryGeneratedColumn({ type: 'int' })
  id!: number;

  @Field(() => String, { description: 'E.g. Tracker.' })
  @Column({ type: 'text' })
  subsystem!: string;

  @Field(() => String, { description: 'Name of its section.' })
  @Column({ type: 'text' })
  name!: string;

  @Field(() => String, { description: 'Title of the plot.' })
  @Column({ type: 'text' })
  title!: string;

  @Field(() => String, { description: 'Title of the y axis, with the unit.' })
  @Column({ type: 'text' })
  yTitle!: string;

  /** The current revision's computation (see ConfigRevision for the earlier ones). */
  @Field(({ Int }) => Int, { description: 'Current revision: one more for each change of what is computed.' })
  @Column({ type: 'int' })
  revision!: number;

  @Field(() => String, { description: "The metric, e.g. basic.BinCount('x', True)." })
  @Column({ type: 'text' })
  metric!: string;

  @Field(({ GraphQLJSONObject }) => GraphQLJSONObject, {
    description: 'For each input (main, histo1, histo2, reference) the ME paths to try, in order.',
  })
  @Column({ type: 'jsonb' })
  paths!: Paths;

  @Field(({ Float }) => Float, { nullable: true, description: 'Fewest entries of the main ME for a point.' })
  @Column({ type: 'float8', nullable: true })
  threshold!: number | null;

  @Field(({ Int }) => Int, { nullable: true, description: 'Run whose file gives the reference.' })
  @Column({ type: 'int', nullable: true })
  referenceRun!: number | null;

  /** Whether the config files still have it. */
  @Field(() => Boolean, { description: 'Whether the config files still have it.' })
  @Column({ type: 'boolean' })
  active!: boolean;

  /** What is wrong with its section at present: it is then not computed, and its points stay. */
  @Field(() => String, {
    nullable: true,
    description: 'What is wrong with its section at present: it is not computed, and its points stay.',
  })
  @Column({ type: 'text', nullable: true })
  problem!: string | null;

  /** Whether the latest runs' points are still to be filled in from files already known. */
  @Column({ type: 'boolean' })
  backfill!: boolean;

  @Field(() => String, { description: 'Config file.' })
  @Column({ type: 'text' })
  file!: string;

  @Field(({ Int }) => Int, { description: 'Line of its section in the file.' })
  @Column({ type: 'int' })
  line!: number;
}

/** One state of a config's computation, from 1. */
@ObjectType({ description: 'One state of what a config computes.' })
@Entity('config_revision')
export class ConfigRevision {
  @PrimaryColumn({ type: 'int' })
  configId!: number;

  @ManyToOne(() => Config)
  @JoinColumn({ name: 'config_id' })
  config!: Config;

  @Field(({ Int }) => Int, { description: 'From 1.' })
  @PrimaryColumn({ type: 'int' })
  revision!: number;

  @Field(() => String, { description: 'The metric.' })
  @Column({ type: 'text' })
  metric!: string;

  @Field(({ GraphQLJSONObject }) => GraphQLJSONObject, { description: 'ME paths by input.' })
  @Column({ type: 'jsonb' })
  paths!: Paths;

  @Field(({ Float }) => Float, { nullable: true, description: 'Fewest entries.' })
  @Column({ type: 'float8', nullable: true })
  threshold!: number | null;

  @Field(({ Int }) => Int, { nullable: true, description: 'Reference run.' })
  @Column({ type: 'int', nullable: true })
  referenceRun!: number | null;

  @Field(({ GraphQLISODateTime }) => GraphQLISODateTime, { description: 'Since when.' })
  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
