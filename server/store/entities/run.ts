import { Entity, Index } from 'typeorm';
import { Column, ObjectType } from './graphql-decorators.ts';

/** A run with its attributes from OMS and Run Registry; null if unknown. */
@ObjectType({ description: 'A run with its attributes from OMS and Run Registry; null if unknown.' })
@Entity('run')
@Index(['fill'])
export class Run {
  @Column({ type: 'int', primary: true, description: 'Run number.' })
  number!: number;

  @Column({ type: 'int', nullable: true, description: 'LHC fill.' })
  fill!: number | null;

  /** From OMS. The era of a file comes from its name. */
  @Column({ type: 'text', nullable: true, description: 'Era in OMS, e.g. Run2023C.' })
  era!: string | null;

  @Column({ type: 'timestamptz', nullable: true, description: 'Start time.' })
  startTime!: Date | null;

  @Column({ type: 'timestamptz', nullable: true, description: 'End time.' })
  endTime!: Date | null;

  @Column({ type: 'float8', nullable: true, description: 'Duration in seconds.' })
  durationSeconds!: number | null;

  /** OMS's, or that of Run Registry's copy. */
  @Column({ type: 'int', nullable: true, description: 'Number of lumisections.' })
  lumisections!: number | null;

  @Column({ type: 'float8', nullable: true, description: 'Delivered luminosity in 1/pb.' })
  deliveredLumi!: number | null;

  @Column({ type: 'float8', nullable: true, description: 'Recorded luminosity in 1/pb.' })
  recordedLumi!: number | null;

  @Column({ type: 'text', nullable: true, description: 'Injection scheme of the fill.' })
  injectionScheme!: string | null;

  @Column({ type: 'text', nullable: true, description: 'Fill type, e.g. PROTONS or COSMICS.' })
  fillType!: string | null;

  @Column({ type: 'boolean', nullable: true, description: 'Whether beams were declared stable.' })
  stableBeam!: boolean | null;

  @Column({ type: 'float8', nullable: true, description: 'Magnetic field in T.' })
  bField!: number | null;

  @Column({ type: 'float8', nullable: true, description: 'Beam energy in GeV.' })
  energy!: number | null;

  @Column({
    type: 'float8',
    nullable: true,
    description: 'Luminosity at the end of the run, in the unit given by OMS.',
  })
  endLumi!: number | null;

  @Column({ type: 'text', nullable: true, description: 'Key of the level-1 trigger.' })
  l1Key!: string | null;

  @Column({ type: 'text', nullable: true, description: 'Key of the high-level trigger.' })
  hltKey!: string | null;

  @Column({ type: 'float8', nullable: true, description: 'Rate of the level-1 trigger in Hz.' })
  l1Rate!: number | null;

  @Column({
    type: 'float8',
    nullable: true,
    description: 'Rate of the physics streams of the high-level trigger in Hz.',
  })
  hltPhysicsRate!: number | null;

  @Column({ type: 'text', nullable: true, description: 'Class in Run Registry, e.g. Collisions23.' })
  class!: string | null;

  @Column({ type: 'text', nullable: true, description: 'State in Run Registry, e.g. OPEN or COMPLETED.' })
  rrState!: string | null;

  @Column({ type: 'boolean', nullable: true, description: 'Whether the run is worth plotting; null if unknown.' })
  significant!: boolean | null;

  @Column({ type: 'text', nullable: true, description: 'Why the run is significant or not.' })
  significantReason!: string | null;

  /** Those of the settings that are known, by key. */
  @Column({ type: 'jsonb', default: {} })
  quantities!: Readonly<Record<string, number>>;

  @Column({ type: 'jsonb', nullable: true, description: 'Unmodified answer of OMS.' })
  oms!: Record<string, unknown> | null;

  @Column({ type: 'jsonb', nullable: true, description: 'Unmodified answer of Run Registry.' })
  rr!: Record<string, unknown> | null;
}
