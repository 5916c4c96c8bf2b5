/** Debian's nginx with HDQM's configuration, as the web image runs it. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root, temporaryFolder } from './command.ts';

/** Whether nginx is installed. */
export const hasNginx = spawnSync('nginx', ['-v']).status === 0;

export interface Nginx {
  readonly url: string;
  /** The lines of its access log. */
  accesses(): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** Starts nginx at `port` in front of a server at `host:port`. */
export async function startNginx(port: number, server: string): Promise<Nginx> {
  const { folder, remove } = await temporaryFolder();
  const read = (name: string): Promise<string> => readFile(path.join(root, 'docker/nginx', name), 'utf8');
  const values: Readonly<Record<string, string>> = {
    HDQM_LISTEN: `127.0.0.1:${port}`,
    HDQM_SERVER: server,
    HDQM_CLIENT: path.join(root, 'dist/client'),
    HDQM_OUTER_PROXY: '192.0.2.1',
    NGINX_LOCAL_RESOLVERS: '127.0.0.1',
  };
  const site = (await read('hdqm.conf.template')).replace(
    /\$\{(\w+)\}/g,
    (_all, name: string) => values[name] ?? `no value of ${name}`,
  );
  const accessLog = path.join(folder, 'access.log');
  const main = (await read('nginx.conf')).replaceAll('/tmp/', `${folder}/`).replace('/dev/stdout', accessLog);
  await writeFile(path.join(folder, 'hdqm.conf'), site);
  await writeFile(path.join(folder, 'nginx.conf'), main);
  const url = `http://127.0.0.1:${port}`;
  const stop = await runNginx(folder, `${url}/alive`);
  return {
    url,
    accesses: async () =>
      (await readFile(accessLog, 'utf8'))
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    close: async () => {
      await stop();
      await remove();
    },
  };
}

/** Runs nginx with the `nginx.conf` of a folder, and waits until a URL of it answers. Returns a function that stops it. */
export async function runNginx(folder: string, aliveUrl: string): Promise<() => Promise<void>> {
  await mkdir(path.join(folder, 'logs'));
  // If started by root, the workers run as another user by default, without permission to read this checkout.
  const user = process.getuid?.() === 0 ? 'user root; ' : '';
  const log = openSync(path.join(folder, 'error.log'), 'a');
  const child = spawn(
    'nginx',
    ['-p', folder, '-e', 'stderr', '-c', path.join(folder, 'nginx.conf'), '-g', `${user}daemon off;`],
    { stdio: ['ignore', log, log] },
  );
  closeSync(log);
  await untilAlive(aliveUrl, child, path.join(folder, 'error.log'));
  return async () => {
    const exit = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await exit;
  };
}

async function untilAlive(url: string, child: ChildProcess, log: string): Promise<void> {
  for (;;) {
    const alive = await fetch(url).catch(() => undefined);
    if (alive?.ok === true) return;
    if (child.exitCode !== null) throw new Error(`nginx did not start:\n${await readFile(log, 'utf8')}`);
    await delay(20);
  }
}
