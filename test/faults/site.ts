/** HDQM as a site runs it: a server and a worker, processes of their own, on one database. */
import type { ChildProcess } from 'node:child_process';
import { Client } from 'pg';
import { type Environment, startHdqm } from '../integration/command.ts';
import { until } from './until.ts';

/** What a site's processes are. */
export type Role = 'server' | 'worker';

export class Site {
  /** All that its processes printed. */
  log = '';
  /** Where the server is; empty until it is up. */
  url = '';
  private readonly environment: Environment;
  private readonly running = new Map<Role, ChildProcess>();

  constructor(environment: Environment) {
    // Leases as short as they may be: who is killed keeps its files no longer than that.
    this.environment = { WORKERS: '1', PORT: '0', LEASE_SECONDS: '5', ...environment };
  }

  /** Starts a process of it; a server scans at once, where none has. */
  start(role: Role): void {
    const child = startHdqm([role === 'server' ? 'serve' : 'worker'], this.environment);
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.log += text;
        if (role === 'server') this.url = /HDQM [\d.]+: (http:\S+)/.exec(text)?.[1] ?? this.url;
      });
    this.running.set(role, child);
  }

  isRunning(role: Role): boolean {
    const child = this.running.get(role);
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  }

  /** Ends a process with no time for anything. */
  kill(role: Role): Promise<void> {
    return this.end(role, 'SIGKILL');
  }

  /** Stops all of it in order. */
  async stop(): Promise<void> {
    await Promise.all([...this.running.keys()].map((role) => this.end(role, 'SIGTERM')));
  }

  /** Waits until the log says something, from a place in it on. */
  async says(pattern: RegExp, from = 0, patience?: number): Promise<void> {
    await until(`the log says ${String(pattern)}`, () => pattern.test(this.log.slice(from)), patience).catch(
      (error: unknown) => {
        throw new Error(`${(error as Error).message}; it ends with:\n${this.log.slice(-3000)}`, { cause: error });
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

/** Waits until so many files are stored. */
export function untilStored(url: string, files: number): Promise<void> {
  return untilTrue(
    url,
    `${files} files are stored`,
    `SELECT count(*) >= ${files} AS yes FROM file WHERE state = 'extracted'`,
  );
}

/** Waits until a scan went through, whatever happens to the database meanwhile. */
export function untilScanned(url: string): Promise<void> {
  const scans = `SELECT bool_or(state = 'finished') AND NOT bool_or(state = 'running') AS yes FROM scan`;
  return untilTrue(url, 'a scan went through', scans);
}

/** Waits until a query says yes; while the database is away it does not. */
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
  client.on('error', () => undefined); // who asks next learns it
  await client.connect();
  return client;
}
