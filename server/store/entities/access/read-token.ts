import { Entity, PrimaryColumn, Unique } from 'typeorm';
import { Column, Field, ObjectType } from '../graphql-decorators.ts';

/** A token with which scripts read. It is revoked or expires; its secret is shown once, and only the hash of it is stored. */
@ObjectType({ description: 'A token with which scripts read, and change nothing.' })
@Entity('read_token')
@Unique(['hash'])
export class ReadToken {
  @Field(({ ID }) => ID, { description: 'ID of the token, which is not secret.' })
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  /** SHA-256 of the secret, in hexadecimal digits. */
  @Column({ type: 'text' })
  hash!: string;

  @Column({ type: 'text', description: 'What it is for; unique among the current tokens of its owner.' })
  name!: string;

  /** The subject of its owner at the issuer of logins; null if it belongs to the operators. */
  @Column({ type: 'text', nullable: true })
  owner!: string | null;

  @Column({ type: 'text', description: 'Who created it.' })
  createdBy!: string;

  @Column({ type: 'timestamptz', default: () => 'now()', description: 'When it was created.' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', description: 'From when on it is rejected.' })
  expiresAt!: Date;

  @Column({ type: 'timestamptz', nullable: true, description: 'When it was used last, to within five minutes.' })
  lastUsedAt!: Date | null;

  @Column({ type: 'timestamptz', nullable: true, description: 'When it was revoked; null if it was not.' })
  revokedAt!: Date | null;

  @Column({ type: 'text', nullable: true, description: 'Who revoked it; null if it was not revoked.' })
  revokedBy!: string | null;
}
