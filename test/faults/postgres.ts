/** A PostgreSQL server on a port, with the bundled binaries, that tests kill, stop and restart. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { chooseAccount, findBinaries, type Launch } from '../../server/store/connection/postgres-programs.ts';
import { freePort } from '../integration/free-port.ts';
import { until } from './until.ts';

export class Postgres {
  private readonly folder: string;
  private readonly port: number;
  private readonly launch: Launch;
  private server: ChildProcess | undefined;
  private log = '';

  private constructor(folder: string, port: number, launch: Launch) {
    this.folder = folder;
    this.port = port;
    this.launch = launch;
  }

  /** Creates a cluster in a new folder and starts it. */
  static async create(folder: string): Promise<Postgres> {
    const { folder: binaries, initdb } = findBinaries();
    const launch = await chooseAccount(folder, binaries);
    const options = ['-D', path.join(folder, 'data'), '-U', 'hdqm', '-A', 'trust', '-E', 'UTF8', '--no-locale'];
    const [command, ...args] = launch.command(initdb, options);
    const { status, stderr } = spawnSync(command, args, { ...launch.identity, cwd: '/', encoding: 'utf8' });
    if (status !== 0) throw new Error(`initdb failed: ${stderr}`);
    const postgres = new Postgres(folder, await freePort(), launch);
    await postgres.start();
    return postgres;
  }

  /** URL of one of its databases. */
  url(database: string): string {
    return `postgresql://hdqm@127.0.0.1:${this.port}/${database}`;
  }

  /** Starts or restarts it and waits until it accepts queries. */
  async start(): Promise<void> {
    const data = path.join(this.folder, 'data');
    const options = ['-D', data, '-p', String(this.port), '-k', '', '-c', 'listen_addresses=127.0.0.1'];
    const [command, ...args] = this.launch.command(findBinaries().postgres, options);
    await until('PostgreSQL accepts queries', async () => {
      if (!this.isRunning) {
        this.server = spawn(command, args, { ...this.launch.identity, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] });
        this.server.stderr
          ?.setEncoding('utf8')
          .on('data', (text: string) => (this.log = (this.log + text).slice(-5000)));
      }
      return this.acceptsQueries();
    }).catch((error: unknown) => {
      throw new Error(`PostgreSQL did not start:\n${this.log}`, { cause: error });
    });
  }

  /** Kills the main process; its other processes exit on their own. */
  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  /** Shuts it down in "immediate" mode, without waiting for clients. */
  stop(): Promise<void> {
    return this.end('SIGQUIT');
  }

  /** Suspends its processes, while its connections stay open, as on a machine that hangs. */
  freeze(): void {
    for (const pid of this.processes()) process.kill(pid, 'SIGSTOP');
  }

  thaw(): void {
    for (const pid of this.processes()) process.kill(pid, 'SIGCONT');
  }

  async query(database: string, statement: string): Promise<void> {
    const client = new Client({ connectionString: this.url(database) });
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  }

  private get isRunning(): boolean {
    return this.server !== undefined && this.server.exitCode === null && this.server.signalCode === null;
  }

  /** Process ids of the server and of its connections (Linux only). */
  private processes(): number[] {
    const own = this.server?.pid ?? 0;
    const parentOf = (pid: string): number => {
      try {
        // The program name is in parentheses, and can contain some itself.
        return Number(/\) \S (\d+)[^)]*$/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
      } catch {
        return 0; // it has exited since
      }
    };
    const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === own);
    return [own, ...children.map(Number)];
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { server } = this;
    if (!server || !this.isRunning) return;
    const over = new Promise((resolve) => server.once('exit', resolve));
    server.kill(signal);
    await over;
  }

  private async acceptsQueries(): Promise<boolean> {
    try {
      await this.query('postgres', 'SELECT 1');
      return true;
    } catch {
      return false; // still starting, or processes of a killed server are still exiting
    }
  }
}
