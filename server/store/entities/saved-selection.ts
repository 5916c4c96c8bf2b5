import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A golden JSON that a user saved, so that a link can refer to it; deleted when no link has used it for a year. */
@Entity('saved_selection')
export class SavedSelection {
  /** Derived from the content: the same runs have the same id. */
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ type: 'jsonb' })
  goldenJson!: Record<string, unknown>;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  /** Updated once a day at most. */
  @Column({ type: 'timestamptz', default: () => 'now()' })
  lastUsedAt!: Date;
}
