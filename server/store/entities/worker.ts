import { Entity, PrimaryColumn } from 'typeorm';
import { Column, Field, ObjectType } from './graphql-decorators.ts';

/** A process that extracts files. It is deleted some time after its last heartbeat. */
@ObjectType({ description: 'A process that extracts files.' })
@Entity('worker')
export class Worker {
  @Field(({ ID }) => ID, { description: 'ID of the worker.' })
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ type: 'text', description: 'Host name.' })
  host!: string;

  @Column({ type: 'int', description: 'Process ID.' })
  pid!: number;

  @Column({ type: 'text', description: 'Command of the process: serve, scan or worker.' })
  role!: string;

  @Column({ type: 'int', description: 'Number of threads.' })
  threads!: number;

  @Column({ type: 'text', array: true, default: '{}', description: 'Files being read.' })
  files!: string[];

  @Column({ type: 'text', nullable: true, description: 'Why the worker claims no jobs; null if it does.' })
  problem!: string | null;

  @Column({ type: 'timestamptz', default: () => 'now()', description: 'Start time.' })
  startedAt!: Date;

  @Column({ type: 'timestamptz', default: () => 'now()', description: 'Time of the last heartbeat.' })
  heartbeatAt!: Date;
}
