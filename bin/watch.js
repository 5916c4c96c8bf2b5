// The server of `npm run dev`: on a change below server/, metrics/ or migrations/ it compiles and restarts the server. Where that does not
// compile, the running server stays. Configs need no restart: each scan reads them.
import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, watch } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
/** Debounce in ms: editors write a file in several steps, a checkout writes many files. */
const debounceMs = 200;

const watched = new Set();
let server;
let changed;
let busy = Promise.resolve();

function build() {
  const { status } = spawnSync(process.execPath, [path.join(root, 'bin/build.js')], { stdio: ['ignore', 2, 2] });
  if (status !== 0) process.stderr.write('Compilation failed: the running server is unchanged.\n');
  return status === 0;
}

function start() {
  server = spawn(process.execPath, [path.join(root, 'bin/hdqm.js'), 'serve'], { stdio: 'inherit' });
}

/** Stops the server, unless it exited already: then the next change starts it. */
function stop() {
  if (server === undefined || server.exitCode !== null || server.signalCode !== null) return Promise.resolve();
  const over = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGTERM');
  return over;
}

async function restart() {
  if (!build()) return;
  await stop();
  start();
}

/** Watches each folder: a recursive watch loses files that editors replace by renaming. */
function watchAll() {
  for (const top of ['server', 'metrics', 'migrations']) {
    const entries = readdirSync(path.join(root, top), { recursive: true, withFileTypes: true });
    const inner = entries
      .filter((entry) => entry.isDirectory())
      .map((entry) => path.join(entry.parentPath, entry.name));
    for (const folder of [path.join(root, top), ...inner]) {
      if (watched.has(folder)) continue;
      watched.add(folder);
      watch(folder, onChange).once('error', () => watched.delete(folder)); // the folder was removed
    }
  }
}

function onChange(event, file) {
  if (event === 'rename') watchAll();
  if (!file?.endsWith('.ts')) return;
  clearTimeout(changed);
  changed = setTimeout(() => (busy = busy.then(restart)), debounceMs);
}

watchAll();
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => {
    clearTimeout(changed);
    void busy.then(stop).then(() => process.exit(0));
  });
busy = restart();
