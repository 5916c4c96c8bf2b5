import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A golden JSON that a user saved, so that a link can refer to it. */
@Entity('saved_selection')
export class SavedSelection {
  /** Derived from the content: the same runs have the same id. */
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ type: 'jsonb' })
  goldenJson!: Record<string, unknown>;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
