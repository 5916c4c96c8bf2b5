/** A PostgreSQL of one's own, to be killed, stopped and started again; the server that HDQM brings, listening on a port. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { Client } from 'pg';
import { chooseAccount, findBinaries, type Launch } from '../../server/store/connection/postgres-programs.ts';
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

  /** Makes a cluster in a folder that is not there yet, and starts it. */
  static async make(folder: string): Promise<Postgres> {
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

  /** The address of one of its databases. */
  url(database: string): string {
    return `postgresql://hdqm@127.0.0.1:${this.port}/${database}`;
  }

  /** Starts it, again where it was killed, and waits until it answers. */
  async start(): Promise<void> {
    const data = path.join(this.folder, 'data');
    const options = ['-D', data, '-p', String(this.port), '-k', '', '-c', 'listen_addresses=127.0.0.1'];
    const [command, ...args] = this.launch.command(findBinaries().postgres, options);
    await until('PostgreSQL answers', async () => {
      if (!this.runs) {
        this.server = spawn(command, args, { ...this.launch.identity, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] });
        this.server.stderr
          ?.setEncoding('utf8')
          .on('data', (text: string) => (this.log = (this.log + text).slice(-5000)));
      }
      return this.answers();
    }).catch((error: unknown) => {
      throw new Error(`PostgreSQL does not start:\n${this.log}`, { cause: error });
    });
  }

  /** Ends it with no time for anything; its other processes notice by themselves. */
  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  /** Stops it at once, as an operator in a hurry does ("immediate"). */
  stop(): Promise<void> {
    return this.end('SIGQUIT');
  }

  /** Lets it do nothing any more, while its connections stay open: a machine that hangs. */
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

  private get runs(): boolean {
    return this.server !== undefined && this.server.exitCode === null && this.server.signalCode === null;
  }

  /** Of the server and of each of its connections (Linux only). */
  private processes(): number[] {
    const own = this.server?.pid ?? 0;
    const parentOf = (pid: string): number => {
      try {
        // The name of the program stands in brackets, and may have any in it.
        return Number(/\) \S (\d+)[^)]*$/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
      } catch {
        return 0; // it has ended since
      }
    };
    const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === own);
    return [own, ...children.map(Number)];
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { server } = this;
    if (!server || !this.runs) return;
    const over = new Promise((resolve) => server.once('exit', resolve));
    server.kill(signal);
    await over;
  }

  private async answers(): Promise<boolean> {
    try {
      await this.query('postgres', 'SELECT 1');
      return true;
    } catch {
      return false; // it is starting, or could not yet: processes of the one that was killed still end
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
