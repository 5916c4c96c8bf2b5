/**
 * PostgreSQL's lock files name the process that holds a cluster. A server that was killed leaves them behind, and does not start again while
 * another program has that process id, or where the file lost its content.
 */
import { randomUUID } from 'node:crypto';
import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * The PostgreSQL processes that run in the folder of a cluster; undefined where the operating system does not list them (/proc of Linux). All
 * belong to the user of this process, since PostgreSQL requires the owner of the folder.
 */
export async function processesOf(cluster: string): Promise<number[] | undefined> {
  if (process.platform !== 'linux') return undefined;
  const folder = await stat(cluster);
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const isServer = async (pid: number): Promise<boolean> => {
    try {
      // Compared by inode: in another mount namespace the path may differ.
      const { dev, ino } = await stat(`/proc/${pid}/cwd`);
      return dev === folder.dev && ino === folder.ino && (await readFile(`/proc/${pid}/comm`, 'utf8')) === 'postgres\n';
    } catch {
      return false; // it has exited, or belongs to another user
    }
  };
  const found = await Promise.all(pids.map(isServer));
  return pids.filter((_pid, index) => found[index]);
}

/** Whether a process exists. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Removes the lock files of a cluster and of its socket that PostgreSQL itself would not replace: those with the process id of another program
 * or with none. Nothing is removed while a process holds the cluster, or where that cannot be ruled out.
 */
export async function removeStaleLocks(cluster: string, socket: string): Promise<void> {
  for (const file of [path.join(cluster, 'postmaster.pid'), path.join(socket, '.s.PGSQL.5432.lock')]) {
    const text = await readIfThere(file);
    const [, pid] = /^(\d+)\n/.exec(text ?? '') ?? [];
    if (text === undefined || (pid !== undefined && !isRunning(Number(pid)))) continue;
    if ((await processesOf(cluster))?.length !== 0) return;
    // A server that was started since then has written its own file: it is put back.
    const aside = `${file}.${randomUUID()}`;
    await rename(file, aside).catch(ignoreMissing);
    const moved = await readIfThere(aside);
    if (moved !== undefined && moved !== text) await rename(aside, file);
    else await rm(aside, { force: true });
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(ignoreMissing);
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
