import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A quantity of runs in the answers of a service, by `quantities.ini`. */
@Entity('run_quantity')
export class RunQuantity {
  @PrimaryColumn({ type: 'text' })
  key!: string;

  /** Order of the file. */
  @Column({ type: 'int' })
  position!: number;

  @Column({ type: 'text' })
  title!: string;

  @Column({ type: 'text' })
  unit!: string;

  @Column({ type: 'text' })
  service!: string;

  @Column({ type: 'text', array: true })
  path!: string[];
}
