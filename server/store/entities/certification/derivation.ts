import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How something was derived from the stored answers of services: where the version differs, all of it is derived again. */
@Entity('derivation')
export class Derivation {
  /** `flags`, `significance` or `quantities`. */
  @PrimaryColumn({ type: 'text' })
  name!: string;

  /** Of the code or of the rules that derived it. */
  @Column({ type: 'text' })
  version!: string;
}
