import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Field, ObjectType } from './graphql-decorators.ts';

/** A log line of a scan, a warning or an error, stored for LOG_DAYS. */
@ObjectType({ description: 'A log line. Lines of scans, warnings and errors are stored for a limited time.' })
@Entity('log_line')
@Index(['scanId', 'id'])
export class LogLine {
  @Field(({ ID }) => ID, { description: 'ID of the line, ascending in time.' })
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id!: string;

  @Field(({ Int }) => Int, { nullable: true, description: 'ID of the scan that logged the line.' })
  @Column({ type: 'int', nullable: true })
  scanId!: number | null;

  @Field(({ GraphQLISODateTime }) => GraphQLISODateTime, { description: 'Time.' })
  @Index()
  @Column({ type: 'timestamptz' })
  at!: Date;

  @Field(() => String, { description: 'Level: debug, info, warn, error or fatal.' })
  @Column({ type: 'text' })
  level!: string;

  @Field(() => String, { description: 'Message.' })
  @Column({ type: 'text' })
  message!: string;

  @Field(({ GraphQLJSONObject }) => GraphQLJSONObject, { nullable: true, description: 'Further properties.' })
  @Column({ type: 'jsonb', nullable: true })
  details!: Record<string, unknown> | null;
}
