import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Field, ObjectType } from './graphql-decorators.ts';

/** A process that reads files, for as long as it is heard of. */
@ObjectType({ description: 'A process that reads files, for as long as it is heard of.' })
@Entity('worker')
export class Worker {
  @Field(({ ID }) => ID, { description: 'Its id.' })
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Field(() => String, { description: 'Its machine.' })
  @Column({ type: 'text' })
  host!: string;

  @Field(({ Int }) => Int, { description: 'Its process.' })
  @Column({ type: 'int' })
  pid!: number;

  @Field(() => String, { description: 'serve, scan or worker.' })
  @Column({ type: 'text' })
  role!: string;

  @Field(({ Int }) => Int, { description: 'Threads that read.' })
  @Column({ type: 'int' })
  threads!: number;

  @Field(() => [String], { description: 'The files that it reads now.' })
  @Column({ type: 'text', array: true, default: '{}' })
  files!: string[];

  @Field(() => String, { nullable: true, description: 'Why it takes no files.' })
  @Column({ type: 'text', nullable: true })
  problem!: string | null;

  @Field(({ GraphQLISODateTime }) => GraphQLISODateTime, { description: 'Since when.' })
  @Column({ type: 'timestamptz', default: () => 'now()' })
  startedAt!: Date;

  @Field(({ GraphQLISODateTime }) => GraphQLISODateTime, { description: 'When it was heard of last.' })
  @Column({ type: 'timestamptz', default: () => 'now()' })
  heartbeatAt!: Date;
}
