// Runs a command with the PostgreSQL of this machine: starts it in a temporary folder, sets TEST_DATABASE_URL, and stops it.
//   node test/tools/real-postgres.js vitest run test/server/store
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPostgres } from './postgres-server.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const [command, ...args] = process.argv.slice(2);
const server = command === undefined ? undefined : await startPostgres();
if (server === undefined) {
  process.stdout.write('No PostgreSQL server is installed: its tests are skipped.\n');
  process.exit(command === undefined ? 2 : 0);
}
process.stdout.write(`Tests on ${server.version}\n`);
const tests = spawn(path.join(root, 'node_modules/.bin', command), args, {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, TEST_DATABASE_URL: server.url },
});
const status = await new Promise((resolve) => tests.once('exit', (code) => resolve(code ?? 1)));
await server.stop();
process.exit(status);
