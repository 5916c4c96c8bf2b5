import { Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Run } from './run.ts';
import { Column, enumType, Field, ObjectType } from './graphql-decorators.ts';

/** Services with information about runs: OMS and Run Registry. */
export const ServiceName = enumType('ServiceName', 'A service that has information about runs.', {
  oms: 'OMS.',
  rr: 'Run Registry.',
});
export type RunServiceName = keyof typeof ServiceName;
export const runServices = Object.values(ServiceName);

/**
 * State of a run in a service. `pending`: no answer yet; `known`; `unknown`: the service does not know the run; `failed`: no answer after
 * repeated attempts. Queries continue, but an operator should look at the reason.
 */
export const runServiceStates = ['pending', 'known', 'unknown', 'failed'] as const;
export type RunServiceState = (typeof runServiceStates)[number];

/** State of a run in a service. Without a row the run is pending and was never queried. */
@ObjectType({ description: 'State of a run in OMS or Run Registry.' })
@Entity('run_service')
export class RunService {
  @PrimaryColumn({ type: 'int' })
  runNumber!: number;

  @ManyToOne(() => Run)
  @JoinColumn({ name: 'run_number' })
  run!: Run;

  @Field(() => String, { name: 'name', description: 'Name of the service: oms or rr.' })
  @PrimaryColumn({ type: 'text' })
  service!: RunServiceName;

  @Column({
    type: 'text',
    description:
      'pending (no answer yet), known, unknown (the service does not know the run) or failed (repeated attempts without an answer).',
  })
  state!: RunServiceState;

  @Column({ type: 'text', nullable: true, description: 'Why the run is not known, or what is missing of a known one.' })
  reason!: string | null;

  @Column({
    type: 'int',
    default: 0,
    description: 'Number of attempts without an answer, or of answers that the run is unknown.',
  })
  attempts!: number;

  @Index()
  @Column({ type: 'timestamptz', nullable: true, description: 'Time of the next query; null if none is scheduled.' })
  nextAttemptAt!: Date | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  firstQueriedAt!: Date;

  @Field(({ GraphQLISODateTime }) => GraphQLISODateTime, { nullable: true, description: 'Time of the last query.' })
  @Column({ type: 'timestamptz', default: () => 'now()' })
  queriedAt!: Date | null;
}
