// Cost of commands and servers: wall time, CPU of all their processes, memory.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

/** CPU time of a process, its children, and those that have exited, in seconds. */
export function cpuOf(pid) {
  const all = new Map();
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? statOf(name) : undefined;
    if (stat) all.set(Number(name), stat);
  }
  const ticks = (id) => {
    const children = [...all].filter(([, { parent }]) => parent === id).map(([child]) => child);
    return (all.get(id)?.ticks ?? 0) + children.reduce((sum, child) => sum + ticks(child), 0);
  };
  return ticks(pid) / 100;
}

function statOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
      .map(Number);
    return { parent: fields[1], ticks: fields[11] + fields[12] + fields[13] + fields[14] };
  } catch {
    return undefined; // it has exited
  }
}

/** Peak memory of a process in MiB. */
export function peakMemory(pid) {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0; // it has exited
  }
}

/** Runs a command: wall and CPU time in seconds, peak memory in MiB, and its output. Throws if it fails. */
export async function run(command, args, env = {}) {
  const begun = performance.now();
  // bash's `time` includes the CPU time of exited processes.
  const shell = spawn('bash', ['-c', 'TIMEFORMAT="CPU %U %S"; time "$@"', 'bash', command, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
  });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) shell[name].on('data', (data) => (texts[name] += data));
  let memory = 0;
  const watch = setInterval(() => {
    const [child] = childrenOf(shell.pid);
    if (child) memory = Math.max(memory, peakMemory(child));
  }, 50);
  const status = await new Promise((resolve) => shell.once('close', resolve));
  clearInterval(watch);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} exited with ${status}:\n${texts.stderr}`);
  const [, user, system] = /CPU ([\d.]+) ([\d.]+)\s*$/.exec(texts.stderr) ?? [];
  return { wall: (performance.now() - begun) / 1000, cpu: Number(user) + Number(system), memory, ...texts };
}

function childrenOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** Runs `hdqm` with these arguments: see run(). */
export const hdqm = (args, env) => run(process.execPath, [path.join(root, 'bin/hdqm.js'), ...args], env);

/** Starts `hdqm serve`: its URL, process id, and a function that stops it. */
export async function startServer(env) {
  const server = spawn(process.execPath, [path.join(root, 'bin/hdqm.js'), 'serve'], {
    cwd: root,
    env: { ...process.env, PORT: '0', SCAN_SCHEDULE: 'off', LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const url = await new Promise((resolve, reject) => {
    const read = (data) => {
      text += data;
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(text);
      if (found) resolve(found[0]);
    };
    server.stdout.on('data', read);
    server.stderr.on('data', read);
    server.once('exit', () => reject(new Error(`hdqm serve exited:\n${text}`)));
  });
  return {
    url,
    pid: server.pid,
    stop: async () => {
      server.removeAllListeners('exit');
      const exit = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGTERM');
      await exit;
    },
  };
}
