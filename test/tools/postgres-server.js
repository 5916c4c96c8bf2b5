// A PostgreSQL for tests and benchmarks: the server installed on this machine, started in a temporary folder as an ordinary user.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Starts the server; undefined if none is installed. `pid` is its first process; `stop` ends it and removes its folder. */
export async function startPostgres() {
  const bin = findBinaries();
  if (bin === undefined) return undefined;
  const folder = mkdtempSync(path.join(tmpdir(), 'hdqm-postgres-'));
  // PostgreSQL refuses to run as root: a user namespace maps root to an ordinary user.
  const asUser = process.getuid?.() === 0 ? ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--'] : [];
  const program = (name, ...options) => [...asUser, path.join(bin, name), ...options];
  const port = await freePort();
  const data = ['-D', `${folder}/data`];
  const [init, ...initArgs] = program('initdb', ...data, '-U', 'hdqm', '-A', 'trust', '-E', 'UTF8', '--no-locale');
  const made = spawnSync(init, initArgs, { cwd: '/', encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
  const settings = ['listen_addresses=127.0.0.1', 'max_connections=200'].flatMap((setting) => ['-c', setting]);
  const [start, ...startArgs] = program('postgres', ...data, '-p', String(port), '-k', folder, ...settings);
  const server = spawn(start, startArgs, { cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] });
  await new Promise((resolve, reject) => {
    let log = '';
    server.stderr.on('data', (text) => {
      log += text;
      if (log.includes('ready to accept connections')) resolve();
    });
    server.once('exit', (status) => reject(new Error(`postgres ended with ${status}:\n${log}`)));
  });
  return {
    version: spawnSync(path.join(bin, 'postgres'), ['--version'], { encoding: 'utf8' }).stdout.trim(),
    url: `postgresql://hdqm@127.0.0.1:${port}/postgres`,
    pid: server.pid,
    stop: async () => {
      server.removeAllListeners('exit');
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGINT');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The folder of the newest PostgreSQL server on this machine: Debian's folders, then that of pg_config. */
function findBinaries() {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const fromConfig = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' }).stdout?.trim();
  return [...versions.map((v) => path.join(debian, v, 'bin')), ...(fromConfig ? [fromConfig] : [])].find((folder) =>
    existsSync(path.join(folder, 'initdb')),
  );
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port: free } = probe.address();
      probe.close(() => resolve(free));
    });
  });
}
