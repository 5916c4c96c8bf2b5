import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Field, ObjectType } from './graphql-decorators.ts';

/** A process that extracts files. It is deleted some time after its last heartbeat. */
@ObjectType({ description: 'A process that extracts files.' })
@Entity('worker')
export class Worker {
  @Field(({ ID }) => ID, { description: 'ID of the worker.' })
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Field(() => String, { description: 'Host name.' })
  @Column({ type: 'text' })
  host!: string;

  @Field(({ Int }) => Int, { description: 'Process ID.' })
  @Column({ type: 'int' })
  pid!: number;

  @Field(() => String, { description: 'Command of the process: serve, scan or worker.' })
  @Column({ type: 'text' })
  role!: string;

  @Field(({ Int }) => Int, { description: 'Number of threads.' })
  @Column({ type: 'int' })
  threads!: number;

  @Field(() => [String], { description: 'Files being read.' })
  @Column({ type: 'text', array: true, default: '{}' })
  files!: string[];

  @Field(() => String, { nullable: true, description: 'Why the worker claims no jobs; null if it does.' })
  @Column({ type: 'text', nullable: true })
  problem!: string | null;

  @Field(({ GraphQLISODateTime }) => GraphQLISODateTime, { description: 'Start time.' })
  @Column({ type: 'timestamptz', default: () => 'now()' })
  startedAt!: Date;

  @Field(({ GraphQLISODateTime }) => GraphQLISODateTime, { description: 'Time of the last heartbeat.' })
  @Column({ type: 'timestamptz', default: () => 'now()' })
  heartbeatAt!: Date;
}
