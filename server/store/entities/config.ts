import { Entity, JoinColumn, ManyToOne, PrimaryColumn, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { Correlation, Formula } from '../../plan/formula/formula.ts';
import { type AlarmCause, type Guidance, type Limit, type LimitSeverity, type Paths } from '../../plan/plan.ts';
import { Column, enumType, Field, ObjectType } from './graphql-decorators.ts';

/** The severities of limits as an enumeration. */
export const LimitSeverities = enumType<LimitSeverity>('LimitSeverity', 'How bad a value beyond a limit is.', {
  warning: 'To be looked at.',
  error: 'To be acted upon.',
});

/** What raises alarms as an enumeration. */
export const AlarmCauses = enumType<AlarmCause>('AlarmCause', 'What can raise an alarm.', {
  limits: 'A value beyond a limit of its config.',
  steps: 'A lasting change of the level.',
  anomalies: 'Values outside their baseline.',
});

@ObjectType({ name: 'Limit', description: 'The range of good values of a config.' })
export class ConfigLimit implements Limit {
  @Field(() => LimitSeverities, { description: 'How bad a value beyond it is.' })
  readonly severity!: LimitSeverity;

  @Field(() => String, {
    nullable: true,
    description: 'A primary dataset, an era, its year, or a class of runs; null: wherever no other limit applies.',
  })
  readonly scope!: string | null;

  @Field(({ Float }) => Float, { nullable: true, description: 'Smallest good value; null without a lower end.' })
  readonly min!: number | null;

  @Field(({ Float }) => Float, { nullable: true, description: 'Largest good value; null without an upper end.' })
  readonly max!: number | null;
}

/** The formula of a derived trend; the correlation is text in the API. */
@ObjectType({ description: 'How a derived trend is computed from other trends.' })
export class DerivedFormula implements Formula {
  @Field(() => String, { description: 'Expression of trends, e.g. ${a} / ${PromptReco:a}.' })
  readonly expression!: string;

  readonly correlation!: Correlation;
}

/** A plot config. It is never deleted: one that leaves the config files becomes inactive. */
@ObjectType({
  description:
    'A plot config: one [plot:NAME] or [derived:NAME] section of a config file, identified by subsystem and name.',
})
@Entity('config')
@Unique(['subsystem', 'name'])
export class Config implements Guidance {
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

  @Column({
    type: 'text',
    description: "Metric with its parameters, e.g. basic.BinCount('x', True); the expression of a derived trend.",
  })
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

  @Field(() => DerivedFormula, {
    nullable: true,
    description: 'How a derived trend is computed from others; null for a config with a metric.',
  })
  @Column({ type: 'jsonb', nullable: true })
  formula!: DerivedFormula | null;

  @Column({ type: 'text', nullable: true, description: 'What the plot shows.' })
  description!: string | null;

  @Column({ type: 'text', nullable: true, description: 'Whom to call when it is bad.' })
  contact!: string | null;

  @Column({ type: 'text', nullable: true, description: 'What to do when it is bad.' })
  action!: string | null;

  @Field(() => [ConfigLimit], { description: 'The ranges of good values, by scope.' })
  @Column({ type: 'jsonb', default: [] })
  limits!: readonly ConfigLimit[];

  @Field(() => [AlarmCauses], { description: 'What raises alarms; empty if nothing does.' })
  @Column({ type: 'text', array: true, default: ['limits', 'steps', 'anomalies'] })
  alarms!: readonly AlarmCause[];

  @Column({ type: 'float8', nullable: true, description: 'Entries of the main ME below which a point is not judged.' })
  minEntries!: number | null;

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

  @Field(() => DerivedFormula, { nullable: true, description: 'How a derived trend was computed from others.' })
  @Column({ type: 'jsonb', nullable: true })
  formula!: DerivedFormula | null;

  @Column({ type: 'timestamptz', default: () => 'now()', description: 'Time at which the revision was created.' })
  createdAt!: Date;
}
