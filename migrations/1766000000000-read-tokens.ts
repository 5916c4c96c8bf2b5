import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tokens with which scripts read. */
export class ReadTokens1766000000000 implements MigrationInterface {
  name = 'ReadTokens1766000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE read_token (
        id uuid PRIMARY KEY,
        hash text NOT NULL UNIQUE,
        name text NOT NULL,
        owner text,
        created_by text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        last_used_at timestamptz,
        revoked_at timestamptz,
        revoked_by text
      );
    `);
  }

  /** Migrations go forward only: to go back, restore a backup. */
  async down(): Promise<void> {
    throw new Error('HDQM migrates forward only: restore a backup instead');
  }
}
