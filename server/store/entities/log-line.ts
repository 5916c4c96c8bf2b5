import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Field, ObjectType } from './graphql-decorators.ts';

/** A line of the log, kept for a while: those of scans, and all warnings and errors. */
@ObjectType({ description: 'A line of the log: those of scans, and all warnings and errors, are kept for a while.' })
@Entity('log_line')
@Index(['scanId', 'id'])
export class LogLine {
  @Field(({ ID }) => ID, { description: 'Number of the line, in the order of logging.' })
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id!: string;

  @Field(({ Int }) => Int, { nullable: true, description: 'The scan that it is of.' })
  @Column({ type: 'int', nullable: true })
  scanId!: number | null;

  @Field(({ GraphQLISODateTime }) => GraphQLISODateTime, { description: 'When.' })
  @Index()
  @Column({ type: 'timestamptz' })
  at!: Date;

  @Field(() => String, { description: 'debug, info, warn, error or fatal.' })
  @Column({ type: 'text' })
  level!: string;

  @Field(() => String, { description: 'What.' })
  @Column({ type: 'text' })
  message!: string;

  @Field(({ GraphQLJSONObject }) => GraphQLJSONObject, { nullable: true, description: 'What else is to it.' })
  @Column({ type: 'jsonb', nullable: true })
  details!: Record<string, unknown> | null;
}
