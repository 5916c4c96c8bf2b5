import { Client, type QueryResultRow } from 'pg';
import { databaseConnectTimeoutMs } from '../../retry/policy.ts';
import { outageOf } from '../../store/connection/outage.ts';

/** CentralHDQM's database cannot be read; the message has no password. */
export class SourceError extends Error {
  override name = 'SourceError';
}

/** A statement that gets no answer for so long has failed: the server hangs. */
const statementTimeoutMs = 600_000;

/** CentralHDQM's database as it was when it was opened: one transaction that can only read. */
export class Source {
  /** For messages: `the database hdqm at db:5432`. */
  readonly label: string;
  private readonly client: Client;

  private constructor(client: Client, label: string) {
    this.client = client;
    this.label = label;
  }

  /** Connects to a server. Throws a SourceError. */
  static async open(url: string): Promise<Source> {
    const label = labelOf(url);
    const client = new Client({
      connectionString: url,
      application_name: 'hdqm import',
      client_encoding: 'UTF8',
      keepAlive: true,
      connectionTimeoutMillis: databaseConnectTimeoutMs,
      query_timeout: statementTimeoutMs,
    });
    client.on('error', () => undefined); // the statement that follows rejects
    const source = new Source(client, label);
    try {
      await client.connect();
      // Of a database without an encoding, nothing can be converted: bytes that are not UTF-8 become replacement characters.
      await client.query(
        `SELECT set_config('client_encoding', 'SQL_ASCII', false) WHERE current_setting('server_encoding') = 'SQL_ASCII'`,
      );
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    } catch (error) {
      await source.close();
      throw source.errorOf(error);
    }
    return source;
  }

  /** The names of its tables among these. */
  async tablesAmong(names: readonly string[]): Promise<ReadonlySet<string>> {
    const { rows } = await this.query<{ name: string }>(
      'SELECT name FROM unnest($1::text[]) AS t (name) WHERE to_regclass(quote_ident(name)) IS NOT NULL',
      [names],
    );
    return new Set(rows.map(({ name }) => name));
  }

  /** The rows of a SELECT statement in batches of up to `rowsAtATime`, as lists of their columns. Throws a SourceError. */
  async *read<Row extends readonly unknown[]>(sql: string, rowsAtATime: number): AsyncGenerator<Row[]> {
    await this.query(`DECLARE rows NO SCROLL CURSOR FOR ${sql}`);
    for (;;) {
      const { rows } = await this.run(() =>
        this.client.query<Row[]>({ text: `FETCH ${rowsAtATime} FROM rows`, rowMode: 'array' }),
      );
      if (rows.length > 0) yield rows as unknown as Row[];
      if (rows.length < rowsAtATime) break;
    }
    await this.query('CLOSE rows');
  }

  /** Ends the connection. */
  async close(): Promise<void> {
    await this.client.end().catch(() => undefined); // it may have been lost
  }

  private query<Row extends QueryResultRow>(sql: string, parameters?: unknown[]): Promise<{ rows: Row[] }> {
    return this.run(() => this.client.query<Row>(sql, parameters));
  }

  private async run<T>(statement: () => Promise<T>): Promise<T> {
    try {
      return await statement();
    } catch (error) {
      throw this.errorOf(error);
    }
  }

  private errorOf(error: unknown): SourceError {
    const reason = outageOf(error) ?? (error instanceof Error ? error.message : String(error));
    return new SourceError(`CentralHDQM's database cannot be read, ${this.label}: ${reason}`, { cause: error });
  }
}

/** Database and host of a URL, without user and password. Throws a SourceError that does not quote the URL. */
function labelOf(url: string): string {
  const isPostgres = /^postgres(ql)?:\/\//.test(url);
  const withHost = url.replace(/@\//, '@localhost/'); // the socket's folder is in `?host=`
  if (!isPostgres || !URL.canParse(withHost))
    throw new SourceError(
      'The database to import from must be a URL like postgresql://user@host:5432/hdqm. Write special characters of a password as %XX, or set PGPASSWORD.',
    );
  const { host, pathname } = new URL(withHost);
  return `the database ${decodeURIComponent(pathname.slice(1))} at ${host}`;
}
