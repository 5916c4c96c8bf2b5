import { Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Column } from '../graphql-decorators.ts';

/** Sent, waiting for an attempt, or given up. */
export type NotificationState = 'pending' | 'sent' | 'failed';

/** A message about an incident for a receiver. It is stored with the events it is composed from, and sent later. */
@Entity('notification')
@Index(['receiver', 'state', 'id'])
export class Notification {
  /** Ascending in the order in which a receiver gets them. */
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id!: string;

  /** What a receiver recognises a repeated message by. */
  @Column({ type: 'uuid' })
  messageId!: string;

  /** Name of the receiver. */
  @Column({ type: 'text' })
  receiver!: string;

  /** The run of the incident. */
  @Column({ type: 'int' })
  run!: number;

  /** The events of alarms that it is composed from. */
  @Column({ type: 'bigint', array: true })
  events!: string[];

  /** The alarms that it announces. */
  @Column({ type: 'int', array: true })
  opened!: number[];

  /** The alarms that it reports as back to normal. */
  @Column({ type: 'int', array: true })
  resolved!: number[];

  @Column({ type: 'jsonb' })
  message!: object;

  @Column({ type: 'text', default: 'pending' })
  state!: NotificationState;

  @Column({ type: 'int', default: 0 })
  attempts!: number;

  /** Why the last attempt failed, or what the receiver refused of the message. */
  @Column({ type: 'text', nullable: true })
  error!: string | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  composedAt!: Date;

  /** Null unless it is pending. */
  @Column({ type: 'timestamptz', nullable: true, default: () => 'now()' })
  nextAttemptAt!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  sentAt!: Date | null;
}
