import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Trends that are drawn together; replaced as a whole when configs are synchronised. */
@Entity('display_group')
export class DisplayGroup {
  @PrimaryColumn({ type: 'text' })
  subsystem!: string;

  @PrimaryColumn({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  title!: string;

  @Column({ type: 'text' })
  yTitle!: string;

  /** Names of configs of the same subsystem, in the order of drawing. */
  @Column({ type: 'text', array: true })
  members!: string[];

  @Column({ type: 'boolean' })
  correlation!: boolean;

  /** Its place among all groups, in the order of the files. */
  @Column({ type: 'int' })
  position!: number;
}
