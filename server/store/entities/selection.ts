import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A golden JSON that somebody keeps on the server, so that a link can name it. */
@Entity('selection')
export class Selection {
  /** Made from its content: the same runs have the same id. */
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ type: 'jsonb' })
  goldenJson!: Record<string, unknown>;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
