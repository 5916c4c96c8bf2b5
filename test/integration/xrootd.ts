/** Debian's xrootd-server, serving a folder over HTTP. */
import { spawn, spawnSync } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { printed } from './command.ts';
import { freePort } from './free-port.ts';

const plugin = 'libXrdHttp.so';

/** True if xrootd is installed. */
export const hasXrootd = spawnSync('xrootd', ['-v']).error === undefined;

/** Starts a server; `work` is a folder for its own files. */
export async function startXrootd(folder: string, work: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const [port, httpPort] = [await freePort(), await freePort()];
  await mkdir(work, { recursive: true });
  await chmod(work, 0o777);
  const config = path.join(work, 'xrootd.cfg');
  await writeFile(
    config,
    [
      `xrd.port ${port}`,
      `xrd.protocol XrdHttp:${httpPort} ${plugin}`,
      'all.export /',
      `oss.localroot ${folder}`,
      `all.adminpath ${work}`,
      `all.pidpath ${work}`,
      '',
    ].join('\n'),
  );
  // xrootd refuses to run as root: a user namespace maps root to an ordinary user.
  const asUser = process.getuid?.() === 0 ? ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--'] : [];
  const [command = '', ...args] = [...asUser, 'xrootd', '-c', config];
  const server = spawn(command, args, { cwd: work, stdio: ['ignore', 'pipe', 'pipe'] });
  await printed(server, /initialization completed\.\s+$|xrootd .*initialization completed/);
  return {
    url: `http://127.0.0.1:${httpPort}/`,
    stop: async () => {
      const closed = new Promise((resolve) => server.once('close', resolve));
      server.kill('SIGKILL');
      await closed;
    },
  };
}
