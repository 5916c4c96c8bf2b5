// The server of `npm run dev`: compiles what is saved below server/, metrics/ and migrations/, and starts the server anew with it. What does not
// compile leaves the server that runs. A change of a config needs neither: each scan reads them.
import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, watch } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
/** Editors write a file in several steps, and a checkout many files: they count as one change. In ms. */
const pause = 200;

const watched = new Set();
let server;
let changed;
let busy = Promise.resolve();

function build() {
  const { status } = spawnSync(process.execPath, [path.join(root, 'bin/build.js')], { stdio: ['ignore', 2, 2] });
  if (status !== 0) process.stderr.write('It does not compile: the server goes on as it was.\n');
  return status === 0;
}

function start() {
  server = spawn(process.execPath, [path.join(root, 'bin/hdqm.js'), 'serve'], { stdio: 'inherit' });
}

/** A server that ended by itself has said why: the next change starts it. */
function stop() {
  if (server === undefined || server.exitCode !== null || server.signalCode !== null) return Promise.resolve();
  const over = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGTERM');
  return over;
}

async function startAnew() {
  if (!build()) return;
  await stop();
  start();
}

/** Folder by folder: watched as one tree, Node loses files that editors put in place of the old ones. */
function watchAll() {
  for (const top of ['server', 'metrics', 'migrations']) {
    const entries = readdirSync(path.join(root, top), { recursive: true, withFileTypes: true });
    const inner = entries
      .filter((entry) => entry.isDirectory())
      .map((entry) => path.join(entry.parentPath, entry.name));
    for (const folder of [path.join(root, top), ...inner]) {
      if (watched.has(folder)) continue;
      watched.add(folder);
      watch(folder, onChange).once('error', () => watched.delete(folder)); // a folder that is gone
    }
  }
}

function onChange(event, file) {
  if (event === 'rename') watchAll();
  if (!file?.endsWith('.ts')) return;
  clearTimeout(changed);
  changed = setTimeout(() => (busy = busy.then(startAnew)), pause);
}

watchAll();
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => {
    clearTimeout(changed);
    void busy.then(stop).then(() => process.exit(0));
  });
busy = startAnew();
