import { Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import type { FlagStatus } from '../../../enrich/flags.ts';
import { Column, enumType, Field, ObjectType } from '../graphql-decorators.ts';
import { Run } from '../run.ts';

/** The name of the dataset of flags that are of the run itself, in Run Registry and here. */
export const onlineDataset = 'online';

/** The statuses of a certification flag, as an enumeration. */
export const FlagStatuses = enumType<FlagStatus>('FlagStatus', "Run Registry's status of lumisections.", {
  GOOD: undefined,
  BAD: undefined,
  STANDBY: undefined,
  EXCLUDED: undefined,
  NOTSET: undefined,
});

/** Numbers of lumisections by status. */
@ObjectType({ description: 'Numbers of lumisections by status.' })
export class FlagLumisections {
  @Field(({ Int }) => Int, { description: 'GOOD.' })
  readonly good!: number;

  @Field(({ Int }) => Int, { description: 'BAD.' })
  readonly bad!: number;

  @Field(({ Int }) => Int, { description: 'STANDBY.' })
  readonly standby!: number;

  @Field(({ Int }) => Int, { description: 'EXCLUDED.' })
  readonly excluded!: number;

  @Field(({ Int }) => Int, { description: 'NOTSET.' })
  readonly notset!: number;

  @Field(({ Int }) => Int, { description: 'Without a status.' })
  readonly empty!: number;
}

/** The certification flag of a column of Run Registry for a run, or for a dataset of a run. */
@ObjectType({ description: "Run Registry's certification flag of a column for a run, or for a dataset of a run." })
@Entity('run_flag')
export class RunFlag {
  @PrimaryColumn({ type: 'int' })
  runNumber!: number;

  @ManyToOne(() => Run)
  @JoinColumn({ name: 'run_number' })
  run!: Run;

  @Field(() => String, {
    description: "Run Registry's name of the dataset; online: the flag of the run, set during data taking.",
  })
  @PrimaryColumn({ type: 'text' })
  dataset!: string;

  @Field(() => String, { name: 'column', description: 'Column in Run Registry, e.g. tracker-strip.' })
  @PrimaryColumn({ type: 'text' })
  columnName!: string;

  @Field(() => FlagStatuses, {
    nullable: true,
    description:
      'Status of most lumisections, of several the worst: Run Registry has one per lumisection only. Null if no lumisection has one.',
  })
  @Column({ type: 'text', nullable: true })
  status!: FlagStatus | null;

  @Column({
    type: 'float8',
    nullable: true,
    description: 'Share of GOOD lumisections among those with a status, from 0 to 1; null if none has one.',
  })
  goodShare!: number | null;

  @Column({ type: 'int', nullable: true })
  good!: number | null;

  @Column({ type: 'int', nullable: true })
  bad!: number | null;

  @Column({ type: 'int', nullable: true })
  standby!: number | null;

  @Column({ type: 'int', nullable: true })
  excluded!: number | null;

  @Column({ type: 'int', nullable: true })
  notset!: number | null;

  @Column({ type: 'int', nullable: true })
  empty!: number | null;

  @Column({ type: 'text', array: true, description: 'Comments on lumisections.' })
  comments!: string[];

  @Column({ type: 'text', array: true, description: 'Causes of the statuses of lumisections.' })
  causes!: string[];

  @Column({
    type: 'text',
    nullable: true,
    description: "Why Run Registry's answer for the column is unusable; null if it is not.",
  })
  problem!: string | null;
}
