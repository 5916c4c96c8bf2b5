import { Entity, PrimaryColumn } from 'typeorm';

/** A column of Run Registry that certifies a subsystem, by `run-registry.ini`. */
@Entity('flag_column')
export class FlagColumn {
  @PrimaryColumn({ type: 'text' })
  subsystem!: string;

  @PrimaryColumn({ type: 'text' })
  name!: string;
}
