import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { Paths } from '../../plan/plan.ts';

/** What to plot: one `[plot:NAME]` section, identified by subsystem and name. Never deleted. */
@Entity('config')
@Unique(['subsystem', 'name'])
export class Config {
  @PrimaryGeneratedColumn({ type: 'int' })
  id!: number;

  @Column({ type: 'text' })
  subsystem!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  title!: string;

  @Column({ type: 'text' })
  yTitle!: string;

  /** The current revision's computation (see ConfigRevision for the earlier ones). */
  @Column({ type: 'int' })
  revision!: number;

  @Column({ type: 'text' })
  metric!: string;

  @Column({ type: 'jsonb' })
  paths!: Paths;

  @Column({ type: 'float8', nullable: true })
  threshold!: number | null;

  @Column({ type: 'int', nullable: true })
  referenceRun!: number | null;

  /** Whether the config files still have it. */
  @Column({ type: 'boolean' })
  active!: boolean;

  /** What is wrong with its section at present: it is then not computed, and its points stay. */
  @Column({ type: 'text', nullable: true })
  problem!: string | null;

  /** Whether the latest runs' points are still to be filled in from files already known. */
  @Column({ type: 'boolean' })
  backfill!: boolean;

  @Column({ type: 'text' })
  file!: string;

  @Column({ type: 'int' })
  line!: number;
}

/** One state of a config's computation, from 1. */
@Entity('config_revision')
export class ConfigRevision {
  @PrimaryColumn({ type: 'int' })
  configId!: number;

  @ManyToOne(() => Config)
  @JoinColumn({ name: 'config_id' })
  config!: Config;

  @PrimaryColumn({ type: 'int' })
  revision!: number;

  @Column({ type: 'text' })
  metric!: string;

  @Column({ type: 'jsonb' })
  paths!: Paths;

  @Column({ type: 'float8', nullable: true })
  threshold!: number | null;

  @Column({ type: 'int', nullable: true })
  referenceRun!: number | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
