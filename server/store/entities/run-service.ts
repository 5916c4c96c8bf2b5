import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Run } from './run.ts';
import { Field, ObjectType } from './graphql-decorators.ts';

/** The services that know of runs: OMS and Run Registry. */
export const runServices = ['oms', 'rr'] as const;
export type RunServiceName = (typeof runServices)[number];

/**
 * `pending`: not answered yet; `known`; `unknown`: the service answered, and has not this run; `failed`: it was asked so often without an
 * answer that somebody should look, though it is still asked.
 */
export const runServiceStates = ['pending', 'known', 'unknown', 'failed'] as const;
export type RunServiceState = (typeof runServiceStates)[number];

/** What a run is to a service. No row is pending, never asked. */
@ObjectType({ description: 'What a run is to OMS or Run Registry.' })
@Entity('run_service')
export class RunService {
  @PrimaryColumn({ type: 'int' })
  runNumber!: number;

  @ManyToOne(() => Run)
  @JoinColumn({ name: 'run_number' })
  run!: Run;

  @Field(() => String, { name: 'name', description: 'oms or rr.' })
  @PrimaryColumn({ type: 'text' })
  service!: RunServiceName;

  @Field(() => String, {
    description:
      'pending (not answered yet), known, unknown (the service has not this run), failed (too many attempts).',
  })
  @Column({ type: 'text' })
  state!: RunServiceState;

  @Field(() => String, { nullable: true, description: 'Why it is not known.' })
  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  @Field(({ Int }) => Int, { description: 'Tries without an answer so far, or answers that it is unknown.' })
  @Column({ type: 'int', default: 0 })
  attempts!: number;

  @Field(({ GraphQLISODateTime }) => GraphQLISODateTime, {
    nullable: true,
    description: 'When it is asked again; null: not by itself.',
  })
  @Index()
  @Column({ type: 'timestamptz', nullable: true })
  nextAttemptAt!: Date | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  firstQueriedAt!: Date;

  @Field(({ GraphQLISODateTime }) => GraphQLISODateTime, { nullable: true, description: 'When it was asked last.' })
  @Column({ type: 'timestamptz', default: () => 'now()' })
  queriedAt!: Date | null;
}
