import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Field, ObjectType } from './graphql-decorators.ts';

/** A run with its attributes from OMS and Run Registry; null if unknown. */
@ObjectType({ description: 'A run with its attributes from OMS and Run Registry; null if unknown.' })
@Entity('run')
export class Run {
  @Field(({ Int }) => Int, { description: 'Run number.' })
  @PrimaryColumn({ type: 'int' })
  number!: number;

  @Field(({ Int }) => Int, { nullable: true, description: 'LHC fill.' })
  @Column({ type: 'int', nullable: true })
  fill!: number | null;

  /** From OMS. The era of a file comes from its name. */
  @Field(() => String, { nullable: true, description: 'Era in OMS, e.g. Run2023C.' })
  @Column({ type: 'text', nullable: true })
  era!: string | null;

  @Field(({ GraphQLISODateTime }) => GraphQLISODateTime, { nullable: true, description: 'Start time.' })
  @Column({ type: 'timestamptz', nullable: true })
  startTime!: Date | null;

  @Field(({ GraphQLISODateTime }) => GraphQLISODateTime, { nullable: true, description: 'End time.' })
  @Column({ type: 'timestamptz', nullable: true })
  endTime!: Date | null;

  @Field(({ Float }) => Float, { nullable: true, description: 'Duration in seconds.' })
  @Column({ type: 'float8', nullable: true })
  durationSeconds!: number | null;

  @Field(({ Float }) => Float, { nullable: true, description: 'Delivered luminosity in 1/pb.' })
  @Column({ type: 'float8', nullable: true })
  deliveredLumi!: number | null;

  @Field(({ Float }) => Float, { nullable: true, description: 'Recorded luminosity in 1/pb.' })
  @Column({ type: 'float8', nullable: true })
  recordedLumi!: number | null;

  @Field(() => String, { nullable: true, description: 'Injection scheme of the fill.' })
  @Column({ type: 'text', nullable: true })
  injectionScheme!: string | null;

  @Field(() => String, { nullable: true, description: 'Fill type, e.g. PROTONS or COSMICS.' })
  @Column({ type: 'text', nullable: true })
  fillType!: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether beams were declared stable.' })
  @Column({ type: 'boolean', nullable: true })
  stableBeam!: boolean | null;

  @Field(({ Float }) => Float, { nullable: true, description: 'Magnetic field in T.' })
  @Column({ type: 'float8', nullable: true })
  bField!: number | null;

  @Field(({ Float }) => Float, { nullable: true, description: 'Beam energy in GeV.' })
  @Column({ type: 'float8', nullable: true })
  energy!: number | null;

  @Field(({ Float }) => Float, {
    nullable: true,
    description: 'Luminosity at the end of the run, in the unit given by OMS.',
  })
  @Column({ type: 'float8', nullable: true })
  endLumi!: number | null;

  @Field(() => String, { nullable: true, description: 'Key of the level-1 trigger.' })
  @Column({ type: 'text', nullable: true })
  l1Key!: string | null;

  @Field(() => String, { nullable: true, description: 'Key of the high-level trigger.' })
  @Column({ type: 'text', nullable: true })
  hltKey!: string | null;

  @Field(({ Float }) => Float, { nullable: true, description: 'Rate of the level-1 trigger in Hz.' })
  @Column({ type: 'float8', nullable: true })
  l1Rate!: number | null;

  @Field(({ Float }) => Float, {
    nullable: true,
    description: 'Rate of the physics streams of the high-level trigger in Hz.',
  })
  @Column({ type: 'float8', nullable: true })
  hltPhysicsRate!: number | null;

  @Field(() => String, { nullable: true, description: 'Class in Run Registry, e.g. Collisions23.' })
  @Column({ type: 'text', nullable: true })
  class!: string | null;

  @Field(() => String, { nullable: true, description: 'State in Run Registry, e.g. OPEN or COMPLETED.' })
  @Column({ type: 'text', nullable: true })
  rrState!: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the run is worth plotting; null if unknown.' })
  @Column({ type: 'boolean', nullable: true })
  significant!: boolean | null;

  @Field(() => String, { nullable: true, description: 'Why the run is significant or not.' })
  @Column({ type: 'text', nullable: true })
  significantReason!: string | null;

  @Field(({ GraphQLJSONObject }) => GraphQLJSONObject, { nullable: true, description: 'Unmodified answer of OMS.' })
  @Column({ type: 'jsonb', nullable: true })
  oms!: Record<string, unknown> | null;

  @Field(({ GraphQLJSONObject }) => GraphQLJSONObject, {
    nullable: true,
    description: 'Unmodified answer of Run Registry.',
  })
  @Column({ type: 'jsonb', nullable: true })
  rr!: Record<string, unknown> | null;
}
