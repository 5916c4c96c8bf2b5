import { Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import type { AlarmCause, LimitSeverity } from '../../../plan/plan.ts';
import { AlarmCauses, LimitSeverities } from '../config.ts';
import { Column, enumType, Field, ObjectType } from '../graphql-decorators.ts';
import { Trend } from '../trend.ts';

/** States of an alarm. */
export type AlarmState = 'new' | 'acknowledged' | 'resolved';

/** The states of alarms as an enumeration. */
export const AlarmStates = enumType<AlarmState>('AlarmState', 'State of an alarm.', {
  new: 'Not acknowledged by any user.',
  acknowledged: 'Acknowledged or muted by a user.',
  resolved: 'The trend is back to normal, or has a new baseline.',
});

/** What changed an alarm. */
export type AlarmEventKind =
  'opened' | 'moved' | 'worsened' | 'acknowledged' | 'muted' | 'baseline' | 'reopened' | 'resolved';

const AlarmEventKinds = enumType<AlarmEventKind>('AlarmEventKind', 'What changed an alarm.', {
  opened: 'It began.',
  moved: 'Later runs showed that it began at another run.',
  worsened: 'A warning became an error.',
  acknowledged: 'A user acknowledged it.',
  muted: 'A user muted it: it stays acknowledged although the trend recovers.',
  baseline: 'A user set a new baseline for the trend.',
  reopened: 'The acknowledgement was revoked or expired.',
  resolved: 'The trend was back to normal.',
});

/** An alarm: the present state of its events. There is at most one per trend and cause that is not resolved. */
@ObjectType({ description: 'An alarm of a trend. At most one per trend and cause is not resolved.' })
@Entity('alarm')
@Index(['trendId', 'cause'])
@Index(['run'])
export class Alarm {
  @Field(({ ID }) => ID, { description: 'ID of the alarm.' })
  @PrimaryGeneratedColumn({ type: 'int' })
  id!: number;

  @Column({ type: 'int' })
  trendId!: number;

  @ManyToOne(() => Trend)
  @JoinColumn({ name: 'trend_id' })
  trend!: Trend;

  @Field(() => AlarmCauses, { description: 'What raised it.' })
  @Column({ type: 'text' })
  cause!: AlarmCause;

  @Field(() => LimitSeverities, { description: 'How bad it is.' })
  @Column({ type: 'text' })
  severity!: LimitSeverity;

  @Field(() => AlarmStates, { description: 'Its state.' })
  @Column({ type: 'text' })
  state!: AlarmState;

  @Column({ type: 'int', description: 'The run at which it began. Alarms of the same run are an incident.' })
  run!: number;

  @Column({ type: 'int', description: 'The last run that was not normal.' })
  lastRun!: number;

  @Column({ type: 'int', nullable: true, description: 'The run at which it was resolved; null if it is not.' })
  endRun!: number | null;

  @Column({
    type: 'float8',
    nullable: true,
    description: 'The worst value, or the level after the step; null if the trend has no value any more.',
  })
  value!: number | null;

  @Column({
    type: 'float8',
    nullable: true,
    description: 'What the value is compared with: the exceeded limit, the level before the step, or the baseline.',
  })
  reference!: number | null;

  @Column({ type: 'float8', nullable: true, description: 'Distance in standard deviations; null for limits.' })
  significance!: number | null;

  @Column({ type: 'timestamptz', description: 'When it was opened.' })
  openedAt!: Date;

  @Column({ type: 'timestamptz', nullable: true, description: 'When it was resolved; null if it is not.' })
  resolvedAt!: Date | null;

  @Column({ type: 'text', nullable: true, description: 'User who acknowledged it; null if none has.' })
  acknowledgedBy!: string | null;

  @Column({ type: 'text', nullable: true, description: 'Comment of the acknowledgement.' })
  comment!: string | null;

  @Column({
    type: 'boolean',
    default: false,
    description: 'Whether it stays acknowledged although the trend recovers.',
  })
  muted!: boolean;

  @Column({ type: 'int', nullable: true, description: 'The last run for which the acknowledgement holds.' })
  untilRun!: number | null;

  @Column({ type: 'timestamptz', nullable: true, description: 'Time until which the acknowledgement holds.' })
  untilTime!: Date | null;
}

/** What changed an alarm. Events are appended, never changed. */
@ObjectType({ description: 'An event in the history of an alarm.' })
@Entity('alarm_event')
@Index(['alarmId'])
@Index(['composed', 'announced'], { where: 'NOT composed' })
export class AlarmEvent {
  @Field(({ ID }) => ID, { description: 'ID of the event, ascending.' })
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id!: string;

  @Column({ type: 'int' })
  alarmId!: number;

  @ManyToOne(() => Alarm)
  @JoinColumn({ name: 'alarm_id' })
  alarm!: Alarm;

  @Column({ type: 'timestamptz', default: () => 'now()', description: 'When it occurred.' })
  at!: Date;

  @Field(() => AlarmEventKinds, { description: 'What occurred.' })
  @Column({ type: 'text' })
  kind!: AlarmEventKind;

  @Column({
    type: 'int',
    nullable: true,
    description: 'The run at which it occurred; of an acknowledgement the last run for which it holds.',
  })
  run!: number | null;

  @Column({ type: 'timestamptz', nullable: true, description: 'Time until which an acknowledgement holds.' })
  untilTime!: Date | null;

  @Column({ type: 'text', nullable: true, description: 'Who did it; null for what HDQM found.' })
  by!: string | null;

  @Column({ type: 'text', nullable: true, description: 'Comment, or reason.' })
  comment!: string | null;

  /** Whether receivers of notifications are notified: false for what the first judgement of a database finds. */
  @Column({ type: 'boolean', default: true })
  announced!: boolean;

  /** Whether notifications have been composed from it. */
  @Column({ type: 'boolean', default: false })
  composed!: boolean;
}
