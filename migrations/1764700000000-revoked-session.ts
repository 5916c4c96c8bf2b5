import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sessions that a logout ended, until they would have expired: the cookie of one may have been copied. */
export class RevokedSession1764700000000 implements MigrationInterface {
  name = 'RevokedSession1764700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE revoked_session (id text PRIMARY KEY, expires_at timestamptz NOT NULL)');
  }

  /** Migrations go forward only: to go back, restore a backup. */
  async down(): Promise<void> {
    throw new Error('HDQM migrates forward only: restore a backup instead');
  }
}
