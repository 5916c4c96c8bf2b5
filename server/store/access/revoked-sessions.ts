import type { Database } from '../connection/database.ts';

/** How often other processes' logouts are read, in ms. */
const refreshMs = 5_000;

/** Sessions that ended before they expired, by logouts in any process. */
export class RevokedSessions {
  private readonly database: Database;
  private readonly now: () => number;
  private ids: ReadonlySet<string> = new Set();
  private refreshedAt = -Infinity;
  private refreshing: Promise<void> | undefined;

  constructor(database: Database, now: () => number = Date.now) {
    this.database = database;
    this.now = now;
  }

  /** Whether a session was revoked, by another process at least five seconds ago. While the database is unavailable, what is known counts. */
  async has(id: string): Promise<boolean> {
    if (this.now() - this.refreshedAt >= refreshMs)
      await (this.refreshing ??= this.refresh().finally(() => (this.refreshing = undefined)));
    return this.ids.has(id);
  }

  /** Revokes a session, which expires at a time in ms since 1970. */
  async revoke(id: string, expires: number): Promise<void> {
    this.ids = new Set([...this.ids, id]);
    await this.database.dataSource.query(
      `WITH expired AS (DELETE FROM revoked_session WHERE expires_at < now())
       INSERT INTO revoked_session (id, expires_at) VALUES ($1, to_timestamp($2 / 1000.0)) ON CONFLICT DO NOTHING`,
      [id, expires],
    );
  }

  private async refresh(): Promise<void> {
    this.refreshedAt = this.now();
    const known = this.ids;
    const rows = await this.database.dataSource
      .query<{ id: string }[]>('SELECT id FROM revoked_session')
      .catch(() => undefined);
    if (!rows) return;
    const own = [...this.ids].filter((id) => !known.has(id)); // revoked meanwhile
    this.ids = new Set([...rows.map(({ id }) => id), ...own]);
  }
}
