import { Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Column, Field, ObjectType } from './graphql-decorators.ts';

/** A log line of a scan, a warning or an error, stored for LOG_DAYS. */
@ObjectType({ description: 'A log line. Lines of scans, warnings and errors are stored for a limited time.' })
@Entity('log_line')
@Index(['scanId', 'id'])
export class LogLine {
  @Field(({ ID }) => ID, { description: 'ID of the line, ascending in time.' })
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id!: string;

  @Column({ type: 'int', nullable: true, description: 'ID of the scan that logged the line.' })
  scanId!: number | null;

  @Index()
  @Column({ type: 'timestamptz', description: 'Time.' })
  at!: Date;

  @Column({ type: 'text', description: 'Level: debug, info, warn, error or fatal.' })
  level!: string;

  @Column({ type: 'text', description: 'Message.' })
  message!: string;

  @Column({ type: 'jsonb', nullable: true, description: 'Further properties.' })
  details!: Record<string, unknown> | null;
}
