/** HDQM as deployed at a site: a server process and a worker process on one database. */
import type { ChildProcess } from 'node:child_process';
import { Client } from 'pg';
import { type Environment, startHdqm } from '../integration/command.ts';
import { until } from './until.ts';

/** Role of a process. */
export type Role = 'server' | 'worker';

export class Site {
  /** Output of all processes. */
  log = '';
  /** Address of the server; empty until it has started. */
  url = '';
  private readonly environment: Environment;
  private readonly running = new Map<Role, ChildProcess>();

  constructor(environment: Environment) {
    // The minimum lease, so that the files of a killed process are requeued soon.
    this.environment = { WORKERS: '1', PORT: '0', LEASE_SECONDS: '5', ...environment };
  }

  /** Starts a process. A server starts a scan if the database has none. */
  start(role: Role): void {
    const child = startHdqm([role === 'server' ? 'serve' : 'worker'], this.environment);
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.log += text;
        if (role === 'server') this.url = /HDQM \S+: (http:\S+)/.exec(text)?.[1] ?? this.url;
      });
    this.running.set(role, child);
  }

  isRunning(role: Role): boolean {
    const child = this.running.get(role);
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  }

  /** Kills a process with SIGKILL. */
  kill(role: Role): Promise<void> {
    return this.end(role, 'SIGKILL');
  }

  /** Shuts all processes down gracefully. */
  async stop(): Promise<void> {
    await Promise.all([...this.running.keys()].map((role) => this.end(role, 'SIGTERM')));
  }

  /** Waits until the log matches a pattern after an offset. `timeoutSeconds` has the default of `until`. */
  async waitForLog(pattern: RegExp, from = 0, timeoutSeconds?: number): Promise<void> {
    await until(`the log matches ${String(pattern)}`, () => pattern.test(this.log.slice(from)), timeoutSeconds).catch(
      (error: unknown) => {
        throw new Error(`${(error as Error).message}; the log ends with:\n${this.log.slice(-3000)}`, { cause: error });
      },
    );
  }

  private async end(role: Role, signal: NodeJS.Signals): Promise<void> {
    const child = this.running.get(role);
    if (!child || !this.isRunning(role)) return;
    const over = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await over;
  }
}

/** Waits until a number of files are stored. */
export function untilStored(url: string, files: number): Promise<void> {
  return untilTrue(
    url,
    `${files} files are stored`,
    `SELECT count(*) >= ${files} AS yes FROM file WHERE state = 'extracted'`,
  );
}

/** Waits until a scan has finished, also while the database is unavailable. */
export function untilScanned(url: string): Promise<void> {
  const scans = `SELECT bool_or(state = 'finished') AND NOT bool_or(state = 'running') AS yes FROM scan`;
  return untilTrue(url, 'a scan has finished', scans);
}

/** Waits until a query returns true. An unavailable database counts as false. */
async function untilTrue(url: string, what: string, query: string): Promise<void> {
  let client: Client | undefined;
  try {
    await until(what, async () => {
      try {
        client ??= await connect(url);
        return (await client.query<{ yes: boolean | null }>(query)).rows[0]?.yes === true;
      } catch {
        await client?.end().catch(() => undefined);
        client = undefined;
        return false;
      }
    });
  } finally {
    await client?.end().catch(() => undefined);
  }
}

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined); // the next query fails
  await client.connect();
  return client;
}
