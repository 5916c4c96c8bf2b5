// Runs a command with a real PostgreSQL: finds its server's binaries, starts one in a temporary folder as an ordinary user, sets
// TEST_DATABASE_URL, and stops it.   node test/tools/real-postgres.js vitest run test/server/store
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const [command, ...args] = process.argv.slice(2);

const bin = findBinaries();
if (bin === undefined || command === undefined) {
  process.stdout.write('No PostgreSQL server was found here: the tests on a real one are skipped.\n');
  process.exit(command === undefined ? 2 : 0);
}

const folder = mkdtempSync(path.join(tmpdir(), 'hdqm-postgres-'));
// PostgreSQL refuses root: a user namespace makes an ordinary user of it.
const asUser = process.getuid?.() === 0 ? ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--'] : [];
const program = (name, ...options) => [...asUser, path.join(bin, name), ...options];
const port = await freePort();

const [init, ...initArgs] = program(
  'initdb',
  '-D',
  `${folder}/data`,
  '-U',
  'hdqm',
  '-A',
  'trust',
  '-E',
  'UTF8',
  '--no-locale',
);
const made = spawnSync(init, initArgs, { cwd: '/', encoding: 'utf8' });
if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
const [start, ...startArgs] = program(
  'postgres',
  '-D',
  `${folder}/data`,
  '-p',
  String(port),
  '-k',
  folder,
  '-c',
  'listen_addresses=127.0.0.1',
  '-c',
  'max_connections=200',
);
const server = spawn(start, startArgs, { cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] });
await new Promise((resolve, reject) => {
  let log = '';
  server.stderr.on('data', (text) => {
    log += text;
    if (log.includes('ready to accept connections')) resolve();
  });
  server.once('exit', (status) => reject(new Error(`postgres ended with ${status}:\n${log}`)));
});

const version = spawnSync(path.join(bin, 'postgres'), ['--version'], { encoding: 'utf8' }).stdout.trim();
process.stdout.write(`Tests on a real ${version}\n`);
const tests = spawn(path.join(root, 'node_modules/.bin', command), args, {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, TEST_DATABASE_URL: `postgresql://hdqm@127.0.0.1:${port}/postgres` },
});
const status = await new Promise((resolve) => tests.once('exit', (code) => resolve(code ?? 1)));
server.removeAllListeners('exit');
const ended = new Promise((resolve) => server.once('exit', resolve));
server.kill('SIGINT');
await ended;
rmSync(folder, { recursive: true, force: true });
process.exit(status);

/** The folder of the newest PostgreSQL server on this machine: Debian's places, then what pg_config tells. */
function findBinaries() {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const told = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' }).stdout?.trim();
  return [...versions.map((v) => path.join(debian, v, 'bin')), ...(told ? [told] : [])].find((place) =>
    existsSync(path.join(place, 'initdb')),
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
